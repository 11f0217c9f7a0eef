//! A pinned server is given a new certificate, and its client never stops to connect.

use std::error::Error;
use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::explain;
use vb365_tls::tls::reload::{ReloadableClient, ReloadableServer};
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Context, Credential};

/// The name of the server, which is in its certificate.
const HOST: &str = "vb365.example.com";

fn main() -> Result<(), Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let context = &Context::fixed(Arc::clone(&provider), Forge::now());
    let old = Forge::product_default().identity(&provider);
    let new = Forge::product_default().serial(&[7]).identity(&provider);

    // Pins live in a configuration file, in any form people have them in.
    let file = format!("sha256//{}", old.end_entity().fingerprint().to_base64());
    let mut pins: Pins = file.parse()?;
    let rest_api = RestApi::at(HOST)?;
    let client = ReloadableClient::new(&rest_api, &ServerTrust::pinned(pins.clone()), context)?;
    let credential = Credential::accept(rest_api, old, context)?;
    let server = ReloadableServer::new(credential)?;
    show("before", &pins, &client, &server)?;

    pins = pins.or(new.end_entity());
    replace(&client, &pins)?;
    show("both pinned", &pins, &client, &server)?;

    server.replace_identity(new.clone())?;
    show("renewed", &pins, &client, &server)?;

    pins = Pins::from(new.end_entity());
    replace(&client, &pins)?;
    show("old one gone", &pins, &client, &server)?;
    println!("{}", serde_json::to_string(&pins)?);

    // Whoever skips a step is told which certificate was met instead.
    replace(&client, &file.parse()?)?;
    if let Err(error) = connect(server.current(), client.current()) {
        println!("too early: {}", explain(&*error).ok_or(error)?);
    }
    Ok(())
}

fn replace(client: &ReloadableClient, pins: &Pins) -> Result<(), Box<dyn Error>> {
    client.replace_trust(&ServerTrust::pinned(pins.clone()))?;
    Ok(())
}

fn show(
    when: &str,
    pins: &Pins,
    client: &ReloadableClient,
    server: &ReloadableServer<RestApi>,
) -> Result<(), Box<dyn Error>> {
    let connected = connect(server.current(), client.current())?;
    let trust = ServerTrust::pinned(pins.clone());
    let known = trust.identify(connected.peer_certificates())?;
    let pin = known.as_ref().and_then(|it| it.pin()).ok_or("not pinned")?;
    let version = connected
        .protocol_version()
        .and_then(|version| version.as_str());
    let version = version.unwrap_or("-").replace('_', ".");
    println!("{when:12}  {version}, known by {pin}");
    Ok(())
}

/// A TLS handshake in memory.
fn connect(
    server: impl Into<Arc<ServerConfig>>,
    client: impl Into<Arc<ClientConfig>>,
) -> Result<ClientConnection, Box<dyn Error>> {
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
    Ok(client)
}
