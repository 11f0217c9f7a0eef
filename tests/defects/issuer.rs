//! Defects of the CA between end entity and trust anchor, and of how it is named.

use vb365_tls::rule::peers::Place::{EndEntity, Intermediate};
use vb365_tls::test_support::encode::{boolean, element, integer, octet_string, sequence};
use vb365_tls::test_support::{
    Extension, Forge, KeyUsageBit, Name, SignatureAlgorithm, Template, TestKey, oid,
};

use super::Defect;

/// A second intermediate above the first.
fn two(forge: Forge) -> Forge {
    forge.intermediates(2).intermediate_at(1, |it| {
        it.subject("CN=Upper Intermediate")
            .key(TestKey::Other)
            .valid("2026-01-01", "2049-12-31")
    })
}

fn seven(mut forge: Forge) -> Forge {
    forge = forge.intermediates(7);
    for index in 1..7 {
        forge = forge.intermediate_at(index, |it| it.valid("2026-01-01", "2049-12-31"));
    }
    forge
}

pub(super) static ALL: &[Defect] = &[
    Defect::new("authority-key-identifier-absent", Intermediate, |it| {
        it.intermediate(|it| it.without_extension(oid::AUTHORITY_KEY_IDENTIFIER))
    }),
    Defect::new("authority-key-identifier-mismatch", EndEntity, |it| {
        it.with(Extension::authority_key_identifier_of(&[1, 2, 3]))
    })
    .aspect("key identifier"),
    Defect::new("authority-key-identifier-mismatch", EndEntity, |it| {
        it.with(Extension::authority_key_identifier_of(&[1, 2, 3]))
    })
    .aspect("key identifier")
    .of_client(),
    Defect::new("authority-key-identifier-mismatch", Intermediate, |it| {
        it.intermediate(|it| it.with(Extension::authority_key_identifier_of(&[1, 2, 3])))
    })
    .aspect("key identifier"),
    Defect::new("authority-key-identifier-mismatch", EndEntity, |it| {
        let another = Extension::authority_key_identifier_naming("CN=Another Root", &[9]);
        it.with(another)
    })
    .aspect("issuer and serial"),
    // That of the root before it was renewed with the same key.
    Defect::new("authority-key-identifier-mismatch", Intermediate, |it| {
        let root = "CN=Renewed Root";
        let before = Extension::authority_key_identifier_naming(root, &[0x77]);
        it.root(|it| it.subject(root))
            .intermediate(|it| it.with(before))
    })
    .aspect("issuer and serial"),
    Defect::new("authority-key-identifier-mismatch", EndEntity, |it| {
        it.with(Extension::authority_issuer_and_serial(
            "CN=Another Root",
            &[9],
        ))
    })
    .aspect("issuer and serial alone"),
    Defect::new("authority-key-identifier-mismatch", Intermediate, |it| {
        let root = "CN=Renewed Root without key identifiers";
        let before = Extension::authority_issuer_and_serial(root, &[0x77]);
        it.root(|it| it.subject(root))
            .intermediate(|it| it.with(before))
    })
    .aspect("issuer and serial alone"),
    Defect::new("certificate-version-1", Intermediate, |it| {
        it.intermediate(Template::version_1)
    }),
    Defect::new("chain-incomplete", EndEntity, |it| {
        it.without_intermediates()
    })
    .also(&["path-not-found"]),
    Defect::new("chain-out-of-order", EndEntity, |it| {
        two(it).delivering(&[0, 2, 1])
    }),
    Defect::new("chain-too-large", EndEntity, |it| {
        let comment = octet_string(&[0; 64_000]);
        it.extension(oid::UNKNOWN_EXTENSION, false, &comment)
    }),
    Defect::new("chain-too-long", EndEntity, seven),
    Defect::new("chain-unrelated-certificate", Intermediate, |it| {
        let stray = Template::root("CN=Stray Root").key(TestKey::Other);
        it.with_unrelated(stray)
    }),
    Defect::new("critical-extension-unknown", Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]))
    }),
    Defect::new("critical-extension-unknown", Intermediate, |it| {
        it.intermediate(|it| it.extension(oid::UNKNOWN_EXTENSION, true, &[5, 0]))
    })
    .of_client(),
    Defect::new("extension-repeated", Intermediate, |it| {
        it.intermediate(|it| it.repeated(oid::SUBJECT_KEY_IDENTIFIER))
    }),
    Defect::new("issuer-expired", Intermediate, |it| {
        it.intermediate(|it| it.valid("2025-01-01", "2026-06-30"))
    }),
    Defect::new("issuer-expired", Intermediate, |it| {
        it.intermediate(|it| it.valid("2025-01-01", "2026-06-30"))
    })
    .of_client(),
    Defect::new("issuer-expires-first", Intermediate, |it| {
        it.intermediate(|it| it.valid("2026-01-01", "2049-06-30"))
    }),
    Defect::new("issuer-key-usage-absent", Intermediate, |it| {
        it.intermediate(|it| it.without_extension(oid::KEY_USAGE))
    }),
    Defect::new("issuer-key-usage-absent", Intermediate, |it| {
        it.intermediate(|it| it.without_extension(oid::KEY_USAGE))
    })
    .of_client(),
    Defect::new("issuer-lacks-key-cert-sign", Intermediate, |it| {
        it.intermediate(|it| it.key_usage(&[KeyUsageBit::CrlSign]))
    }),
    Defect::new("issuer-lacks-key-cert-sign", Intermediate, |it| {
        it.intermediate(|it| it.key_usage(&[KeyUsageBit::CrlSign]))
    })
    .of_client(),
    Defect::new("issuer-name-empty", Intermediate, |it| {
        it.root(|it| it.subject(Name::from_der([0x30, 0])))
    }),
    Defect::new("issuer-name-encoding-differs", EndEntity, |it| {
        it.issuer_name_reencoded()
    }),
    Defect::new("issuer-name-encoding-differs", Intermediate, |it| {
        let root = "CN=Root in another encoding";
        it.root(|it| it.subject(root))
            .intermediate(|it| it.issuer(Name::new(root).printable()))
    }),
    Defect::new("issuer-not-ca", Intermediate, |it| {
        it.intermediate(Template::not_ca)
    }),
    Defect::new("issuer-not-ca", Intermediate, |it| {
        it.intermediate(Template::not_ca)
    })
    .of_client(),
    Defect::new("issuer-not-ca", Intermediate, |it| {
        it.intermediate(|it| it.without_extension(oid::BASIC_CONSTRAINTS))
    })
    .aspect("basic constraints absent"),
    Defect::new("issuer-purpose-mismatch", Intermediate, |it| {
        it.intermediate(|it| it.purposes(&[oid::CLIENT_AUTH]))
    }),
    Defect::new("issuer-purpose-mismatch", Intermediate, |it| {
        it.intermediate(|it| it.purposes(&[oid::SERVER_AUTH]))
    })
    .of_client(),
    Defect::new("issuer-purpose-mismatch", Intermediate, |it| {
        it.intermediate(|it| it.purposes(&[oid::ANY_PURPOSE]))
    })
    .aspect("any purpose"),
    Defect::new("name-attribute-malformed", Intermediate, |it| {
        let name = Name::new("CN=Malformed_Intermediate").printable();
        it.intermediate(|it| it.subject(name))
    })
    .aspect("PrintableString"),
    Defect::new("name-attribute-too-long", Intermediate, |it| {
        let name = format!("CN=Intermediate of {}", "many ".repeat(12));
        it.intermediate(|it| it.subject(name.as_str()))
    })
    .aspect("common name"),
    Defect::new("path-length-exceeded", Intermediate, |it| {
        two(it).intermediate_at(1, |it| it.ca(Some(0)))
    }),
    Defect::new("path-length-too-large", Intermediate, |it| {
        let long = sequence(&[boolean(true), integer(&[1, 0])]);
        it.intermediate(|it| it.extension(oid::BASIC_CONSTRAINTS, true, &long))
    }),
    Defect::new("path-not-found", EndEntity, |it| {
        it.end_entity(|it| it.issuer("CN=Nobody"))
    })
    .also(&["chain-incomplete", "chain-unrelated-certificate"]),
    Defect::new("rsa-exponent-weak", Intermediate, |it| {
        it.intermediate(|it| it.key(TestKey::RsaExponent3))
    }),
    Defect::new("rsa-modulus-length-irregular", Intermediate, |it| {
        it.intermediate(|it| it.key(TestKey::Rsa2049))
    }),
    Defect::new("serial-number-irregular", Intermediate, |it| {
        it.intermediate(|it| it.serial(&[0]))
    })
    .aspect("zero"),
    Defect::new("serial-number-irregular", Intermediate, |it| {
        it.intermediate(|it| it.serial(&[0xff, 1]))
    })
    .aspect("negative"),
    Defect::new("serial-number-irregular", Intermediate, |it| {
        it.intermediate(|it| it.serial(&[0x4a; 21]))
    })
    .aspect("over 20 octets"),
    Defect::new("signature-algorithm-inconsistent", Intermediate, |it| {
        it.intermediate(|it| it.inner_signature(SignatureAlgorithm::RsaSha384))
    }),
    Defect::new("signature-algorithm-unsupported", Intermediate, |it| {
        it.intermediate(|it| it.signature(SignatureAlgorithm::Unknown))
    }),
    Defect::new("signature-algorithm-weak", Intermediate, |it| {
        it.intermediate(|it| it.signature(SignatureAlgorithm::RsaSha1))
    }),
    Defect::new("signature-invalid", Intermediate, |it| {
        it.intermediate(Template::altered_signature)
    }),
    Defect::new("subject-key-identifier-absent", Intermediate, |it| {
        it.intermediate(|it| it.without_extension(oid::SUBJECT_KEY_IDENTIFIER))
    }),
    Defect::new("unique-identifiers-present", Intermediate, |it| {
        it.intermediate(Template::subject_unique_id)
    }),
    Defect::new("validity-encoding-wrong", Intermediate, |it| {
        let until = vb365_tls::test_support::Time::generalized("20491231000000Z");
        it.intermediate(|it| it.valid("2026-01-01", until))
    }),
    Defect::new("name-attribute-malformed", EndEntity, |it| {
        it.subject(Name::new("CN=vb365.localhost, O=a@example.com").printable())
    })
    .aspect("PrintableString"),
    Defect::new("name-attribute-malformed", EndEntity, |it| {
        it.subject(Name::new("CN=vb365.localhost, O=Sons & Daughters").printable())
    })
    .aspect("PrintableString with an asterisk or ampersand"),
    Defect::new("name-attribute-malformed", EndEntity, |it| {
        it.subject(Name::from_der(latin_1_in_utf_8()))
    })
    .aspect("UTF8String"),
    Defect::new("name-attribute-too-long", EndEntity, |it| {
        let name = format!("CN=Service of {}", "many ".repeat(12));
        it.subject(name.as_str())
    })
    .aspect("common name"),
    Defect::new("name-attribute-too-long", EndEntity, |it| {
        it.subject("CN=vb365.localhost, C=Germany")
    })
    .aspect("country"),
    Defect::new("name-attribute-too-long", EndEntity, |it| {
        let name = format!("CN=vb365.localhost, O=Society of {}", "many ".repeat(12));
        it.subject(name.as_str())
    })
    .aspect("other attribute"),
];

/// An organization `Müller` with the octet of Latin-1, said to be UTF-8.
fn latin_1_in_utf_8() -> Vec<u8> {
    let attribute = sequence(&[
        vb365_tls::test_support::encode::object_identifier("2.5.4.10"),
        element(0x0c, b"M\xfcller"),
    ]);
    sequence(&[element(0x31, &attribute)])
}
