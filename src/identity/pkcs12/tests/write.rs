//! What is written is read again: every profile, every password and every mark for Windows, with few iterations.

use rustls::crypto::{SecureRandom, ring};

use super::writer::{integer, octets, oid, pkcs8, sequence, tlv};
use super::{open, read};
use crate::error::ContainerError;
use crate::identity::entry::{Attributes, Origin};
use crate::identity::pkcs12::{Budget, PfxToWrite, open_key, write_key, write_pfx};
use crate::identity::{Password, PfxProfile};
use crate::provenance::{Encryption, KeySpec, Mac, PasswordKind};
use zeroize::Zeroizing;

const CERTIFICATES: [&[u8]; 3] = [&[0x30, 0], &[0x30, 1, 7], &[0x30, 2, 7, 7]];

fn random() -> &'static dyn SecureRandom {
    ring::default_provider().secure_random
}

/// A file of the profile, but for its iterations.
fn pfx(profile: &PfxProfile, origin: Origin, key_spec: Option<KeySpec>) -> PfxToWrite<'static> {
    let named = |name: &str| Attributes {
        friendly_name: Some(name.into()),
        local_key_id: Some(vec![1]),
    };
    PfxToWrite {
        key: Zeroizing::new(pkcs8()),
        origin,
        key_spec: Some(key_spec),
        certificates: CERTIFICATES
            .map(|der| (der, named("🔑 of a server")))
            .into(),
        encryption: Encryption {
            iterations: 2,
            ..profile.encryption()
        },
        mac: Mac {
            iterations: 3,
            ..profile.mac()
        },
    }
}

#[test]
fn every_profile_is_read_with_every_password() {
    let given = |text: &str| (Password::from(text), PasswordKind::Given);
    for profile in PfxProfile::ALL {
        for (password, kind) in [
            (Password::none(), PasswordKind::None),
            (Password::from(""), PasswordKind::Empty),
            given("secret"),
            given("pässwörd"),
            given("🔑"),
            given(&"long".repeat(100)),
        ] {
            let pfx = pfx(profile, Origin::default(), None);
            let file = write_pfx(&pfx, &password, random()).unwrap();
            let contents = read(&file, &password).unwrap();
            let certificates: Vec<_> = contents
                .certificates
                .iter()
                .map(|(der, _)| &**der)
                .collect();
            assert_eq!(certificates, CERTIFICATES);
            assert_eq!(*contents.keys[0].0, pkcs8());
            let found = contents.provenance;
            assert_eq!(found.mac, Some(pfx.mac));
            assert_eq!(found.certificate_encryptions, [pfx.encryption]);
            assert_eq!(contents.keys[0].1.encryption, Some(pfx.encryption));
            assert_eq!(found.password, kind);
            assert!(contents.ignored.is_empty());
            let refusal = open(&file, "another").err();
            let is_wrong = matches!(refusal, Some(ContainerError::PasswordOrDamage { .. }));
            assert!(is_wrong, "{refusal:?}");
        }
    }
}

#[test]
fn attributes_are_read_as_they_were_written() {
    for (name, provider, is_machine_key, spec) in [
        (None, None, false, None),
        (Some("VB365"), None, true, Some(KeySpec::Exchange)),
        (None, Some("a CSP"), false, Some(KeySpec::Signature)),
        (Some("Schlüssel 🔑"), Some("日本"), true, None),
    ] {
        let origin = Origin {
            attributes: Attributes {
                friendly_name: name.map(String::from),
                local_key_id: Some(vec![7; 200]),
            },
            provider: provider.map(String::from),
            is_machine_key,
            ..Origin::default()
        };
        let pfx = pfx(&PfxProfile::MODERN, origin, spec);
        let file = write_pfx(&pfx, &Password::from("secret"), random()).unwrap();
        let contents = open(&file, "secret").unwrap();
        let (_, found) = &contents.keys[0];
        assert_eq!(found.attributes.friendly_name.as_deref(), name);
        assert_eq!(found.attributes.local_key_id, Some(vec![7; 200]));
        assert_eq!(found.provider.as_deref(), provider);
        assert_eq!(found.is_machine_key, is_machine_key);
        assert_eq!(found.key_spec, spec);
        let (_, certificate) = &contents.certificates[0];
        assert_eq!(certificate.friendly_name.as_deref(), Some("🔑 of a server"));
        assert_eq!(certificate.local_key_id, Some(vec![1]));
    }
}

