//! Instructions, which a busy machine does not change: `cargo bench -p benches --bench instructions`.
//!
//! callgrind (of valgrind) counts them for each piece of work below, and `instructions.txt` beside this file has the
//! counts of the last change that meant to change them. One that differs by more than 5 % ends the run with an error;
//! `cargo bench -p benches --bench instructions -- --update` writes the file again, so that a review shows what became
//! of it.
//!
//! What a compiler and a processor make of the same code differs, so the file says with which it was made. With others
//! nothing is compared, and the run says so. valgrind has a processor of its own, without instructions for SHA.
//!
//! Where the sources lie is part of the names by which the compiler divides them, and so of what it inlines: the same
//! commit at two places has differed by 3.1 % in one row.

#[path = "shared/mod.rs"]
#[allow(dead_code, reason = "each bench takes what it needs")]
mod shared;

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use vb365_tls::identity::Identity;
use vb365_tls::revocation::{Crls, RevocationCheckDepth};
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::trust::{RelyingParty, ServerTrust};
use vb365_tls::{Certificate, Context, Password, check_chain};

use shared::inputs::Delivered;
use shared::refused::{Stock, refused_by_client};
use shared::{Failure, HOST, inputs, presented};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");

/// How far a count may be from the one in the table.
const TOLERANCE: f64 = 0.03;

/// Each piece of work, and how it is done.
const WORK: &[(&str, Work)] = &[
    (
        "first check of 10 chains of two RSA-2048 certificates",
        Work::Ours(first_check),
    ),
    ("check of the same chains again", Work::Ours(check_again)),
    (
        "check of the same chains with a CRL of their issuer",
        Work::Ours(check_with_crl),
    ),
    (
        "check of the same chains against all eight scenarios",
        Work::Ours(all_eight),
    ),
    ("reading 20 certificates", Work::Ours(reading)),
    (
        "first check of 10 certificates whose issuer is not included",
        Work::Ours(without_issuer),
    ),
    ("opening a PFX of 2048 iterations", Work::Ours(pfx)),
    // By path, and stock rustls beside it.
    (
        "refusing an ordinary server of an unknown CA",
        Work::Refusal(ORDINARY),
    ),
    ("the same, stock rustls", Work::StockRefusal(ORDINARY)),
    (
        "refusing a server of the name of the trusted root",
        Work::Refusal(IMPOSTOR),
    ),
    (
        "the same impostor, stock rustls",
        Work::StockRefusal(IMPOSTOR),
    ),
    (
        "refusing a server with all RSA-8192 certificates that fit",
        Work::Refusal(LONG_KEYS),
    ),
    (
        "the same long keys, stock rustls",
        Work::StockRefusal(LONG_KEYS),
    ),
    (
        "refusing a server with as many certificates of one name as fit",
        Work::Refusal(CROSS),
    ),
    ("the same crowd, stock rustls", Work::StockRefusal(CROSS)),
    (
        "refusing a server with 64 KB of names",
        Work::Refusal(NAMES),
    ),
    ("the same names, stock rustls", Work::StockRefusal(NAMES)),
    // Where an explanation costs most beside what stock rustls does.
    (
        "refusing a server with long keys up to the name of the root",
        Work::Refusal(UP_TO_ROOT),
    ),
    (
        "the same path, stock rustls",
        Work::StockRefusal(UP_TO_ROOT),
    ),
    (
        "refusing a server with issuers named in other string types",
        Work::Refusal(STRINGS),
    ),
    (
        "the same issuers, stock rustls",
        Work::StockRefusal(STRINGS),
    ),
    (
        "refusing a server with a CA of the name of the root above it",
        Work::Refusal(ROOT_ABOVE),
    ),
    ("the same CA, stock rustls", Work::StockRefusal(ROOT_ABOVE)),
    (
        "refusing a server with names below as many constraints",
        Work::Refusal(CONSTRAINTS),
    ),
    (
        "the same constraints, stock rustls",
        Work::StockRefusal(CONSTRAINTS),
    ),
    (
        "refusing a server with a subject of 500 octets",
        Work::Refusal(SUBJECT),
    ),
    (
        "the same subject, stock rustls",
        Work::StockRefusal(SUBJECT),
    ),
];

