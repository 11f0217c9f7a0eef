//! CRLs as they are given: every one is read, or said to be unreadable.

mod by_path;
mod by_pin;
mod many;
mod mutation;
mod reading;

use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use vb365_tls::revocation::Crls;
use vb365_tls::test_support::encode::{constructed, element, sequence, uri};
use vb365_tls::test_support::{Extension, Forge};

const HOST: &str = "vb365.example.com";

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn list() -> Vec<u8> {
    Forge::tls(HOST).revoked().der(&provider()).to_vec()
}

/// An issuing distribution point with these fields.
fn issuing(fields: &[Vec<u8>]) -> Extension {
    Extension::new("2.5.29.28", true, sequence(fields))
}

/// The CRL distribution points of a certificate, each with these fields.
fn points(points: &[&[Vec<u8>]]) -> Extension {
    let points: Vec<_> = points.iter().map(|fields| sequence(fields)).collect();
    Extension::new("2.5.29.31", false, sequence(&points))
}

/// A distribution point with these full names.
fn full_name(names: &[Vec<u8>]) -> Vec<u8> {
    constructed(0xa0, &[constructed(0xa0, names)])
}

fn at(address: &str) -> Vec<u8> {
    full_name(&[uri(address)])
}

/// The field of this number that is a BOOLEAN, with these content octets.
fn flag(number: u8, content: &[u8]) -> Vec<u8> {
    element(0x80 | number, content)
}

pub fn pem(der: &[u8]) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut openssl = Command::new("openssl")
        .args(["crl", "-inform", "DER", "-outform", "PEM"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(der).unwrap();
    let output = openssl.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refusal(inputs: &[&[u8]]) -> String {
    Crls::from_bytes(inputs).unwrap_err().to_string()
}

#[test]
fn der_and_pem_mixed() {
    let text = format!("0 as in text before\n{0}{0}", pem(&list()));
    for inputs in [
        vec![list()],
        vec![text.clone().into_bytes()],
        vec![list(), text.into_bytes()],
    ] {
        Crls::from_bytes(inputs).unwrap();
    }
}

#[test]
fn whatever_cannot_be_read_is_named() {
    let good = list();
    assert_eq!(
        refusal(&[]),
        "there is no CRL; leave revocation out instead"
    );
    assert_eq!(
        refusal(&[&good, b"hello"]),
        "CRL 2: the input is neither DER nor PEM with a block `X509 CRL`"
    );
    let cut = refusal(&[&good, &good[..good.len() - 1]]);
    let place = "CRL 2: badly encoded: the CRL at byte 0: ";
    assert!(cut.starts_with(place), "{cut}");
    let trailing = [&*good, b"x"].concat();
    assert_eq!(
        refusal(&[&trailing]),
        format!(
            "this is a CRL that ends after {} bytes, and 1 more follow that are not only zeros and white space; it was \
             joined with something else or written over a longer file: give the first {0} bytes only",
            good.len()
        )
    );
    let text = pem(&good);
    let cut = &text[..text.len() - 10];
    assert_eq!(
        refusal(&[text.as_bytes(), cut.as_bytes()]),
        "CRL 2: the PEM block does not end"
    );
    let certificate = Forge::tls(HOST).trust_anchor(&provider()).to_pem();
    assert_eq!(
        refusal(&[certificate.as_bytes()]),
        "CRL 1: the input is neither DER nor PEM with a block `X509 CRL`"
    );
}

/// Neither a panic nor a list that is taken for another: each changed byte is an error or another list.
#[test]
fn every_changed_byte() {
    let good = list();
    for index in 0..good.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut changed = good.clone();
            changed[index] ^= flip;
            let _ = Crls::from_bytes([changed]);
        }
        let _ = Crls::from_bytes([&good[..index]]);
    }
}
