//! Signing in to Microsoft Entra: what is sent, read back and verified, and what is refused before anything is signed.

mod assertion;
mod authority;
mod key;
mod refusals;
mod request;
mod scope;

use std::sync::Arc;

use base64ct::{Base64UrlUnpadded, Encoding};
use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use serde_json::Value;
use vb365_tls::entra::ConfidentialClient;
use vb365_tls::scenario::{ApplicationId, Cloud, OrganizationManagement};
use vb365_tls::test_support::Forge;
use vb365_tls::{Context, Credential};

pub const TENANT: &str = "contoso.onmicrosoft.com";
pub const APPLICATION: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";
pub const OTHER_APPLICATION: &str = "0f1b0b4c-2d8e-4b61-9b55-7d0cf7a3b1aa";

/// 2026-11-01T00:00:00Z, as [`Forge::now`].
pub const NOW: u64 = 1_793_491_200;

fn providers() -> [Arc<CryptoProvider>; 2] {
    [ring::default_provider(), aws_lc_rs::default_provider()].map(Arc::new)
}

fn application() -> ApplicationId {
    APPLICATION.parse().unwrap()
}

fn organization(cloud: Cloud) -> OrganizationManagement {
    OrganizationManagement::at(cloud, TENANT, application()).unwrap()
}

#[track_caller]
fn credential(forge: &Forge, provider: &Arc<CryptoProvider>) -> Credential<OrganizationManagement> {
    let context = Context::fixed(Arc::clone(provider), Forge::now());
    let identity = forge.identity(provider);
    Credential::accept(organization(Cloud::Worldwide), identity, &context).unwrap()
}

/// The application of a good certificate, in the worldwide cloud.
#[track_caller]
fn client(provider: &Arc<CryptoProvider>) -> ConfidentialClient {
    credential(&Forge::assertion(), provider).confidential_client()
}

/// The same, by this clock.
#[track_caller]
fn client_with(
    provider: &Arc<CryptoProvider>,
    clock: Arc<dyn rustls::time_provider::TimeProvider>,
) -> ConfidentialClient {
    let context = Context::new(Arc::clone(provider)).with_clock(clock);
    let identity = Forge::assertion().identity(provider);
    let credential = Credential::accept(organization(Cloud::Worldwide), identity, &context);
    credential.unwrap().confidential_client()
}

/// A JSON Web Token taken apart; every part has to be unpadded base64url.
struct Token {
    header: Value,
    claims: Value,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

#[track_caller]
fn read(token: &str) -> Token {
    let parts: Vec<_> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        panic!("{} parts: {token}", parts.len());
    };
    let json =
        |part| serde_json::from_slice(&Base64UrlUnpadded::decode_vec(part).unwrap()).unwrap();
    Token {
        header: json(header),
        claims: json(claims),
        signed: format!("{header}.{claims}").into_bytes(),
        signature: Base64UrlUnpadded::decode_vec(signature).unwrap(),
    }
}
