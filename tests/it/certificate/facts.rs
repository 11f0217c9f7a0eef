//! The facts of certificates of many shapes, told by us and by openssl.

use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject;
use vb365_tls::Certificate;
use vb365_tls::certificate::{
    Curve, Field, Fingerprint, KeyAlgorithm, KeyUsage, Thumbprint, Version, rfc3339,
};
use vb365_tls::test_support::TestKey;

use super::openssl::{Issued, Key, Made, PLAIN};
use super::openssl_text;

/// Names as RFC 4514 writes them, which is how this crate does.
const NAMES: &str = "esc_2253,esc_ctrl,utf8,sep_comma_plus,dn_rev,sname";

const EVERYTHING: &str = "\
subjectAltName = DNS:a.example.com, DNS:*.b.example.com, IP:192.0.2.1, IP:2001:db8::1, email:a@example.com, \
URI:https://x.example.com/, RID:1.2.3.4, dirName:directory, otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@example.com
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, \
cRLSign, encipherOnly, decipherOnly
extendedKeyUsage = serverAuth, clientAuth, codeSigning, emailProtection, timeStamping, OCSPSigning, 1.3.6.1.4.1.32473.7, \
msSmartcardLogin, anyExtendedKeyUsage
basicConstraints = critical, CA:TRUE, pathlen:3
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
nameConstraints = critical, permitted;DNS:example.com, permitted;IP:10.0.0.0/255.0.0.0, \
permitted;IP:2001:db8::/ffff:ffff::, excluded;email:example.org, excluded;URI:.example.net
authorityInfoAccess = caIssuers;URI:http://ca.example.com/ca.cer, OCSP;URI:http://ocsp.example.com
crlDistributionPoints = URI:http://crl.example.com/a.crl, URI:ldap:///CN=x
1.3.6.1.4.1.32473.1 = critical, DER:0500";

const EXTENSIONS: &str = "subjectAltName,keyUsage,extendedKeyUsage,basicConstraints,subjectKeyIdentifier,\
                          authorityKeyIdentifier,nameConstraints,authorityInfoAccess,crlDistributionPoints";

/// Headings and what this crate has no field for are left out.
fn extensions_by_openssl(issued: &Issued) -> Vec<String> {
    let text = issued.asked(&["-ext", EXTENSIONS]);
    text.lines()
        .filter(|line| line.starts_with(' ') && !line.contains("OCSP - "))
        .map(|line| line.trim().to_owned())
        .collect()
}

fn without_spaces_after_commas(name: &str) -> String {
    name.replace(", ", ",")
}

#[track_caller]
fn compare(name: &str, made: &Made) -> Certificate {
    let issued = made.issue(name);
    let certificate = &issued.certificate;

    let answer = issued.asked(&[
        "-subject", "-issuer", "-serial", "-dates", "-nameopt", NAMES, "-dateopt", "iso_8601",
    ]);
    let time = |time| rfc3339(time).replace('T', " ");
    let ours = format!(
        "subject={}\nissuer={}\nserial={}\nnotBefore={}\nnotAfter={}\n",
        certificate.subject(),
        certificate.issuer(),
        certificate.serial(),
        time(certificate.validity().not_before()),
        time(certificate.validity().not_after()),
    );
    assert_eq!(
        without_spaces_after_commas(&ours),
        without_spaces_after_commas(&answer),
        "{name}"
    );

    let hash = |algorithm| {
        let answer = issued.asked(&["-fingerprint", algorithm]);
        answer.trim().split_once('=').unwrap().1.to_owned()
    };
    let fingerprint: Fingerprint = hash("-sha256").parse().unwrap();
    let thumbprint: Thumbprint = hash("-sha1").parse().unwrap();
    assert_eq!(certificate.fingerprint(), fingerprint, "{name}");
    assert_eq!(certificate.thumbprint(), thumbprint, "{name}");
    assert_eq!(
        certificate.thumbprint().to_string(),
        hash("-sha1").replace(':', "")
    );

    let pem = issued.asked(&["-pubkey"]);
    let key = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).unwrap();
    assert_eq!(certificate.public_key().as_der(), key, "{name}");

    assert_eq!(
        openssl_text::extensions(certificate),
        extensions_by_openssl(&issued),
        "{name}"
    );
    assert!(certificate.is_self_issued() && certificate.is_self_signed());
    issued.certificate.clone()
}

