//! What is taken for a revocation list is what rustls takes, and whatever is not taken is said to be what it is.

use vb365_tls::revocation::RevocationLists;
use vb365_tls::test_support::encode::{
    constructed, element, integer, object_identifier, octet_string, sequence, set, uri,
};
use vb365_tls::test_support::{Extension, Forge, RevocationList, Time};
use webpki::OwnedCertRevocationList;

use super::{HOST, at, flag, full_name, issuing, provider};
use crate::certificate::surgery::replaced;

const POINT: &str = "http://crl.example.com/1.crl";
const CRL_NUMBER: &str = "2.5.29.20";
const REASON_CODE: &str = "2.5.29.21";
const INVALIDITY_DATE: &str = "2.5.29.24";
const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
const CERTIFICATE_ISSUER: &str = "2.5.29.29";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
const UNKNOWN: &str = "1.3.6.1.4.1.32473.1";

fn good() -> RevocationList {
    Forge::tls(HOST).revoked()
}

fn of_point(fields: &[Vec<u8>]) -> RevocationList {
    good().with(issuing(&[&[at(POINT)], fields].concat()))
}

fn numbered(number: &[u8]) -> RevocationList {
    good().with(Extension::new(CRL_NUMBER, false, integer(number)))
}

fn with_entry(oid: &str, critical: bool, value: impl Into<Vec<u8>>) -> RevocationList {
    good().with_entry_extension(Extension::new(oid, critical, value))
}

