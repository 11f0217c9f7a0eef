//! Lists that are not used, and why.

use vb365_tls::test_support::encode::{
    constructed, element, integer, object_identifier, octet_string, sequence, set, uri,
};
use vb365_tls::test_support::{Extension, Time};

use super::{
    CERTIFICATE_ISSUER, CRL_NUMBER, DELTA_CRL_INDICATOR, EXTENSIONS, INVALIDITY_DATE, ISSUER,
    ISSUING_DISTRIBUTION_POINT, Make, NEXT_UPDATE, POINT, REASON_CODE, THIS_UPDATE, UNKNOWN,
    VERSION, changed, der, good, numbered, of_point, with_entry,
};
use crate::certificate::der_edit::replaced;
use crate::revocation::{at, flag, full_name, issuing};

/// What is done, and the reason why the list is not used.
pub(super) type Refused = (&'static str, Make, &'static str);

/// Valid, and more than rustls does.
pub(super) const UNSUPPORTED: &[Refused] = &[
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
        || {
            changed(THIS_UPDATE, &|_| {
                Time::utc("690101000000Z").as_der().to_vec()
            })
        },
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
        || {
            der(&with_entry(
                CERTIFICATE_ISSUER,
                false,
                sequence::<[u8; 0]>(&[]),
            ))
        },
        "indirect CRLs, which are of several issuers; give the CRL of the certificate's issuer",
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
        "fields of more than 65534 octets, such as an entry of the CRL",
    ),
];

