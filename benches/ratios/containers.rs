//! PFX files, beside the hashing no reader gets around, and beside other readers.

use std::hint::black_box;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use sha2::block_api::compress256;
use vb365_tls::Password;
use vb365_tls::identity::Identity;

use crate::measure::{Budget, Measured, Table};
use crate::shared::Failure;

const FILES: [(&[u8], u32); 2] = [
    (include_bytes!("../data/2048.pfx"), 2_048),
    (include_bytes!("../data/600000.pfx"), 600_000),
];

pub(crate) fn rows(table: &mut Table) -> Result<(), Failure> {
    for (file, iterations) in FILES {
        let open = || {
            let opened = Identity::from_pfx(black_box(file), &Password::from("secret"));
            assert!(opened.is_ok(), "a PFX that can be read");
        };
        table.row(
            &format!(
                "open a PFX of {iterations} iterations / the bare SHA-256 compressions it needs"
            ),
            // Reached where the processor has instructions for SHA-256.
            Budget::missed(1.05, 1.4),
            1,
            || compressions(iterations),
            open,
        );
        table.row(
            &format!("open a PFX of {iterations} iterations / p12-keystore"),
            // 1.3 times as fast.
            Budget::missed(0.77, 1.2),
            1,
            || {
                let policy = Pkcs12ImportPolicy::default();
                let opened = KeyStore::from_pkcs12(black_box(file), "secret", policy);
                assert!(opened.is_ok(), "the same PFX");
            },
            open,
        );
    }
    openssl(table);
    Ok(())
}

/// What `openssl pkcs12 -export -iter ITERATIONS` (OpenSSL 3) makes a reader do: PBKDF2 with HMAC-SHA-256 for the key and
/// for the certificates, two compressions an iteration each, and SHA-256 over and over for the MAC (RFC 7292 appendix
/// B.2), one an iteration.
fn compressions(iterations: u32) {
    const INITIAL: [u32; 8] = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];
    let mut block = [0x36; 64];
    for _ in 0..5 * u64::from(iterations) {
        let mut state = INITIAL;
        compress256(&mut state, &[block]);
        for (digits, word) in block.chunks_exact_mut(4).zip(state) {
            digits.copy_from_slice(&word.to_be_bytes());
        }
    }
    black_box(block);
}

/// A program of its own, by the clock on the wall.
fn openssl(table: &mut Table) {
    let (file, iterations) = FILES[1];
    let by_openssl = || {
        let start = Instant::now();
        let mut child = Command::new("openssl")
            .args(["pkcs12", "-passin", "pass:secret", "-nodes"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        child.stdin.take()?.write_all(file).ok()?;
        let status = child.wait().ok()?;
        status.success().then(|| start.elapsed().as_secs_f64())
    };
    let ours = || {
        let start = Instant::now();
        let opened = Identity::from_pfx(black_box(file), &Password::from("secret"));
        opened.ok().map(|_| start.elapsed().as_secs_f64())
    };
    let round = || {
        Some(Measured {
            floor: by_openssl()?,
            ours: ours()?,
        })
    };
    let rounds: Option<Vec<_>> = (0..3).map(|_| round()).collect();
    match rounds.and_then(Measured::median) {
        Some(measured) => {
            let what = format!("open a PFX of {iterations} iterations / openssl");
            table.print(&what, Budget::shown(), measured, "");
        }
        None => println!("openssl is not there, or does not open the file: not compared"),
    }
}
