use std::borrow::Cow;
use std::fmt;

use rustls::{CertificateError, ExtendedKeyPurpose};
use rustls_pki_types::UnixTime;

use super::{Meaning, PATH, algorithm};
use crate::certificate::rfc3339;
use crate::finding::Finding;
use crate::rule::{self, handshake};
use crate::shown::listed;

/// The finding where nothing is known but the error, which does not tell the end entity from its issuers.
pub(crate) fn finding(error: &CertificateError) -> Finding {
    let meaning = Meaning::of(error);
    let (expected, found) =
        in_context(error).unwrap_or_else(|| (PATH.into(), meaning.found.into()));
    rule::find(meaning.rule)
        .unwrap_or(&handshake::CERTIFICATE_REFUSED)
        .met_in_use(None, expected, found)
}

/// What was expected and found, as far as the error tells.
fn in_context(error: &CertificateError) -> Option<(Cow<'static, str>, Cow<'static, str>)> {
    use CertificateError as E;
    let at = |time: &UnixTime| format!("a certificate valid at {}", rfc3339(*time));
    let (expected, found) = match error {
        E::ExpiredContext { time, not_after } => {
            (at(time), format!("valid until {}", rfc3339(*not_after)))
        }
        E::NotValidYetContext { time, not_before } => {
            (at(time), format!("valid from {}", rfc3339(*not_before)))
        }
        E::ExpiredRevocationListContext { time, next_update } => (
            format!("a list whose successor is due after {}", rfc3339(*time)),
            format!("due at {}", rfc3339(*next_update)),
        ),
        E::NotValidForNameContext {
            expected,
            presented,
        } => (
            listed([expected.to_str()]),
            if presented.is_empty() {
                "no name of a host".into()
            } else {
                listed(presented.iter().map(|name| bare(name)))
            },
        ),
        E::InvalidPurposeContext {
            required,
            presented,
        } => (
            InWords(required).to_string(),
            if presented.is_empty() {
                "no purpose".into()
            } else {
                listed(presented.iter().map(InWords))
            },
        ),
        _ => {
            let algorithm = algorithm(error)?;
            let expected = if algorithm.is_weak() {
                "SHA-256 or better"
            } else {
                "an algorithm the provider verifies with this key"
            };
            (expected.into(), algorithm.to_string())
        }
    };
    Some((expected.into(), found.into()))
}

/// rustls-webpki writes `DnsName("vb365.example.com")`.
fn bare(presented: &str) -> &str {
    let inside = presented
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inside.unwrap_or(presented).trim_matches('"')
}

/// Written only if it is shown: there may be thousands.
struct InWords<'a>(&'a ExtendedKeyPurpose);

impl fmt::Display for InWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ExtendedKeyPurpose::ClientAuth => f.write_str("clientAuth"),
            ExtendedKeyPurpose::ServerAuth => f.write_str("serverAuth"),
            ExtendedKeyPurpose::Other(numbers) => {
                let numbers: Vec<_> = numbers.iter().map(usize::to_string).collect();
                f.write_str(&numbers.join("."))
            }
        }
    }
}