fn der(list: &RevocationList) -> Vec<u8> {
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

const TAKEN: &[(&str, fn() -> Vec<u8>)] = &[
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
    ("of authorities", || der(&of_point(&[flag(2, &[0xff])]))),
    // DER leaves the default out; rustls and real authorities do not mind.
    ("FALSE written out", || {
        der(&of_point(&[1, 2, 4, 5].map(|number| flag(number, &[0]))))
    }),
    ("without a number", || der(&good().without_extension(CRL_NUMBER))),
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
];

/// What is done, and the reason why the list is not used.
type Refused = (&'static str, fn() -> Vec<u8>, &'static str);

const OF: &str = "revocation list 1 (of `CN=Test Intermediate 1`): ";

/// Valid, and more than rustls does.
const UNSUPPORTED: &[Refused] = &[
    (
        "version 1",
        || changed(VERSION, &|_| Vec::new()),
        "CRLs of another version than 2",
    ),
    (
        "version 3",
        || changed(VERSION, &|_| integer(&[2])),
        "CRLs of another version than 2",
    ),
    (
        "no next update",
        || changed(NEXT_UPDATE, &|_| Vec::new()),
        "CRLs that do not say when the next one is due (nextUpdate)",
    ),
    (
        "no extensions",
        || changed(EXTENSIONS, &|_| Vec::new()),
        "CRLs without extensions",
    ),
    (
        "made before 1970",
        || changed(THIS_UPDATE, &|_| Time::utc("690101000000Z").as_der().to_vec()),
        "dates before 1970",
    ),
    (
        "delta",
        || der(&good().with(Extension::new(DELTA_CRL_INDICATOR, true, integer(&[1])))),
        "delta CRLs, which hold changes only; give the complete CRL",
    ),
    (
        "indirect",
        || der(&of_point(&[flag(4, &[0xff])])),
        "indirect CRLs, which are of several issuers; give the CRL of the certificate's issuer",
    ),
    (
        "indirect by an entry",
        || der(&with_entry(CERTIFICATE_ISSUER, false, sequence::<[u8; 0]>(&[]))),
        "indirect CRLs, which are of several issuers; give the CRL of the certificate's issuer",
    ),
    (
        "some reasons",
        || der(&of_point(&[flag(3, &[1, 0x40])])),
        "CRLs of some revocation reasons only; give one of all reasons",
    ),
    (
        "attribute certificates",
        || der(&of_point(&[flag(5, &[0xff])])),
        "CRLs of attribute certificates only",
    ),
    (
        "no distribution point",
        || der(&good().with(issuing(&[flag(1, &[0xff])]))),
        "an issuing distribution point that names no distribution point",
    ),
    (
        "nothing in the issuing distribution point",
        || der(&good().with(issuing(&[]))),
        "an issuing distribution point that names no distribution point",
    ),
    (
        "a relative name",
        || {
            let relative = constructed(0xa0, &[element(0xa1, &[])]);
            der(&good().with(issuing(&[relative])))
        },
        "distribution points named relative to the CRL issuer (nameRelativeToCRLIssuer)",
    ),
    (
        "an unknown critical extension",
        || der(&good().with(Extension::new(UNKNOWN, true, vec![5, 0]))),
        "the critical extension 1.3.6.1.4.1.32473.1",
    ),
    (
        "an unknown critical extension of an entry",
        || der(&with_entry(UNKNOWN, true, vec![5, 0])),
        "the critical extension 1.3.6.1.4.1.32473.1 of an entry",
    ),
    (
        "a reason nobody defined",
        || der(&with_entry(REASON_CODE, false, element(0x0a, &[7]))),
        "the reason code 7 of an entry",
    ),
    (
        "an entry of 64 KiB",
        || der(&with_entry(UNKNOWN, false, vec![0; 65_536])),
        "fields of more than 65534 octets, such as an entry of the revocation list",
    ),
];

/// Against X.690 or RFC 5280.
const BAD: &[Refused] = &[
    (
        "a number that is not an INTEGER",
        || der(&good().with(Extension::new(CRL_NUMBER, false, octet_string(&[1])))),
        "the CRL number at byte 350: expected INTEGER, found OCTET STRING",
    ),
    (
        "a negative number",
        || der(&numbered(&[0xff])),
        "the CRL number at byte 350: not an INTEGER from 0 on in DER",
    ),
    (
        "a number without octets",
        || der(&numbered(&[])),
        "the CRL number at byte 350: not an INTEGER from 0 on in DER",
    ),
    (
        "a padded number",
        || der(&numbered(&[0, 1])),
        "the CRL number at byte 350: not an INTEGER from 0 on in DER",
    ),
    (
        "a number of 21 octets",
        || der(&numbered(&[0x7f; 21])),
        "the CRL number at byte 350: 21 octets, more than the 20 of RFC 5280 section 5.2.3",
    ),
    (
        "TRUE as one",
        || der(&of_point(&[flag(1, &[1])])),
        "the issuing distribution point at byte 350: a BOOLEAN is 0xff or 0x00",
    ),
    (
        "TRUE of two octets",
        || der(&of_point(&[flag(1, &[0xff, 0xff])])),
        "",
    ),
    ("TRUE of no octet", || der(&of_point(&[flag(1, &[])])), ""),
    (
        "a flag of another class",
        || der(&of_point(&[element(0x41, &[0xff])])),
        "",
    ),
    (
        "a universal flag",
        || der(&of_point(&[element(0x01, &[0xff])])),
        "",
    ),
    (
        "a constructed flag",
        || der(&of_point(&[element(0xa1, &[0xff])])),
        "",
    ),
    (
        "a field nobody defined",
        || der(&of_point(&[flag(6, &[0xff])])),
        "",
    ),
    (
        "a field nobody defined, empty",
        || der(&of_point(&[flag(6, &[])])),
        "",
    ),
    (
        "end entities and authorities",
        || der(&of_point(&[flag(1, &[0xff]), flag(2, &[0xff])])),
        "",
    ),
    (
        "a flag twice",
        || der(&of_point(&[flag(1, &[0xff]), flag(1, &[0])])),
        "",
    ),
    (
        "flags out of order",
        || der(&of_point(&[flag(2, &[0xff]), flag(1, &[0])])),
        "",
    ),
    (
        "a primitive distribution point",
        || der(&good().with(issuing(&[flag(0, &[])]))),
        "",
    ),
    (
        "a distribution point twice",
        || der(&of_point(&[at(POINT)])),
        "",
    ),
    (
        "a distribution point without a name",
        || der(&good().with(issuing(&[full_name(&[])]))),
        "",
    ),
    (
        "a distribution point without a choice",
        || der(&good().with(issuing(&[element(0xa0, &[])]))),
        "",
    ),
    (
        "a distribution point with two choices",
        || der(&good().with(issuing(&[constructed(0xa0, &[constructed(0xa0, &[uri(POINT)]), element(0xa1, &[])])]))),
        "",
    ),
    (
        "a name that is none",
        || der(&good().with(issuing(&[full_name(&[element(0x04, b"x")])]))),
        "",
    ),
    (
        "reasons that are no bits",
        || der(&of_point(&[flag(3, &[9])])),
        "",
    ),
    (
        "an issuing distribution point twice",
        || der(&of_point(&[]).repeated(ISSUING_DISTRIBUTION_POINT)),
        "",
    ),
    (
        "an issuing distribution point and more",
        || {
            let value = [sequence(&[at(POINT)]), vec![5, 0]].concat();
            der(&good().with(Extension::new(ISSUING_DISTRIBUTION_POINT, true, value)))
        },
        "",
    ),
    (
        "nothing in the extensions",
        || changed(EXTENSIONS, &|_| element(0xa0, &[0x30, 0])),
        "",
    ),
    (
        "a reason that is none",
        || der(&with_entry(REASON_CODE, false, vec![5, 0])),
        "",
    ),
    (
        "two reasons",
        || {
            let list = with_entry(REASON_CODE, false, element(0x0a, &[1]));
            let second = Extension::new(REASON_CODE, false, element(0x0a, &[1]));
            der(&list.with_entry_extension(second))
        },
        "",
    ),
    (
        "a date of invalidity that is none",
        || der(&with_entry(INVALIDITY_DATE, false, vec![5, 0])),
        "",
    ),
    (
        "no seconds",
        || changed(NEXT_UPDATE, &|_| Time::utc("2701010000Z").as_der().to_vec()),
        "",
    ),
    (
        "no Z",
        || changed(NEXT_UPDATE, &|_| Time::utc("270101000000").as_der().to_vec()),
        "",
    ),
    (
        "another time zone",
        || changed(NEXT_UPDATE, &|_| Time::utc("270101000000+0100").as_der().to_vec()),
        "",
    ),
    (
        "a fraction of a second",
        || {
            let time = Time::generalized("20270101000000.5Z");
            changed(NEXT_UPDATE, &|_| time.as_der().to_vec())
        },
        "",
    ),
    (
        "30 February",
        || changed(NEXT_UPDATE, &|_| Time::utc("270230000000Z").as_der().to_vec()),
        "",
    ),
    (
        "an entry without a date",
        || changed(&[0, 5, 0, 1], &|_| Vec::new()),
        "",
    ),
    (
        "unused bits in the signature",
        || {
            changed(&[2], &|signature| {
                let header = signature.len() - 257;
                [&signature[..header], &[1], &signature[header + 1..]].concat()
            })
        },
        "",
    ),
    (
        "no octet in the signature",
        || changed(&[2], &|_| element(0x03, &[])),
        "",
    ),
    (
        "another algorithm inside",
        || {
            let identifier = sequence(&[object_identifier("1.3.101.112")]);
            changed(&[0, 1], &|_| identifier.clone())
        },
        "",
    ),
    (
        "an issuer that is no name",
        || changed(ISSUER, &|_| sequence(&[set(&[integer(&[1])])])),
        "",
    ),
];

/// What rustls takes although it is against the letter, refused here: it may hide what is revoked.
const STRICTER: &[&str] = &[
    "end entities and authorities",
    "a flag twice",
    "flags out of order",
    "a distribution point without a name",
    "a distribution point with two choices",
    "a name that is none",
    "an issuer that is no name",
];

fn is_taken_by_rustls(der: &[u8]) -> bool {
    OwnedCertRevocationList::from_der(der).is_ok()
}

fn refusal(der: &[u8]) -> Option<String> {
    let read = RevocationLists::from_bytes([der]);
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

#[test]
fn what_is_valid_and_not_supported_is_not_called_badly_encoded() {
    let mut wrong = Vec::new();
    for (name, make, expected) in UNSUPPORTED {
        let der = make();
        assert!(!is_taken_by_rustls(&der), "{name}");
        let refusal = refusal(&der).unwrap_or_default();
        let expected = format!("rustls does not support {expected}");
        let reason = refusal.trim_start_matches(OF);
        if reason.trim_start_matches("revocation list 1: ") != expected {
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
        assert_eq!(is_taken_by_rustls(&der), is_stricter, "{name}");
        let refusal = refusal(&der).unwrap_or_default();
        let reason = refusal.trim_start_matches(OF);
        let reason = reason.trim_start_matches("revocation list 1: ");
        if reason != format!("badly encoded: {expected}") {
            wrong.push(format!("{name}: {refusal}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
