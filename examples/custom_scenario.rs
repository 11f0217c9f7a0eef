//! A scenario of your own: what it asks of a certificate, and how it is then served.

#[path = "shared/frozen.rs"]
mod frozen;

use std::sync::Arc;

use frozen::{Done, HOST, connect};
use vb365_tls::address::Address;
use vb365_tls::finding::Basis;
use vb365_tls::policy::{Level, Policy};
use vb365_tls::profile::{Demand, Profile, Requirement, Word};
use vb365_tls::scenario::{UsageScenario, role};
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Credential, check};

/// A reverse proxy that stands before the REST API and is reached under one name only.
struct ReverseProxy {
    address: Address,
}

impl UsageScenario for ReverseProxy {
    /// With this role there are a server configuration and one for clients that present no certificate.
    type Role = role::TlsServer;

    /// As for any server, except that a wildcard as the only match is not wanted.
    const PROFILE: &'static Profile =
        &Profile::tls_server("reverse-proxy", "Standing before the REST API", WORDS);

    fn addresses(&self) -> Vec<Address> {
        vec![self.address.clone()]
    }
}

const WORDS: &[Word] = &[Word::new(
    Demand::Wildcard,
    Requirement::ShouldNot,
    Basis::Practice,
    "our handbook",
)];

fn main() -> Done {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // What is only advised against can still be forbidden in one installation.
    let policy = Policy::recommended().with_level("wildcard-in-name", Level::Deny)?;
    let context = frozen::context(&provider).with_policy(policy);
    let proxy = ReverseProxy {
        address: HOST.parse()?,
    };

    for unfit in [Forge::tls("*.example.com"), Forge::tls("other.example.com")] {
        println!("{}\n", check(&proxy, &unfit.identity(&provider), &context));
    }

    let forge = Forge::tls(HOST);
    let trust = ServerTrust::private_ca(&[forge.trust_anchor(&provider)])?;
    let client = client_config(&proxy, &trust, &context)?;
    // The same trust says what the clients will make of the certificate.
    let context = context.with_relying_party(trust);
    let credential = Credential::accept(proxy, forge.identity(&provider), &context)?;
    println!("{}", credential.report());
    println!(
        "connected: {}",
        connect(credential.server_config()?, client)?
    );
    Ok(())
}
