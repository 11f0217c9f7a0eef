//! The operating system's verifier, which is built with the feature `platform-verifier` only.

use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::trust::{NameCheck, ServerTrust};

use super::roots::{met, stranger};
use super::{HOST, assert_explained, root, settings};

#[test]
fn an_extra_root_is_trusted_beside_those_of_the_platform() {
    let setting = &settings()[2];
    let forge = Forge::tls(HOST);
    let platform = ServerTrust::platform();
    let trust = platform.with_extra_roots(&root(&forge, setting)).unwrap();
    met(&trust, &forge, setting).succeeded("with the root");
    let other = stranger();
    let error = met(&trust, &other, setting).refused_by_client("another root");
    assert_explained(&error, "path-not-found", "another root");
    let lists = [forge.crl().der(setting.provider())];
    let lists = vb365_tls::revocation::Crls::from_bytes(lists).unwrap();
    let trust = trust.with_crls(lists);
    let error = client_config(&crate::rest_api(), &trust, &setting.context).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the operating system looks revocation up by its own means; trust its roots with `public_roots` to use lists"
    );
}

/// Its order of looking at things is its own, so that nothing can be overlooked on purpose.
#[test]
fn the_platform_is_taken_as_it_is() {
    let setting = &settings()[2];
    for name in [NameCheck::Ignored, NameCheck::SubjectAltNameThenCommonName] {
        let trust = ServerTrust::platform().dangerous().with_name_check(name);
        let error = client_config(&crate::rest_api(), &trust, &setting.context).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the operating system's verifier always checks the name; trust a private CA or pin the certificate \
             instead"
        );
    }
    let trust = ServerTrust::platform().with_extra_roots(&root(&Forge::tls(HOST), setting));
    for (name, forge, rule) in [
        ("expired", Forge::tls(HOST).expired(), "certificate-expired"),
        (
            "another name",
            Forge::tls("other.example.com"),
            "reference-identifier-unmatched",
        ),
        ("a CA", Forge::tls(HOST).ca(None), "end-entity-is-ca"),
    ] {
        let error = met(trust.as_ref().unwrap(), &forge, setting).refused_by_client(name);
        assert_explained(&error, rule, name);
    }
}
