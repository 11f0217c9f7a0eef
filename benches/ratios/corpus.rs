//! Checking certificates of many makers for the first time, beside what else looks for faults in them.
//!
//! The certificates are not part of the project: `VB365_TLS_SUITES` is the path of a folder with them, as for the
//! interoperation tests, and `VB365_TLS_PKILINT` that of a Python with pkilint. Without them the rows are left out.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64ct::{Base64, Encoding};
use cpu_time::ThreadTime;
use pkix_lint::{LintRunner, SubjectKind};
use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use serde_json::Value;
use vb365_tls::chain::Chain;
use vb365_tls::test_support::Forge;
use vb365_tls::{Certificate, check_chain};
use x509_cert_for_lints::der::Decode;
use x509_lint::x509_parser::parse_x509_certificate;

use crate::measure::{Budget, Measured, Table};
use crate::shared::{Failure, inputs};

/// Each with PEM somewhere in it.
const FILES: &[&str] = &["limbo-core.json", "pkilint-expected.json"];

pub(crate) fn rows(table: &mut Table, provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let Some(folder) = std::env::var_os("VB365_TLS_SUITES") else {
        println!("corpus: left out, for VB365_TLS_SUITES is not set");
        return Ok(());
    };
    let corpus = corpus(Path::new(&folder))?;
    let rest_api = inputs::rest_api()?;
    let first_check = || {
        for der in &corpus {
            let certificate = Certificate::from_der(der.clone()).expect("read before");
            let chain = Chain::from_certificates(vec![certificate]).expect("one certificate");
            // What contexts remember is remembered by a new one each time.
            let context = inputs::context(provider);
            black_box(check_chain(&rest_api, black_box(&chain), &context).is_accepted());
        }
    };

    let lints = x509_lint::rfc_lints();
    table.row(
        &format!(
            "corpus of {} certificates, first check, per certificate / x509_lint",
            corpus.len()
        ),
        Budget::missed(3.0, 10.0),
        corpus.len(),
        || {
            for der in &corpus {
                let (_, certificate) = parse_x509_certificate(black_box(der)).expect("read before");
                black_box(lints.run_lints(&certificate));
            }
        },
        first_check,
    );

    let lints = LintRunner::new(pkix_lint_cabf::cabf_tls_br::all_lints());
    let now = Forge::now().as_secs();
    table.row(
        "the same / pkix-lint with six rules",
        Budget::shown(),
        corpus.len(),
        || {
            for der in &corpus {
                let read = x509_cert_for_lints::Certificate::from_der(black_box(der));
                let certificate = read.expect("read before");
                black_box(lints.run_cert(&certificate, SubjectKind::Leaf, 0, now));
            }
        },
        first_check,
    );

    let Some(python) = std::env::var_os("VB365_TLS_PKILINT") else {
        println!("pkilint: left out, for VB365_TLS_PKILINT is not set");
        return Ok(());
    };
    let (linted, pkilint) = pkilint(Path::new(&python), &corpus)?;
    let ours = per_certificate(first_check, corpus.len());
    table.print(
        "the same / a 150th of pkilint",
        Budget::missed(1.0, 2.0),
        Measured {
            floor: pkilint / 150.0,
            ours,
        },
        &format!(
            "; {:.0} x faster than {:.2} ms, of {linted} certificates",
            pkilint / ours,
            pkilint * 1e3
        ),
    );
    Ok(())
}

/// Every certificate in these files once that this crate and others can read.
fn corpus(folder: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let mut distinct = BTreeSet::new();
    for file in FILES {
        let path = folder.join(file);
        let text = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        collect(&serde_json::from_slice(&text)?, &mut distinct);
    }
    let distinct = distinct.into_iter().map(CertificateDer::from);
    let is_readable = |der: &CertificateDer<'static>| {
        Certificate::from_der(der.clone()).is_ok()
            && parse_x509_certificate(der).is_ok()
            && x509_cert_for_lints::Certificate::from_der(der).is_ok()
    };
    Ok(distinct.filter(is_readable).collect())
}

fn collect(value: &Value, into: &mut BTreeSet<Vec<u8>>) {
    match value {
        Value::String(text) => {
            let certificates = CertificateDer::pem_slice_iter(text.as_bytes());
            into.extend(certificates.flatten().map(|der| der.to_vec()));
        }
        Value::Array(values) => values.iter().for_each(|it| collect(it, into)),
        Value::Object(fields) => fields.values().for_each(|it| collect(it, into)),
        _ => {}
    }
}

/// Seconds for one item, of a few rounds the one in the middle.
fn per_certificate(mut work: impl FnMut(), items: usize) -> f64 {
    const ROUNDS: usize = 9;
    let mut round = |_| {
        let start = ThreadTime::now();
        work();
        start.elapsed()
    };
    let mut rounds: Vec<Duration> = (0..ROUNDS).map(&mut round).collect();
    rounds.sort();
    rounds[ROUNDS / 2].as_secs_f64() / items as f64
}

/// How many pkilint linted, and the seconds for each.
fn pkilint(python: &Path, corpus: &[CertificateDer<'_>]) -> Result<(usize, f64), Failure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ratios/by_pkilint.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = corpus.iter().map(|der| Base64::encode_string(der) + "\n");
    let mut stdin = child.stdin.take().ok_or("no standard input")?;
    stdin.write_all(lines.collect::<String>().as_bytes())?;
    drop(stdin);
    let said = String::from_utf8(child.wait_with_output()?.stdout)?;
    let (linted, seconds) = said.trim().split_once(' ').ok_or("pkilint failed")?;
    let linted = linted.parse()?;
    Ok((linted, seconds.parse::<f64>()? / linted as f64))
}
