//! Several keys in one input, and how to say which one is meant.

use vb365_tls::Error;
use vb365_tls::identity::{Identity, Password, Selection};

use super::openssl::openssl;
use super::pfx_writer::{self, Bag};
use super::{P256, P256_KEY, ROOT, RSA, RSA_KEY, assert_key_works, file, ignored, name, read};

const RSA_NAME: &str = "OU=rsa, CN=vb365.example.com";
const P256_NAME: &str = "OU=p256, CN=vb365.example.com";

/// A store of two servers.
fn store() -> Vec<u8> {
    let p256 = openssl(&["x509", "-in", "p256.pem", "-outform", "DER"], "");
    let keys = [
        Bag::of(file!("rsa.key.der")).named("le-7").with_id(b"1"),
        Bag::of(file!("p256.key.der")).named("{GUID}").with_id(b"2"),
    ];
    let certificates = [
        Bag::of(&p256).named("Wiederherstellung für Alle"),
        Bag::of(file!("rsa.der")).named("vb365").with_id(b"2"),
    ];
    pfx_writer::pfx(&keys, &certificates)
}

fn select(bytes: &[u8], selection: &Selection) -> Result<Identity, Error> {
    Identity::select(bytes, &Password::none(), selection)
}

#[test]
fn several_keys_are_refused_with_each_described() {
    let rsa = read(RSA).unwrap();
    let p256 = read(P256).unwrap();
    let [(rsa, rsa_key), (p256, p256_key)] = [&rsa, &p256].map(|it| {
        let certificate = it.end_entity();
        (
            certificate.thumbprint(),
            certificate.public_key().fingerprint(),
        )
    });
    let error = read(&store()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the input holds 2 private keys; choose one with `Identity::select`, or keep only the one that is used: (1) RSA \
             2048 named `vb365` of `{RSA_NAME}` with thumbprint {rsa}, key SHA-256 {rsa_key}; (2) EC P-256 named \
             `Wiederherstellung für Alle` of `{P256_NAME}` with thumbprint {p256}, key SHA-256 {p256_key}"
        )
    );
    let Error::Ambiguous { keys, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(keys[0].kind(), "RSA 2048");
    assert_eq!(keys[0].friendly_name(), Some("vb365"));
    assert_eq!(keys[0].fingerprint(), Some(rsa_key));
    assert_eq!(keys[1].certificate().map(|it| it.thumbprint()), Some(p256));

    assert_eq!(
        read(
            &[
                RSA,
                RSA_KEY,
                file!("p256.sec1.pem"),
                file!("ed25519.key.pem")
            ]
            .concat()
        )
        .unwrap_err()
        .to_string(),
        format!(
            "the input holds 3 private keys; choose one with `Identity::select`, or keep only the one that is used: (1) RSA \
             2048 of `{RSA_NAME}` with thumbprint {rsa}, key SHA-256 {rsa_key}; (2) EC P-256 of no certificate here, key \
             SHA-256 {p256_key}; (3) Ed25519 of no certificate that could be told"
        )
    );
}

#[test]
fn one_is_chosen_by_thumbprint_name_or_host() -> Result<(), Error> {
    let certificates = [read(RSA)?, read(P256)?];
    let [rsa, p256] = certificates.each_ref().map(Identity::end_entity);
    let pem = [ROOT, RSA, P256, RSA_KEY, P256_KEY].concat();
    for (certificate, expected, friendly_name, container) in [
        (rsa, RSA_NAME, "VB365", "LE-7"),
        (p256, P256_NAME, "wiederherstellung FÜR alle", "{guid}"),
    ] {
        let by_certificate = [
            Selection::from(certificate.thumbprint()),
            Selection::from(certificate.fingerprint()),
            Selection::from(certificate.public_key().fingerprint()),
        ];
        let by_name = [friendly_name, container].map(|it| Selection::FriendlyName(it.into()));
        for selection in by_certificate.iter().chain(&by_name) {
            let identity = select(&store(), selection)?;
            assert_eq!(name(&identity), expected);
            assert_key_works(&identity);
            assert_eq!(identity.chain().unrelated().len(), 1);
            let pfx = identity.provenance().pfx().unwrap();
            let spelt = pfx.friendly_name.clone().unwrap_or_default();
            assert_eq!(spelt.to_lowercase(), friendly_name.to_lowercase());
        }
        for selection in &by_certificate {
            let identity = select(&pem, selection)?;
            assert_eq!(name(&identity), expected);
            assert_key_works(&identity);
            assert!(identity.chain().trust_anchor().is_some());
        }
    }
    let identity = select(&pem, &Selection::from(rsa.thumbprint()))?;
    assert_eq!(
        ignored(&identity),
        [format!(
            "private key (`PRIVATE KEY` at byte {}, EC P-256 (PKCS#8)): another one was chosen",
            pem.len() - P256_KEY.len()
        )]
    );
    Ok(())
}

