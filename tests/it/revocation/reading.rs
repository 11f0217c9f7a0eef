//! What is taken for a CRL is what rustls takes, and whatever is not taken is said to be what it is.

mod refused;

use std::sync::Arc;

use rustls::{CertRevocationListError, OtherError};
use vb365_tls::revocation::Crls;
use vb365_tls::test_support::encode::{bit_string, element, integer, sequence};
use vb365_tls::test_support::{Crl, Extension, Forge, SignatureAlgorithm, Template, Time};
use vb365_tls::tls::explain;
use webpki::OwnedCertRevocationList;

use refused::{BAD, UNSUPPORTED};

use super::{HOST, at, flag, full_name, issuing, provider};
use crate::certificate::der_edit::replaced;

const POINT: &str = "http://crl.example.com/1.crl";
const CRL_NUMBER: &str = "2.5.29.20";
const REASON_CODE: &str = "2.5.29.21";
const INVALIDITY_DATE: &str = "2.5.29.24";
const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
const CERTIFICATE_ISSUER: &str = "2.5.29.29";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
const UNKNOWN: &str = "1.3.6.1.4.1.32473.1";

fn good() -> Crl {
    Forge::tls(HOST).revoked()
}

fn of_point(fields: &[Vec<u8>]) -> Crl {
    good().with(issuing(&[&[at(POINT)], fields].concat()))
}

fn numbered(number: &[u8]) -> Crl {
    good().with(Extension::new(CRL_NUMBER, false, integer(number)))
}

fn with_entry(oid: &str, critical: bool, value: impl Into<Vec<u8>>) -> Crl {
    good().with_entry_extension(Extension::new(oid, critical, value))
}

fn der(list: &Crl) -> Vec<u8> {
    list.der(&provider()).to_vec()
}

/// The good list with the element at this path changed.
fn changed(path: &[usize], change: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    replaced(&der(&good()), path, change)
}

/// Every field of the signed part, by its place in it.
const VERSION: &[usize] = &[0, 0];
const ISSUER: &[usize] = &[0, 2];
const THIS_UPDATE: &[usize] = &[0, 3];
const NEXT_UPDATE: &[usize] = &[0, 4];
const ENTRIES: &[usize] = &[0, 5];
const SERIAL: &[usize] = &[0, 5, 0, 0];
const EXTENSIONS: &[usize] = &[0, 6];

type Make = fn() -> Vec<u8>;

const TAKEN: &[(&str, Make)] = &[
    ("plain", || der(&good())),
    ("sharded", || der(&of_point(&[]))),
    ("sharded, not critical", || {
        der(&good().with(issuing(&[at(POINT)]).not_critical()))
    }),
    ("sharded by a directory name", || {
        let name = element(0xa4, &sequence::<[u8; 0]>(&[]));
        der(&good().with(issuing(&[full_name(&[name])])))
    }),
    ("of end entities", || der(&of_point(&[flag(1, &[0xff])]))),
    ("of CAs", || der(&of_point(&[flag(2, &[0xff])]))),
    // DER leaves the default out; rustls and real CAs do not mind.
    ("FALSE written out", || {
        der(&of_point(&[1, 2, 4, 5].map(|number| flag(number, &[0]))))
    }),
    ("without a number", || {
        der(&good().without_extension(CRL_NUMBER))
    }),
    ("the number twice", || der(&good().repeated(CRL_NUMBER))),
    ("a number of 20 octets", || der(&numbered(&[0x7f; 20]))),
    ("a number of 20 octets and a zero", || {
        der(&numbered(&[&[0], [0xff; 20].as_slice()].concat()))
    }),
    ("number zero", || der(&numbered(&[0]))),
    ("without a key identifier", || {
        der(&good().without_extension(AUTHORITY_KEY_IDENTIFIER))
    }),
    ("a key identifier that cannot be read", || {
        der(&good().with(Extension::new(AUTHORITY_KEY_IDENTIFIER, false, vec![5, 0])))
    }),
    ("an unknown extension", || {
        der(&good().with(Extension::new(UNKNOWN, false, vec![5, 0])))
    }),
    ("a reason", || {
        der(&with_entry(REASON_CODE, true, element(0x0a, &[1])))
    }),
    ("removed from the list", || {
        der(&with_entry(REASON_CODE, false, element(0x0a, &[8])))
    }),
    ("a date of invalidity", || {
        let date = Time::generalized("20260101000000Z");
        der(&with_entry(INVALIDITY_DATE, true, date.as_der()))
    }),
    ("an unknown extension of an entry", || {
        der(&with_entry(UNKNOWN, false, vec![5, 0]))
    }),
    ("the entry twice", || {
        changed(ENTRIES, &|entries| {
            let entry = &entries[2..];
            element(0x30, &[entry, entry].concat())
        })
    }),
    ("a serial number of 30 octets", || {
        changed(SERIAL, &|_| integer(&[0x7f; 30]))
    }),
    ("a negative serial number", || {
        changed(SERIAL, &|_| integer(&[0x80]))
    }),
    ("no entry in the list", || {
        changed(ENTRIES, &|_| element(0x30, &[]))
    }),
    ("an entry with no extension in the list", || {
        changed(&[0, 5, 0], &|entry| {
            element(0x30, &[&entry[2..], &[0x30, 0]].concat())
        })
    }),
    ("made in the future", || {
        der(&good().updated("2029-01-01", "2029-02-01"))
    }),
    ("due before it was made", || {
        der(&good().updated("2026-10-15", "2026-01-01"))
    }),
    ("dates as GeneralizedTime", || {
        let time = |text| Time::generalized(text);
        der(&good().updated(time("20260101000000Z"), time("20270101000000Z")))
    }),
    ("no issuer", || changed(ISSUER, &|_| element(0x30, &[]))),
    ("less than 128 octets", || {
        let list = Crl::of(Template::root(""))
            .without_extension(AUTHORITY_KEY_IDENTIFIER)
            .signature(SignatureAlgorithm::Ed25519);
        let der = der(&list);
        let der = replaced(&der, &[2], &|_| bit_string(&[1]));
        assert!(der[1] < 128);
        der
    }),
];

