//! Files other programs make of the same certificates: each opens with the right end entity, chain and key, or is
//! refused with the error it deserves. And the other way round, what is written here and who opens it.

mod gnutls;
mod keytool;
mod material;
mod nss;
mod openssl;
mod python;
mod readers;
mod writer;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use vb365_tls::error::ContainerError;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::profile::Verification;
use vb365_tls::scenario::{Cloud, OrganizationManagement, RestApi};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Certificate, Context, Credential, Error};

use crate::certificates::Issued;
use crate::wire::handshake;

const PASSWORD: &str = "correct horse";

/// What people type, from nothing to characters outside the basic multilingual plane.
const PASSWORDS: &[&str] = &["", PASSWORD, "pässwörd", "pässwörd 🔑"];

/// What comes out of a file.
#[derive(Clone, Copy)]
struct Expected<'a> {
    end_entity: &'a Issued,
    /// Below the root, in the order in which they are sent.
    intermediates: &'a [&'a Path],
    root: Option<&'a Path>,
    /// The rules about containers and key providers it breaks, sorted.
    rules: &'a [&'a str],
}

/// Opens the file and compares everything; the key proves itself in a handshake.
#[track_caller]
fn opens(file: &Path, password: impl Into<Password>, expected: &Expected<'_>) -> Identity {
    let identity = read(file, password).unwrap_or_else(|error| panic!("{}: {error}", shown(file)));
    holds(&identity, &shown(file), expected);
    identity
}

#[track_caller]
fn holds(identity: &Identity, name: &str, expected: &Expected<'_>) {
    let der = |file: &Path| CertificateDer::from_pem_file(file).unwrap();
    let path: Vec<_> = std::iter::once(&*expected.end_entity.certificate)
        .chain(expected.intermediates.iter().copied())
        .map(der)
        .collect();
    let chain = identity.chain();
    let sent = || std::iter::once(chain.end_entity()).chain(chain.intermediates());
    let found: Vec<_> = sent().map(|it| it.der().clone()).collect();
    let names: Vec<_> = sent().map(|it| it.subject().to_string()).collect();
    assert!(found == path, "{name}: {names:?}");
    let root = chain.trust_anchor().map(|it| it.der().clone());
    assert_eq!(root, expected.root.map(der), "{name}");
    assert!(chain.unrelated().is_empty(), "{name}");
    assert_eq!(rules(identity), expected.rules, "{name}");
    proves_itself(identity.clone(), name);
}

fn read(file: &Path, password: impl Into<Password>) -> Result<Identity, Error> {
    Identity::from_bytes(&fs::read(file).unwrap(), &password.into())
}

fn shown(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}

fn context() -> Context {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Context::new(provider).with_relying_party(Verification::ByPath)
}

fn rules(identity: &Identity) -> Vec<String> {
    let organization = OrganizationManagement::at(
        Cloud::Worldwide,
        "contoso.onmicrosoft.com",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
    )
    .unwrap();
    let report = vb365_tls::check(&organization, identity, &context());
    let rules = report.findings().iter().map(|it| it.rule.to_string());
    // They say no more of a file than its provenance does; what they say is compared in a module of its own.
    let is_of_a_machine = |rule: &String| {
        let machine = rule.strip_prefix("container-unreadable-by-");
        machine.is_some_and(|machine| machine != "dotnet")
    };
    let mut rules: Vec<_> = rules
        .filter(|rule| rule.starts_with("container-") || rule == "key-in-cng-provider")
        .filter(|rule| !is_of_a_machine(rule))
        .collect();
    rules.sort_unstable();
    rules
}

/// A server signs with the key, and a client verifies that with the certificate.
#[track_caller]
fn proves_itself(identity: Identity, name: &str) {
    let context = context();
    let rest_api = RestApi::at("localhost").unwrap();
    let credential = Credential::accept(rest_api, identity, &context)
        .unwrap_or_else(|rejected| panic!("{name}: {rejected}"));
    let trust = ServerTrust::pinned(credential.end_entity());
    let client = client_config(&crate::rest_api(), &trust, &context).unwrap();
    if let Err(error) = handshake(credential.server_config().unwrap(), client) {
        panic!("{name}: the key proves nothing: {error}");
    }
}

/// Refuses the file for a reason of its container.
#[track_caller]
fn refused(file: &Path, password: impl Into<Password>) -> ContainerError {
    match read(file, password) {
        Err(Error::Container(error)) => error,
        other => panic!("{}: {other:?}", shown(file)),
    }
}

/// The wrong password, and none, for a file that needs one.
#[track_caller]
fn is_protected(file: &Path) {
    let wrong = refused(file, "incorrect donkey");
    assert!(
        matches!(wrong, ContainerError::PasswordOrDamage { .. }),
        "{wrong}"
    );
    let none = refused(file, Password::none());
    assert!(matches!(none, ContainerError::PasswordMissing), "{none}");
}

/// The certificate of a PEM file.
fn certificate(file: &Path) -> Certificate {
    Certificate::from_der(CertificateDer::from_pem_file(file).unwrap()).unwrap()
}