/// What it does is prepared first; what it hands to [`counted`] counts.
#[derive(Clone, Copy)]
enum Work {
    Ours(fn(&Arc<CryptoProvider>) -> Result<(), Failure>),
    /// A stranger, by the name it has among the others.
    Refusal(&'static str),
    StockRefusal(&'static str),
}

const ORDINARY: &str = "ordinary, of an unknown CA";
const IMPOSTOR: &str = "name of the root";
const LONG_KEYS: &str = "RSA 8192, chained";
const CROSS: &str = "one name, one key";
const NAMES: &str = "names, self-signed";
const UP_TO_ROOT: &str = "RSA 8192, to the name of the root";
const ROOT_ABOVE: &str = "name of the root, above";
const STRINGS: &str = "one name in another string type";
const CONSTRAINTS: &str = "names below as many constraints, 1 KB";
const SUBJECT: &str = "subject, 500 octets";

fn main() -> Result<ExitCode, Failure> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["count", number] => {
            let (_, work) = WORK[number.parse::<usize>()?];
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            match work {
                Work::Ours(work) => work(&provider)?,
                Work::Refusal(name) => refuse(name, &provider, false)?,
                Work::StockRefusal(name) => refuse(name, &provider, true)?,
            }
            Ok(ExitCode::SUCCESS)
        }
        ["features"] => {
            println!("{}", features());
            Ok(ExitCode::SUCCESS)
        }
        ref others => compare(others.contains(&"--update")),
    }
}

/// The name by which callgrind knows what to count.
#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    work();
    // Not a jump to it.
    black_box(());
}

fn compare(update: bool) -> Result<ExitCode, Failure> {
    let made_with = made_with()?;
    keep_strangers()?;
    let mut table = format!(
        "Instructions, counted by callgrind; `cargo bench -p benches --bench instructions -- --update` writes this file.\n{made_with}\n"
    );
    let before = fs::read_to_string(TABLE).unwrap_or_default();
    let is_comparable = before.lines().nth(1) == Some(&made_with);
    let mut differ = 0;
    for (number, (what, _)) in WORK.iter().enumerate() {
        let count = count(number)?;
        table += &format!("{count:>12}  {what}\n");
        let line = before
            .lines()
            .find_map(|line| line.trim().strip_suffix(what));
        let compared = match line.and_then(|count| count.trim().parse::<u64>().ok()) {
            None => {
                differ += 1;
                "not in the table".to_owned()
            }
            Some(old) => {
                let change = count as f64 / old as f64 - 1.0;
                let is_other = change.abs() > TOLERANCE;
                differ += usize::from(is_other);
                let verdict = if is_other { "OTHER" } else { "same" };
                format!("{:+.1} % of {old}: {verdict}", change * 100.0)
            }
        };
        println!("{what}: {count} instructions ({compared})");
    }
    if update {
        fs::write(TABLE, table)?;
        println!("written to {TABLE}");
        return Ok(ExitCode::SUCCESS);
    }
    if !is_comparable {
        let of_table = before.lines().nth(1).unwrap_or("nothing");
        println!("NOT COMPARED: {made_with}; the table: {of_table}");
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "{differ} counts differ by more than {} %",
        TOLERANCE * 100.0
    );
    Ok(match differ {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

fn made_with() -> Result<String, Failure> {
    let said = |command: &mut Command| -> Result<String, Failure> {
        let output = command.output();
        let output = output.map_err(|error| format!("{command:?} does not run: {error}"))?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let rustc = said(Command::new(rustc).arg("--version"))?;
    let valgrind = said(Command::new("valgrind").arg("--version"))?;
    let features = said(
        Command::new("valgrind")
            .args(["--tool=none", "--quiet"])
            .arg(env::current_exe()?)
            .arg("features"),
    )?;
    Ok(format!("made with {rustc}, {valgrind} on {features}"))
}

/// What the libraries may choose their code by.
#[cfg(target_arch = "x86_64")]
fn features() -> String {
    let features = [
        ("avx2", is_x86_feature_detected!("avx2")),
        ("bmi2", is_x86_feature_detected!("bmi2")),
        ("adx", is_x86_feature_detected!("adx")),
        ("sha", is_x86_feature_detected!("sha")),
        ("avx512f", is_x86_feature_detected!("avx512f")),
    ];
    let has = features.iter().filter(|(_, is_there)| *is_there);
    let names: Vec<_> = has.map(|(name, _)| *name).collect();
    format!("x86_64 {}", names.join(" "))
}

#[cfg(not(target_arch = "x86_64"))]
fn features() -> String {
    env::consts::ARCH.to_owned()
}

fn count(number: usize) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=*counted*")
        .arg(env::current_exe()?)
        .args(["count", &number.to_string()])
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, count)| count.trim().parse().ok());
    match collected {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("callgrind: {said}").into()),
    }
}