#[test]
fn every_extension() {
    let made = Made {
        extensions: EVERYTHING,
        days: "36500",
        ..PLAIN
    };
    let certificate = compare("everything", &made);
    assert_eq!(certificate.version(), Version::V3);
    assert!(certificate.is_ca());
    let names = certificate.subject_alt_name().present().unwrap();
    assert!(!names.is_critical());
    assert_eq!(names.names().len(), 9);
    assert_eq!(
        names.dns_names().collect::<Vec<_>>(),
        ["a.example.com", "*.b.example.com"]
    );
    assert_eq!(certificate.key_usage().present().unwrap().len(), 9);
    let unknown = certificate.extensions().last().unwrap();
    assert_eq!(unknown.oid().to_string(), "1.3.6.1.4.1.32473.1");
    assert!(unknown.is_critical());
    assert_eq!(unknown.value(), [5, 0]);
    let critical = certificate.extensions().filter(|it| it.is_critical());
    assert_eq!(critical.count(), 4);
}

#[test]
fn few_extensions_or_none() {
    let certificate = compare("none", &PLAIN);
    assert_eq!(certificate.extensions().count(), 0);
    assert!(certificate.subject_alt_name().is_absent());
    assert!(certificate.key_usage().is_absent());
    assert!(!certificate.is_ca());
    assert!(!certificate.has_unique_identifiers());

    let made = Made {
        extensions: "subjectAltName = critical, DNS:b.example.com\nkeyUsage = decipherOnly\n\
                     basicConstraints = CA:FALSE",
        ..PLAIN
    };
    let certificate = compare("few", &made);
    assert!(!certificate.is_ca());
    assert!(
        certificate
            .subject_alt_name()
            .present()
            .unwrap()
            .is_critical()
    );
    assert_eq!(
        certificate.key_usage(),
        &Field::Present(vec![KeyUsage::DecipherOnly])
    );

    let made = Made {
        extensions: "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = issuer:always",
        ..PLAIN
    };
    let certificate = made.issue("issuer-and-serial").certificate.clone();
    assert_eq!(
        certificate.authority_key_identifier(),
        &Field::Present(None)
    );
}

#[test]
fn every_key() {
    const K256: &[&str] = &[
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:secp256k1",
    ];
    const BRAINPOOL: &[&str] = &[
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:brainpoolP384r1",
    ];
    const P224: &[&str] = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-224"];
    let keys = [
        ("RSA 1024", Key::Fixed(TestKey::Rsa1024)),
        ("RSA 2048", Key::Fixed(TestKey::Rsa2048)),
        ("RSA 2047", Key::Fixed(TestKey::Rsa2047)),
        ("RSA 8192", Key::Fixed(TestKey::Rsa8192)),
        ("RSASSA-PSS", Key::Fixed(TestKey::RsaPss)),
        ("EC P-256", Key::Fixed(TestKey::P256)),
        ("EC P-384", Key::Fixed(TestKey::P384)),
        ("EC P-521", Key::Fixed(TestKey::P521)),
        (
            "EC with explicit parameters",
            Key::Fixed(TestKey::P256Explicit),
        ),
        ("EC secp256k1", Key::Generated(K256)),
        ("EC brainpoolP384r1", Key::Generated(BRAINPOOL)),
        ("EC curve 1.3.132.0.33", Key::Generated(P224)),
        ("Ed25519", Key::Fixed(TestKey::Ed25519)),
        ("Ed448", Key::Fixed(TestKey::Ed448)),
        ("DSA", Key::Fixed(TestKey::Dsa)),
    ];
    for (number, (text, key)) in keys.into_iter().enumerate() {
        let certificate = compare(&format!("key-{number}"), &Made { key, ..PLAIN });
        assert_eq!(certificate.public_key().to_string(), text);
        match (text, certificate.public_key().algorithm()) {
            ("RSA 8192", algorithm) => assert_eq!(algorithm, KeyAlgorithm::Rsa { bits: 8192 }),
            ("EC P-521", algorithm) => assert_eq!(algorithm, KeyAlgorithm::Ec(Curve::P521)),
            _ => {}
        }
    }
}