/// Only what is said of the key specification changes.
#[test]
fn another_key_specification_leaves_the_rest_of_a_key() {
    let usage = |bits: &[u8]| sequence(&[&oid("2.5.29.15"), &tlv(0x31, &tlv(0x03, bits))]);
    let name = sequence(&[&oid("2.5.4.3"), &tlv(0x31, &tlv(0x0c, b"a name"))]);
    let key = |version, attributes: &[&[u8]], public_key: &[u8]| {
        let attributes = match attributes {
            [] => Vec::new(),
            _ => tlv(0xa0, &attributes.concat()),
        };
        sequence(&[
            &integer(version),
            &sequence(&[&oid("1.2.3")]),
            &octets(b"key"),
            &attributes,
            public_key,
        ])
    };
    let public_key = tlv(0x81, &[0, 7]);
    let (exchange, signature) = (usage(&[4, 0x10]), usage(&[7, 0x80]));
    let rows: [(_, _, _); 4] = [
        (
            key(0, &[], &[]),
            Some(KeySpec::Exchange),
            key(0, &[&exchange], &[]),
        ),
        (
            key(1, &[&name, &signature], &public_key),
            Some(KeySpec::Exchange),
            key(1, &[&exchange, &name], &public_key),
        ),
        (
            key(1, &[&exchange], &public_key),
            None,
            key(1, &[], &public_key),
        ),
        (
            key(0, &[&exchange], &[]),
            Some(KeySpec::Signature),
            key(0, &[&signature], &[]),
        ),
    ];
    for (before, spec, after) in rows {
        let pfx = PfxToWrite {
            key: Zeroizing::new(before),
            ..pfx(&PfxProfile::MODERN, Origin::default(), spec)
        };
        let file = write_pfx(&pfx, &Password::from("secret"), random()).unwrap();
        let contents = open(&file, "secret").unwrap();
        assert_eq!(*contents.keys[0].0, after);
        assert_eq!(contents.keys[0].1.key_spec, spec);
    }
}

#[test]
fn an_encrypted_key_is_read_again() {
    for profile in PfxProfile::ALL {
        let encryption = Encryption {
            iterations: 2,
            ..profile.encryption()
        };
        for password in ["", "secret", "pässwörd 🔑"].map(Password::from) {
            let der = write_key(&pkcs8(), &password, encryption, random()).unwrap();
            let (key, found) = open_key(&der, &password, &mut Budget::new()).unwrap();
            assert_eq!((&*key, found), (&pkcs8(), encryption));
        }
    }
}

#[test]
fn nothing_is_written_that_would_not_be_read() {
    let mut many = pfx(&PfxProfile::MODERN, Origin::default(), None);
    let certificate = many.certificates[0].clone();
    many.certificates = vec![certificate; 201];
    let error = write_pfx(&many, &Password::from("secret"), random()).unwrap_err();
    assert_eq!(
        error.container(),
        Some(&ContainerError::LimitExceeded {
            what: "certificates",
            found: 201,
            limit: 200
        })
    );
    // In place of a protection that is not that of a profile there is an error, and no other protection.
    for mut pfx in [0, 1].map(|_| pfx(&PfxProfile::MODERN, Origin::default(), None)) {
        pfx.encryption = PfxProfile::WINDOWS_2016.encryption();
        pfx.encryption.scheme = crate::provenance::Scheme::Pbes2;
        pfx.encryption.cipher = crate::provenance::Cipher::Rc2With40Bits;
        assert!(write_pfx(&pfx, &Password::from("secret"), random()).is_err());
    }
}
