//! A running server is given another certificate, the same again, and one that does not fit.

#[path = "shared/frozen.rs"]
mod frozen;

use std::sync::Arc;

use frozen::{Done, HOST, connect};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::tls::reload::{ReloadableClient, ReloadableServer};
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Credential, Identity};

fn main() -> Done {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let context = &frozen::context(&provider);
    let forge = Forge::tls(HOST);
    let authority = ServerTrust::private_ca(&[forge.trust_anchor(&provider)])?;
    let old = forge.identity(&provider);
    let new = forge.clone().serial(&[7]).identity(&provider);
    let expired = forge.expired().identity(&provider);

    // What is served has to satisfy the clients, now and after every replacement.
    let credential = Credential::accept(RestApi::at(HOST.parse()?), old.clone(), context)?;
    let server = ReloadableServer::new(credential)?.checked_by(&authority)?;
    // While the certificate changes, clients pin both.
    let both = Pins::from(old.end_entity()).or(new.end_entity());
    let client = ReloadableClient::new::<RestApi>(&ServerTrust::pinned(both), context)?;
    let only_new = client_config::<RestApi>(&ServerTrust::pinned(new.end_entity()), context)?;

    println!(
        "at first:    {}",
        connect(server.current(), client.current())?
    );
    for (name, identity) in [("renewed", &new), ("the same", &new), ("expired", &expired)] {
        match server.replace_identity(Identity::clone(identity), context) {
            Ok(replacement) => println!("{name:12} {replacement}"),
            Err(error) => println!("{name:12} kept, because\n{error}"),
        }
    }
    println!("afterwards:  {}", connect(server.current(), only_new)?);

    client.replace_trust(&ServerTrust::pinned(new.end_entity()), context)?;
    println!("the client:  revision {}", client.revision());
    Ok(())
}
