//! What an identity holds in memory, over the octets of its certificates and key: `cargo bench -p benches --bench memory`.
//!
//! The allocator that counts would be in the way of the clocks of the other benches.

#[path = "shared/mod.rs"]
#[allow(dead_code, reason = "each bench takes what it needs")]
mod shared;

use std::process::ExitCode;
use std::sync::Arc;

use peak_alloc::PeakAlloc;
use vb365_tls::identity::Identity;
use vb365_tls::test_support::Forge;
use vb365_tls::{Password, check};

use shared::{HOST, inputs};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// What is to be reached.
const AIM: f64 = 2.0;

/// Beyond it the run fails, once the identity was checked: most of that is the key as its provider has it. It must only
/// ever go down, to the aim.
const LIMIT_CHECKED: f64 = 3.1;

const IDENTITIES: usize = 100;

fn main() -> Result<ExitCode, shared::Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let context = inputs::context(&provider);
    let rest_api = inputs::rest_api()?;
    let mut files = Vec::new();
    let mut octets = 0;
    for number in 0..IDENTITIES {
        let forge = Forge::tls(HOST).serial(&[1, number as u8]);
        octets += forge.key_der().secret_der().len();
        let certificates = forge.certificates(&provider);
        octets += certificates.iter().map(|der| der.len()).sum::<usize>();
        files.push(forge.pem(&provider));
    }
    let read = |file: &String| Identity::from_bytes(file.as_bytes(), &Password::from(""));
    // What is made once is not part of an identity.
    let first = read(&files[0])?;
    assert!(check(&rest_api, &first, &context).is_accepted(), "good");
    drop(first);

    let before = ALLOCATED.current_usage();
    let mut identities = Vec::with_capacity(IDENTITIES);
    for file in &files {
        identities.push(read(file)?);
    }
    let is_within = row("an identity of two certificates", AIM, before, octets);
    for identity in &identities {
        assert!(check(&rest_api, identity, &context).is_accepted(), "good");
    }
    let is_within = row("the same, checked", LIMIT_CHECKED, before, octets) && is_within;
    Ok(match is_within {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn row(what: &str, limit: f64, before: usize, octets: usize) -> bool {
    let held = ALLOCATED.current_usage() - before;
    let ratio = held as f64 / octets as f64;
    let verdict = if ratio <= AIM {
        format!("within {AIM}")
    } else if ratio <= limit {
        format!("MISSES {AIM}, fails beyond {limit}")
    } else {
        format!("OVER {limit}, aim {AIM}")
    };
    println!(
        "memory of {what} / its DER and key: {} / {} octets = {ratio:.3} ({verdict})",
        held / IDENTITIES,
        octets / IDENTITIES,
    );
    ratio <= limit
}
