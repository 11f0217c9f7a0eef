use std::collections::HashMap;

use rustls_pki_types::pem::{PemObject, SectionKind};

use super::{MOST_PINS, Pin};
use crate::certificate::{Certificate, MAX_SIZE, PublicKey, Thumbprint};
use crate::error::{Error, InputKind, PemError, PinError, Unrecognized};
use crate::input::{Content, Format, Other, unindented};

pub(super) fn all(input: &[u8]) -> Result<Vec<Pin>, Error> {
    if input.len() > MAX_SIZE {
        return Err(Error::TooLarge {
            size: input.len(),
            limit: MAX_SIZE,
        });
    }
    let content = Content::of(input);
    let bytes = content.bytes();
    let pins = match content.format() {
        Format::Pem => in_pem(&unindented(bytes))?,
        Format::Der(InputKind::PublicKey) => vec![key(bytes, 1)?],
        Format::Der(InputKind::Certificate | InputKind::Other) => {
            vec![certificate(bytes.to_vec(), 1)?]
        }
        Format::Der(kind) => return Err(Unrecognized::NotPinned(*kind).into()),
        Format::Other(Other::Kind(InputKind::Other)) => match std::str::from_utf8(bytes) {
            Ok(text) => in_text(text)?,
            Err(_) => vec![certificate(bytes.to_vec(), 1)?],
        },
        Format::Other(other) => return Err(Unrecognized::from(other.clone()).into()),
    };
    if pins.is_empty() {
        return Err(Unrecognized::NoPin.into());
    }
    without_issuers(pins)
}

fn in_pem(input: &[u8]) -> Result<Vec<Pin>, Error> {
    let mut pins = Vec::new();
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(input) {
        let number = next_number(pins.len())?;
        let (kind, der) =
            section.map_err(|error| refused(number, PinError::Pem(PemError::from(&error))))?;
        match kind {
            SectionKind::Certificate => pins.push(certificate(der, number)?),
            SectionKind::PublicKey => pins.push(key(&der, number)?),
            _ => {}
        }
    }
    Ok(pins)
}

fn in_text(text: &str) -> Result<Vec<Pin>, Error> {
    let mut pins = Vec::new();
    let words = text.split(['\n', ';']).map(str::trim);
    for word in words.filter(|word| !word.is_empty()) {
        pins.push(fingerprint(word, next_number(pins.len())?)?);
    }
    Ok(pins)
}

/// OpenSSL writes `sha256 Fingerprint=` before the digits, which is taken too.
fn fingerprint(word: &str, number: usize) -> Result<Pin, Error> {
    let is_sha256 = |name: &str| name.eq_ignore_ascii_case("sha256");
    let digits = match word.split_once("//").or_else(|| word.split_once('=')) {
        Some((name, digits)) if name.split_whitespace().next().is_some_and(is_sha256) => digits,
        _ => word,
    };
    digits.parse().map(Pin::Fingerprint).map_err(|error| {
        let reason = match digits.parse::<Thumbprint>() {
            Ok(_) => PinError::Thumbprint,
            Err(_) => PinError::Fingerprint(error),
        };
        refused(number, reason)
    })
}

fn certificate(der: Vec<u8>, number: usize) -> Result<Pin, Error> {
    Certificate::from_der(der)
        .map(|it| Pin::Certificate(Box::new(it)))
        .map_err(|error| refused(number, PinError::Certificate(error)))
}

fn key(der: &[u8], number: usize) -> Result<Pin, Error> {
    PublicKey::from_der(der)
        .map(|key| Pin::Fingerprint(key.fingerprint()))
        .map_err(|error| refused(number, PinError::PublicKey(error)))
}

/// Whoever pins a whole chain would trust the CAs in it to be the peer.
fn without_issuers(pins: Vec<Pin>) -> Result<Vec<Pin>, Error> {
    let certificates = || {
        pins.iter()
            .enumerate()
            .filter_map(|(index, pin)| match pin {
                Pin::Certificate(certificate) => Some((index + 1, certificate)),
                _ => None,
            })
    };
    let mut issued: HashMap<String, usize> = HashMap::new();
    for (number, it) in certificates().filter(|(_, it)| !it.is_self_issued()) {
        issued.entry(it.issuer().folded()).or_insert(number);
    }
    if issued.is_empty() {
        return Ok(pins);
    }
    for (number, issuer) in certificates() {
        if let Some(below) = issued.get(&issuer.subject().folded()) {
            let (subject, of) = (issuer.subject().to_string(), *below);
            return Err(refused(number, PinError::Issuer { subject, of }));
        }
    }
    Ok(pins)
}

/// The number of the pin behind so many.
pub(super) fn next_number(before: usize) -> Result<usize, Error> {
    match before + 1 {
        number if number > MOST_PINS => {
            Err(refused(number, PinError::TooMany { limit: MOST_PINS }))
        }
        number => Ok(number),
    }
}

fn refused(number: usize, source: PinError) -> Error {
    Error::Pin { number, source }
}
