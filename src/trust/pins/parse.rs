use std::collections::HashMap;

use rustls_pki_types::pem::{PemObject, SectionKind};

use super::{MOST_PINS, Pin};
use crate::certificate::{Certificate, MAX_SIZE, PublicKey, Thumbprint};
use crate::error::{Error, PemError, PinError, Unrecognized};

const PEM: &[u8] = b"-----BEGIN ";

const UTF_16: &[u8] = b"\xff\xfe";

pub(super) fn all(input: &[u8]) -> Result<Vec<Pin>, Error> {
    if input.len() > MAX_SIZE {
        return Err(Error::TooLarge {
            size: input.len(),
            limit: MAX_SIZE,
        });
    }
    if input.starts_with(UTF_16) {
        return Err(Unrecognized::Utf16.into());
    }
    // The mark some editors of Windows begin UTF-8 with.
    let input = input.strip_prefix("\u{feff}".as_bytes()).unwrap_or(input);
    let is_pem = input.windows(PEM.len()).any(|window| window == PEM);
    let pins = match (PublicKey::from_der(input), std::str::from_utf8(input)) {
        _ if is_pem => in_pem(input)?,
        (Ok(key), _) => vec![Pin::Fingerprint(key.fingerprint())],
        (_, Ok(text)) => in_text(text)?,
        _ => vec![certificate(input.to_vec(), 1)?],
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
