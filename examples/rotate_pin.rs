//! A pinned server is given a new certificate, and its client never stops to connect.

#[path = "shared/frozen.rs"]
mod frozen;

use std::sync::Arc;

use frozen::{Done, HOST, connect};
use vb365_tls::Credential;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::explain;
use vb365_tls::tls::reload::{ReloadableClient, ReloadableServer};
use vb365_tls::trust::{Pins, ServerTrust};

fn main() -> Done {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let context = &frozen::context(&provider);
    let old = Forge::product_default().identity(&provider);
    let new = Forge::product_default().serial(&[7]).identity(&provider);

    // Pins live in a configuration file, in any form people have them in.
    let file = format!("sha256//{}", old.end_entity().fingerprint().to_base64());
    let mut pins: Pins = file.parse()?;
    let rest_api = RestApi::at(HOST.parse()?);
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
        println!("too early: {}", explain(&error).ok_or(error)?);
    }
    Ok(())
}

fn replace(client: &ReloadableClient, pins: &Pins) -> Done {
    client.replace_trust(&ServerTrust::pinned(pins.clone()))?;
    Ok(())
}

fn show(
    when: &str,
    pins: &Pins,
    client: &ReloadableClient,
    server: &ReloadableServer<RestApi>,
) -> Done {
    let connected = connect(server.current(), client.current())?;
    let trust = ServerTrust::pinned(pins.clone());
    let known = trust.identify(connected.0.peer_certificates())?;
    let pin = known.as_ref().and_then(|it| it.pin()).ok_or("not pinned")?;
    println!("{when:12}  {connected}, known by {pin}");
    Ok(())
}