const OF: &str = "CRL 1 (of `CN=Test Intermediate 1`): ";

/// What rustls takes although it is against the letter, refused here: it may hide what is revoked.
const STRICTER: &[&str] = &[
    "end entities and CAs",
    "a flag twice",
    "flags out of order",
    "a distribution point without a name",
    "a distribution point with two choices",
    "an invalid name",
    "an issuing distribution point and more",
    "an issuer that is not a name",
    "an invalid algorithm",
];

fn webpki_error(der: &[u8]) -> webpki::Error {
    OwnedCertRevocationList::from_der(der).unwrap_err()
}

fn is_taken_by_rustls(der: &[u8]) -> bool {
    OwnedCertRevocationList::from_der(der).is_ok()
}

fn refusal(der: &[u8]) -> Option<String> {
    let read = Crls::from_bytes([der]);
    read.err().map(|error| error.to_string())
}

#[test]
fn what_rustls_takes_is_taken() {
    for (name, make) in TAKEN {
        let der = make();
        assert!(is_taken_by_rustls(&der), "{name}");
        assert_eq!(refusal(&der), None, "{name}");
    }
}

/// What is said of lists that others gave to rustls: it has no words for some, and no list is accused of what it does
/// not do.
#[test]
fn what_rustls_says_is_passed_on_as_it_is_meant() {
    let said = |error: webpki::Error| {
        let error = CertRevocationListError::Other(OtherError(Arc::new(error)));
        explain(&rustls::Error::InvalidCertRevocationList(error))
            .unwrap()
            .found
    };
    for (error, words) in [
        (
            webpki::Error::UnsupportedCrlIssuingDistributionPoint,
            "its distribution point has no full name, which is not supported",
        ),
        (
            webpki::Error::UnsupportedRevocationReasonsPartitioning,
            "it is for some reasons of revocation only, which is not supported",
        ),
        (
            webpki::Error::ExtensionValueInvalid,
            "it has an extension twice",
        ),
    ] {
        assert_eq!(said(error), format!("a list of which it says: {words}"));
    }
    for (name, make, _) in UNSUPPORTED {
        let error = webpki_error(&make());
        assert!(!said(error).contains("encoding"), "{name}");
    }
}

#[test]
fn what_is_valid_and_not_supported_is_not_called_badly_encoded() {
    let mut wrong = Vec::new();
    for (name, make, expected) in UNSUPPORTED {
        let der = make();
        assert!(!is_taken_by_rustls(&der), "{name}");
        let refusal = refusal(&der).unwrap_or_default();
        let expected = format!("rustls does not support {expected}");
        let reason = refusal.trim_start_matches(OF);
        if reason.trim_start_matches("CRL 1: ") != expected {
            wrong.push(format!("{name}: {refusal}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_is_badly_encoded_is_called_so() {
    let mut wrong = Vec::new();
    for (name, make, expected) in BAD {
        let der = make();
        let is_stricter = STRICTER.contains(name);
        if is_taken_by_rustls(&der) != is_stricter {
            wrong.push(format!("{name}: rustls"));
        }
        let refusal = refusal(&der).unwrap_or_default();
        let reason = refusal.trim_start_matches(OF);
        let reason = reason.trim_start_matches("CRL 1: ");
        if reason != format!("badly encoded: {expected}") {
            wrong.push(format!("{name}: {refusal}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