const CHAINS: usize = 10;

fn first_check(provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    first_check_of(&inputs::rsa_chains(CHAINS + 1, provider), provider)
}

fn without_issuer(provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    first_check_of(&inputs::without_issuer(CHAINS + 1, provider), provider)
}

fn first_check_of(delivered: &[Delivered], provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let (context, rest_api) = (inputs::context(provider), inputs::rest_api()?);
    let check = |delivered| check_chain(&rest_api, &inputs::read(delivered), &context);
    // What is made once is not part of a check.
    black_box(check(&delivered[CHAINS]));
    counted(&mut || {
        for delivered in &delivered[..CHAINS] {
            black_box(check(delivered).is_accepted());
        }
    });
    Ok(())
}

fn check_again(provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    check_again_in(&inputs::context(provider), provider)
}

/// A list of their issuer, which names none of them.
fn check_with_crl(provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let serials = (0..1000_u16).map(|number| [&[0x2a; 14][..], &number.to_be_bytes()].concat());
    let list = serials.fold(Forge::tls(HOST).crl(), |list, it| list.revoking(&it));
    let lists = Crls::from_bytes([list.der(provider)])?
        .dangerous()
        .with_depth(RevocationCheckDepth::EndEntity);
    let relying_party = RelyingParty::unknown().with_crls(lists);
    let context = inputs::context(provider).with_relying_party(relying_party);
    check_again_in(&context, provider)
}

fn check_again_in(context: &Context, provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let delivered = inputs::rsa_chains(CHAINS, provider);
    let chains: Vec<_> = delivered.iter().map(inputs::read).collect();
    let rest_api = inputs::rest_api()?;
    let check = || {
        for chain in &chains {
            black_box(check_chain(&rest_api, chain, context).is_accepted());
        }
    };
    check();
    counted(&mut { check });
    Ok(())
}

fn all_eight(provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let delivered = inputs::rsa_chains(CHAINS, provider);
    let chains: Vec<_> = delivered.iter().map(inputs::read).collect();
    let (context, scenarios) = (inputs::context(provider), inputs::all_scenarios()?);
    let check = || {
        for (chain, scenario) in chains
            .iter()
            .flat_map(|it| scenarios.iter().map(move |s| (it, s)))
        {
            black_box(check_chain(scenario, chain, &context).is_accepted());
        }
    };
    check();
    counted(&mut { check });
    Ok(())
}

fn reading(provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let delivered = inputs::rsa_chains(CHAINS, provider);
    counted(&mut || {
        for der in delivered.iter().flatten() {
            black_box(Certificate::from_der(der.clone()).is_ok());
        }
    });
    Ok(())
}

/// Where the certificates of strangers are kept: callgrind would take minutes to have them signed.
fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pem"))
}

fn keep_strangers() -> Result<(), Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let pinned = Forge::self_signed("other.example.com").trust_anchor(&provider);
    for stranger in presented::all(&provider, &pinned)? {
        let blocks = stranger.chain.iter().map(|der| {
            let base64 = Base64::encode_string(der);
            format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
        });
        fs::write(kept(stranger.name), blocks.collect::<String>())?;
    }
    Ok(())
}

fn refuse(name: &str, provider: &Arc<CryptoProvider>, is_stock: bool) -> Result<(), Failure> {
    let chain = CertificateDer::pem_file_iter(kept(name))?;
    let server = presented::server_of(chain.collect::<Result<_, _>>()?, provider)?;
    let anchor = Forge::tls(HOST).trust_anchor(provider);
    let client: Arc<ClientConfig> = if is_stock {
        Stock::new(&anchor, provider)?.client
    } else {
        let context = inputs::context(provider);
        let trust = ServerTrust::private_ca(&[anchor])?;
        Arc::new(client_config(&inputs::rest_api()?, &trust, &context)?)
    };
    refused_by_client(&client, &server, &|work| work());
    refused_by_client(&client, &server, &|work| counted(work));
    Ok(())
}

fn pfx(_: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let file = include_bytes!("data/2048.pfx");
    counted(&mut || {
        let opened = Identity::from_pfx(black_box(file), &Password::from("secret"));
        assert!(opened.is_ok(), "a PFX that can be read");
    });
    Ok(())
}
