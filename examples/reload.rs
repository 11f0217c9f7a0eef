//! A running server is given another certificate, the same again, and one that does not fit.

use std::error::Error;
use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::reload::{ReloadableClient, ReloadableServer};
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Context, Credential, Identity};

/// The name of the server, which is in its certificate.
const HOST: &str = "vb365.example.com";

fn main() -> Result<(), Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let forge = Forge::tls(HOST);
    // What is served has to satisfy the clients, now and after every replacement.
    let clients = ServerTrust::private_ca(&[forge.trust_anchor(&provider)])?;
    let context = Context::fixed(Arc::clone(&provider), Forge::now());
    let context = &context.with_relying_party(clients);
    let old = forge.identity(&provider);
    let new = forge.clone().serial(&[7]).identity(&provider);
    let expired = forge.expired().identity(&provider);

    let rest_api = RestApi::at(HOST)?;
    let credential = Credential::accept(rest_api.clone(), old.clone(), context)?;
    let server = ReloadableServer::new(credential)?;
    // While the certificate changes, clients pin both.
    let both = Pins::from(old.end_entity()).or(new.end_entity());
    let client = ReloadableClient::new(&rest_api, &ServerTrust::pinned(both), context)?;
    let only_new = rest_api.client_config(&ServerTrust::pinned(new.end_entity()), context)?;

    println!(
        "at first:    {}",
        connect(server.current(), client.current())?
    );
    for (name, identity) in [("renewed", &new), ("the same", &new), ("expired", &expired)] {
        match server.replace_identity(Identity::clone(identity)) {
            Ok(replacement) => println!("{name:12} {replacement}"),
            Err(error) => println!("{name:12} kept, because\n{error}"),
        }
    }
    println!("afterwards:  {}", connect(server.current(), only_new)?);

    client.replace_trust(&ServerTrust::pinned(new.end_entity()))?;
    println!("the client:  revision {}", client.revision());
    Ok(())
}

/// A TLS handshake in memory, and what the two ends agreed on.
fn connect(
    server: impl Into<Arc<ServerConfig>>,
    client: impl Into<Arc<ClientConfig>>,
) -> Result<String, Box<dyn Error>> {
    let mut server = ServerConnection::new(server.into())?;
    let mut client = ClientConnection::new(client.into(), HOST.try_into()?)?;
    while client.is_handshaking() || server.is_handshaking() {
        let (mut sent, mut answered) = (Vec::new(), Vec::new());
        while client.wants_write() {
            client.write_tls(&mut sent)?;
        }
        let mut unread = sent.as_slice();
        while !unread.is_empty() {
            server.read_tls(&mut unread)?;
            server.process_new_packets()?;
        }
        while server.wants_write() {
            server.write_tls(&mut answered)?;
        }
        let mut unread = answered.as_slice();
        while !unread.is_empty() {
            client.read_tls(&mut unread)?;
            client.process_new_packets()?;
        }
    }
    let version = client
        .protocol_version()
        .and_then(|version| version.as_str());
    let suite = client.negotiated_cipher_suite();
    let suite = suite.and_then(|suite| suite.suite().as_str());
    Ok(format!(
        "{} {}",
        version.unwrap_or("-").replace('_', "."),
        suite.unwrap_or("-")
    ))
}
