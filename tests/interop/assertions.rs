//! Client assertions, checked by what others expect of them and what others send themselves.

mod authorization_server;

mod libraries;
mod programs;
mod python;

use std::path::Path;

use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use rustls::pki_types::UnixTime;
use vb365_tls::entra::ConfidentialClient;
use vb365_tls::identity::{Identity, Password};
use vb365_tls::scenario::{Cloud, OrganizationManagement};
use vb365_tls::{Context, Credential};

use crate::certificates::Issued;

const TENANT: &str = "contoso.onmicrosoft.com";
const APPLICATION: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";

type Provider = (&'static str, fn() -> CryptoProvider);

const PROVIDERS: &[Provider] = &[
    ("ring", ring::default_provider),
    ("aws-lc-rs", aws_lc_rs::default_provider),
];

fn organization(cloud: Cloud, tenant: &str) -> OrganizationManagement {
    OrganizationManagement::at(cloud, tenant, APPLICATION).unwrap()
}

fn signing_in(
    organization: OrganizationManagement,
    identity: Identity,
    provider: CryptoProvider,
    now: UnixTime,
) -> ConfidentialClient {
    let context = Context::fixed(provider, now);
    let accepted = Credential::accept(organization, identity, &context);
    let credential = accepted.unwrap_or_else(|rejected| panic!("{rejected}"));
    credential.confidential_client()
}

fn read(path: &Path) -> Identity {
    let pem = std::fs::read(path).unwrap();
    Identity::from_pem(&pem, &Password::none()).unwrap()
}

/// For the organization of the tests, with the certificate as it is now.
fn client(issued: &Issued, cloud: Cloud, provider: CryptoProvider) -> ConfidentialClient {
    let identity = read(&issued.identity);
    let now = UnixTime::now();
    signing_in(organization(cloud, TENANT), identity, provider, now)
}