/// Against X.690 or RFC 5280.
pub(super) const BAD: &[Refused] = &[
    (
        "a number that is not an INTEGER",
        || der(&good().with(Extension::new(CRL_NUMBER, false, octet_string(&[1])))),
        "the CRL number at byte 162: expected INTEGER, found OCTET STRING",
    ),
    (
        "a negative number",
        || der(&numbered(&[0xff])),
        "the CRL number at byte 162: not an INTEGER from 0 on in DER",
    ),
    (
        "a number without octets",
        || der(&numbered(&[])),
        "the CRL number at byte 162: not an INTEGER from 0 on in DER",
    ),
    (
        "a padded number",
        || der(&numbered(&[0, 1])),
        "the CRL number at byte 162: not an INTEGER from 0 on in DER",
    ),
    (
        "a number of 21 octets",
        || der(&numbered(&[0x7f; 21])),
        "the CRL number at byte 162: 21 octets, more than the 20 of RFC 5280 section 5.2.3",
    ),
    (
        "TRUE as one",
        || der(&of_point(&[flag(1, &[1])])),
        "the issuing distribution point at byte 213: a BOOLEAN that is neither 0xff nor 0x00",
    ),
    (
        "TRUE of two octets",
        || der(&of_point(&[flag(1, &[0xff, 0xff])])),
        "the issuing distribution point at byte 213: a BOOLEAN that is neither 0xff nor 0x00",
    ),
    (
        "TRUE of no octet",
        || der(&of_point(&[flag(1, &[])])),
        "the issuing distribution point at byte 213: a BOOLEAN that is neither 0xff nor 0x00",
    ),
    (
        "a flag of another class",
        || der(&of_point(&[element(0x41, &[0xff])])),
        "the issuing distribution point at byte 213: unexpected APPLICATION [1] (primitive)",
    ),
    (
        "a universal flag",
        || der(&of_point(&[element(0x01, &[0xff])])),
        "the issuing distribution point at byte 213: unexpected BOOLEAN",
    ),
    (
        "a constructed flag",
        || der(&of_point(&[element(0xa1, &[0xff])])),
        "the issuing distribution point at byte 213: unexpected CONTEXT-SPECIFIC [1] (constructed)",
    ),
    (
        "a field nobody defined",
        || der(&of_point(&[flag(6, &[0xff])])),
        "the issuing distribution point at byte 213: unexpected CONTEXT-SPECIFIC [6] (primitive)",
    ),
    (
        "a field nobody defined, empty",
        || der(&of_point(&[flag(6, &[])])),
        "the issuing distribution point at byte 213: unexpected CONTEXT-SPECIFIC [6] (primitive)",
    ),
    (
        "end entities and CAs",
        || der(&of_point(&[flag(1, &[0xff]), flag(2, &[0xff])])),
        "the issuing distribution point at byte 219: it says both onlyContainsUserCerts and onlyContainsCACerts",
    ),
    (
        "a flag twice",
        || der(&of_point(&[flag(1, &[0xff]), flag(1, &[0])])),
        "the issuing distribution point at byte 216: unexpected CONTEXT-SPECIFIC [1] (primitive)",
    ),
    (
        "flags out of order",
        || der(&of_point(&[flag(2, &[0xff]), flag(1, &[0])])),
        "the issuing distribution point at byte 216: unexpected CONTEXT-SPECIFIC [1] (primitive)",
    ),
    (
        "a primitive distribution point",
        || der(&good().with(issuing(&[flag(0, &[])]))),
        "the issuing distribution point at byte 179: unexpected CONTEXT-SPECIFIC [0] (primitive)",
    ),
    (
        "a distribution point twice",
        || der(&of_point(&[at(POINT)])),
        "the issuing distribution point at byte 214: unexpected CONTEXT-SPECIFIC [0] (constructed)",
    ),
    (
        "a distribution point without a name",
        || der(&good().with(issuing(&[full_name(&[])]))),
        "the name of a distribution point at byte 181: there is none",
    ),
    (
        "a distribution point without a choice",
        || der(&good().with(issuing(&[element(0xa0, &[])]))),
        "the name of a distribution point at byte 181: ASN.1 DER message is incomplete: expected 1, actual 0",
    ),
    (
        "a distribution point with two choices",
        || {
            der(&good().with(issuing(&[constructed(
                0xa0,
                &[constructed(0xa0, &[uri(POINT)]), element(0xa1, &[])],
            )])))
        },
        "the name of a distribution point at byte 213: 2 trailing bytes",
    ),
    (
        "an invalid name",
        || der(&good().with(issuing(&[full_name(&[element(0x04, b"x")])]))),
        "the name of a distribution point at byte 183: unexpected OCTET STRING",
    ),
    (
        "reasons that are not bits",
        || der(&of_point(&[flag(3, &[9])])),
        "the issuing distribution point at byte 213: reasons that are not a BIT STRING in DER",
    ),
    (
        "an issuing distribution point twice",
        || der(&of_point(&[]).repeated(ISSUING_DISTRIBUTION_POINT)),
        "the extensions of the CRL at byte 216: issuingDistributionPoint (2.5.29.28) is repeated",
    ),
    (
        "an issuing distribution point and more",
        || {
            let value = [sequence(&[at(POINT)]), vec![5, 0]].concat();
            der(&good().with(Extension::new(ISSUING_DISTRIBUTION_POINT, true, value)))
        },
        "the issuing distribution point at byte 213: 2 trailing bytes",
    ),
    (
        "nothing in the extensions",
        || changed(EXTENSIONS, &|_| element(0xa0, &[0x30, 0])),
        "the extensions of the CRL at byte 117: an empty SEQUENCE",
    ),
    (
        "an invalid reason",
        || der(&with_entry(REASON_CODE, false, vec![5, 0])),
        "an entry of the CRL at byte 127: its reason is not an ENUMERATED of one octet",
    ),
    (
        "two reasons",
        || {
            let list = with_entry(REASON_CODE, false, element(0x0a, &[1]));
            let second = Extension::new(REASON_CODE, false, element(0x0a, &[1]));
            der(&list.with_entry_extension(second))
        },
        "an entry of the CRL at byte 130: reasonCode (2.5.29.21) is repeated",
    ),
    (
        "an invalid date of invalidity",
        || der(&with_entry(INVALIDITY_DATE, false, vec![5, 0])),
        "a time at byte 127: `` is not a date to the second in UTC",
    ),
    (
        "no seconds",
        || changed(NEXT_UPDATE, &|_| Time::utc("2701010000Z").as_der().to_vec()),
        "a time at byte 72: `2701010000Z` is not a date to the second in UTC",
    ),
    (
        "no Z",
        || {
            changed(NEXT_UPDATE, &|_| {
                Time::utc("270101000000").as_der().to_vec()
            })
        },
        "a time at byte 72: `270101000000` is not a date to the second in UTC",
    ),
    (
        "another time zone",
        || {
            changed(NEXT_UPDATE, &|_| {
                Time::utc("270101000000+0100").as_der().to_vec()
            })
        },
        "a time at byte 72: `270101000000+0100` is not a date to the second in UTC",
    ),
    (
        "a fraction of a second",
        || {
            let time = Time::generalized("20270101000000.5Z");
            changed(NEXT_UPDATE, &|_| time.as_der().to_vec())
        },
        "a time at byte 72: `20270101000000.5Z` is not a date to the second in UTC",
    ),
    (
        "30 February",
        || {
            changed(NEXT_UPDATE, &|_| {
                Time::utc("270230000000Z").as_der().to_vec()
            })
        },
        "a time at byte 72: `270230000000Z` is not a date to the second in UTC",
    ),
    (
        "an entry without a date",
        || changed(&[0, 5, 0, 1], &|_| Vec::new()),
        "an entry of the CRL at byte 101: ASN.1 DER message is incomplete: expected 11, actual 10",
    ),
    (
        "unused bits in the signature",
        || {
            changed(&[2], &|signature| {
                let header = signature.len() - 257;
                [&signature[..header], &[1], &signature[header + 1..]].concat()
            })
        },
        "the signature at byte 180: it has unused bits",
    ),
    (
        "no octet in the signature",
        || changed(&[2], &|_| element(0x03, &[])),
        "the signature at byte 179: an empty BIT STRING",
    ),
    (
        "another algorithm inside",
        || {
            let identifier = sequence(&[object_identifier("1.3.101.112")]);
            changed(&[0, 1], &|_| identifier.clone())
        },
        "a signature algorithm at byte 10: it differs from the one beside the signature",
    ),
    (
        "an invalid algorithm",
        || {
            let none = |_: &[u8]| sequence(&[integer(&[1])]);
            replaced(&changed(&[1], &none), &[0, 1], &none)
        },
        "a signature algorithm at byte 157: expected OBJECT IDENTIFIER, found INTEGER",
    ),
    (
        "an issuer that is not a name",
        || changed(ISSUER, &|_| sequence(&[set(&[integer(&[1])])])),
        "a distinguished name at byte 29: expected SEQUENCE, found INTEGER",
    ),
];