#[test]
fn every_signature_algorithm() {
    const RSA: Key = Key::Fixed(TestKey::Rsa2048);
    const P384: Key = Key::Fixed(TestKey::P384);
    const PSS: &[&str] = &[
        "-sha384",
        "-sigopt",
        "rsa_padding_mode:pss",
        "-sigopt",
        "rsa_pss_saltlen:48",
    ];
    const PSS_SHA1: &[&str] = &[
        "-sha1",
        "-sigopt",
        "rsa_padding_mode:pss",
        "-sigopt",
        "rsa_pss_saltlen:20",
    ];
    let cases: [(Key, &[&str], &str, Option<&str>); 13] = [
        (RSA, &["-md5"], "md5WithRSAEncryption", Some("MD5")),
        (RSA, &["-sha1"], "sha1WithRSAEncryption", Some("SHA-1")),
        (
            RSA,
            &["-sha224"],
            "sha224WithRSAEncryption",
            Some("SHA-224"),
        ),
        (
            RSA,
            &["-sha256"],
            "sha256WithRSAEncryption",
            Some("SHA-256"),
        ),
        (
            RSA,
            &["-sha384"],
            "sha384WithRSAEncryption",
            Some("SHA-384"),
        ),
        (
            RSA,
            &["-sha512"],
            "sha512WithRSAEncryption",
            Some("SHA-512"),
        ),
        (RSA, PSS, "rsassaPss with SHA-384", Some("SHA-384")),
        (RSA, PSS_SHA1, "rsassaPss with SHA-1", Some("SHA-1")),
        (P384, &["-sha1"], "ecdsa-with-SHA1", Some("SHA-1")),
        (P384, &["-sha384"], "ecdsa-with-SHA384", Some("SHA-384")),
        (
            Key::Fixed(TestKey::Dsa),
            &["-sha256"],
            "dsa-with-SHA256",
            Some("SHA-256"),
        ),
        (Key::Fixed(TestKey::Ed25519), &[], "Ed25519", None),
        (Key::Fixed(TestKey::Ed448), &[], "Ed448", None),
    ];
    for (number, (key, signing, text, digest)) in cases.into_iter().enumerate() {
        let made = Made {
            key,
            signing,
            ..PLAIN
        };
        let issued = made.issue(&format!("signature-{number}"));
        let algorithm = issued.certificate.signature_algorithm();
        assert_eq!(algorithm, issued.certificate.tbs_signature_algorithm());
        assert_eq!(algorithm.to_string(), text);
        let named = algorithm.digest().map(|digest| digest.to_string());
        assert_eq!(named.as_deref(), digest);
        let is_weak = matches!(digest, Some("MD5" | "SHA-1"));
        assert_eq!(algorithm.is_weak(), is_weak, "{text}");
        let name = match text.split(' ').next().unwrap() {
            "dsa-with-SHA256" => "dsa_with_SHA256",
            other => other,
        };
        let answer = issued.asked(&["-text"]).to_lowercase();
        let expected = format!("signature algorithm: {}", name.to_lowercase());
        assert!(answer.contains(&expected), "{expected} in {answer}");
    }
}

#[test]
fn every_kind_of_name() {
    const AWKWARD: &str = "/C=DE/O=Ex\\, Inc \"q\" <x>;\\+y=\\\\z/OU=#a /CN= b/emailAddress=m@example.com/UID=u\
                           /DC=example/SN=S/GN=G/title=T/serialNumber=4/L=Käse/ST=北京";
    let certificate = compare(
        "awkward",
        &Made {
            subject: AWKWARD,
            ..PLAIN
        },
    );
    assert_eq!(
        certificate.subject().to_string(),
        r#"ST=北京, L=Käse, serialNumber=4, title=T, GN=G, SN=S, DC=example, UID=u, emailAddress=m@example.com, CN=\ b, OU=\#a\ , O=Ex\, Inc \"q\" \<x\>\;\+y=\\z, C=DE"#
    );
    assert_eq!(
        certificate.subject().common_names().collect::<Vec<_>>(),
        [" b"]
    );

    // MASK: B_ASN1_T61STRING and B_ASN1_BMPSTRING of OpenSSL.
    for (name, strings, subject) in [
        ("teletex", "MASK:0x4", "/CN=Käse"),
        ("bmp", "MASK:0x800", "/CN=北京 Käse"),
        ("utf8", "utf8only", "/CN=😀"),
        ("printable", "default", "/CN=Plain (1)"),
        ("control", "utf8only", "/CN=a\u{7}b"),
        ("empty", "utf8only", "/"),
    ] {
        let made = Made {
            subject,
            strings,
            ..PLAIN
        };
        if name == "empty" {
            let certificate = made.issue(name).certificate.clone();
            assert!(certificate.subject().is_empty());
            assert_eq!(certificate.subject().to_string(), "(empty)");
            continue;
        }
        compare(name, &made);
    }

    // Inside one relative distinguished name any order is right.
    let made = Made {
        subject: "/O=Example/CN=A+UID=B+OU=C",
        ..PLAIN
    };
    let issued = made.issue("multi-valued");
    let subject = issued.certificate.subject();
    assert_eq!(subject.attributes().count(), 4);
    let text = subject.to_string();
    let (last, rest) = text.split_once(", ").unwrap();
    let mut parts: Vec<_> = last.split('+').collect();
    parts.sort_unstable();
    assert_eq!(
        (parts.as_slice(), rest),
        (["CN=A", "OU=C", "UID=B"].as_slice(), "O=Example")
    );
}
