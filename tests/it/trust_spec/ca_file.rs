//! A file of CAs in one call, for those who have no text that says whom to trust.

use std::slice::from_ref;

use vb365_tls::error::{TrustSpecError, Unsupported};
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::trust::{ClientTrust, ServerTrust};
use vb365_tls::{Certificate, Error};

use super::{other_root, provider, root};

fn pem(certificates: &[Certificate]) -> Vec<u8> {
    let blocks: String = certificates.iter().map(Certificate::to_pem).collect();
    blocks.into_bytes()
}

#[test]
fn a_file_of_cas_is_read_in_one_call() {
    let cas = [root(), other_root()];
    let file = pem(&cas);
    assert_eq!(Certificate::read_all(&file).unwrap(), cas);
    assert_eq!(
        ServerTrust::private_ca_from_bytes(&file).unwrap(),
        ServerTrust::private_ca(&cas).unwrap()
    );
    assert_eq!(
        ClientTrust::private_ca_from_bytes(&file).unwrap(),
        ClientTrust::private_ca(&cas).unwrap()
    );
    assert_eq!(
        ServerTrust::private_ca_from_bytes(root().der()).unwrap(),
        ServerTrust::private_ca(from_ref(&root())).unwrap()
    );
}

/// Whose they are does not matter: none is used.
#[test]
fn keys_in_a_file_of_cas_are_left_aside() {
    let keys = [TestKey::P256, TestKey::Other].map(|key| {
        let pem = Forge::tls("vb365.example.com").key(key).pem(&provider());
        let begin = pem.find("-----BEGIN PRIVATE KEY").unwrap();
        pem[begin..].to_owned()
    });
    let file = [pem(&[root()]), keys.concat().into_bytes()].concat();
    assert_eq!(
        ServerTrust::private_ca_from_bytes(&file).unwrap(),
        ServerTrust::private_ca(&[root()]).unwrap()
    );
}

/// One that a CA issued could vouch for every name, and would be trusted silently.
#[test]
fn a_file_with_anything_but_cas_is_refused() {
    let chain = Forge::tls("vb365.example.com").with_root();
    let chain = pem(&chain.parsed(&provider()));
    let error = ServerTrust::private_ca_from_bytes(&chain).unwrap_err();
    assert!(
        matches!(
            &error,
            Error::TrustSpec {
                source: TrustSpecError::NotCa { subject },
                ..
            } if subject == "CN=vb365.example.com"
        ),
        "{error}"
    );
    let key = Forge::tls("vb365.example.com").pem(&provider());
    let key = &key[key.find("-----BEGIN PRIVATE KEY").unwrap()..];
    for (file, expected) in [
        (&b""[..], "the input is empty"),
        (
            key.as_bytes(),
            "there is a private key (`PRIVATE KEY` at byte 0, RSA 2048 (PKCS#8)), but no certificate; give the certificate too",
        ),
    ] {
        for error in [
            Certificate::read_all(file).unwrap_err(),
            ServerTrust::private_ca_from_bytes(file).unwrap_err(),
            ClientTrust::private_ca_from_bytes(file).unwrap_err(),
        ] {
            assert_eq!(error.to_string(), expected);
        }
    }
    let none = ServerTrust::private_ca(&[]).unwrap_err();
    assert!(matches!(
        none,
        Error::Unsupported(Unsupported::NoTrustAnchor)
    ));
}