#[test]
fn what_fits_none_or_several_is_refused_with_the_choice() {
    let told = |selection: Selection| select(&store(), &selection).unwrap_err().to_string();
    let host = |host: &str| Selection::Host(host.parse().unwrap());
    let several = told(host("vb365.example.com"));
    let begins =
        "2 certificates with their private keys are there for host vb365.example.com: (1) RSA 2048";
    assert!(several.starts_with(begins), "{several}");
    let none = told(host("other.example.com"));
    let begins =
        "no certificate with its private key is there for host other.example.com: (1) RSA 2048";
    assert!(none.starts_with(begins), "{none}");
    let none = told(Selection::FriendlyName("a\n".into()));
    assert!(
        none.starts_with("no certificate with its private key is there for friendly name `a\\n`: ")
    );

    // A certificate whose key is elsewhere is not meant where there are keys.
    let root = read(ROOT).unwrap();
    let selection = Selection::from(root.end_entity().thumbprint());
    let error = select(&[ROOT, RSA, RSA_KEY].concat(), &selection).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("no certificate with its private key is there for thumbprint ")
    );
}

#[test]
fn without_any_key_a_certificate_is_chosen() -> Result<(), Error> {
    let bundle = [RSA, P256, ROOT].concat();
    let selection = Selection::from(read(P256)?.end_entity().thumbprint());
    let identity = select(&bundle, &selection)?;
    assert_eq!(name(&identity), P256_NAME);
    assert!(!identity.has_private_key());
    let host = Selection::Host("vb365.example.com".parse().unwrap());
    let error = select(&bundle, &host).unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 certificates are there for host vb365.example.com"
    );
    Ok(())
}

#[test]
fn of_several_keys_for_a_certificate_its_own_is_taken() -> Result<(), Error> {
    let keys = [P256_KEY, RSA_KEY].concat();
    let identity = read(RSA)?.with_private_key(&keys, &Password::none())?;
    assert_key_works(&identity);
    assert_eq!(ignored(&identity).len(), 1);

    let ed25519 = read(file!("ed25519.pem"))?;
    let error = ed25519
        .with_private_key(&keys, &Password::none())
        .unwrap_err();
    let begins = "the input holds 2 private keys, none of which is known to be that of the certificate: (1) EC P-256";
    assert!(error.to_string().starts_with(begins), "{error}");

    let identity = read(&[RSA, RSA_KEY].concat())?;
    let error = identity
        .with_private_key(P256_KEY, &Password::none())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the private key: there is one already, and here is another, EC P-256 (PKCS#8)"
    );
    Ok(())
}

#[test]
fn the_same_key_twice_is_one() -> Result<(), Error> {
    let identity = read(&[RSA, RSA_KEY, file!("rsa.pkcs1.pem")].concat())?;
    assert_key_works(&identity);
    assert_eq!(
        ignored(&identity),
        [format!(
            "private key (`RSA PRIVATE KEY` at byte {}, RSA 2048 (PKCS#1)): the same as `PRIVATE KEY` at byte {}, RSA 2048 \
             (PKCS#8)",
            RSA.len() + RSA_KEY.len(),
            RSA.len()
        )]
    );
    Ok(())
}
