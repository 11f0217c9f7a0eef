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
    let forge = Forge::tls(HOST);
    // What is served has to satisfy the clients, now and after every replacement.
    let clients = ServerTrust::private_ca(&[forge.trust_anchor(&provider)])?;
    let context = &frozen::context(&provider).with_relying_party(clients);
    let old = forge.identity(&provider);
    let new = forge.clone().serial(&[7]).identity(&provider);
    let expired = forge.expired().identity(&provider);

    let rest_api = RestApi::at(HOST.parse()?);
    let credential = Credential::accept(rest_api.clone(), old.clone(), context)?;
    let server = ReloadableServer::new(credential)?;
    // While the certificate changes, clients pin both.
    let both = Pins::from(old.end_entity()).or(new.end_entity());
    let client = ReloadableClient::new(&rest_api, &ServerTrust::pinned(both), context)?;
    let only_new = client_config(&rest_api, &ServerTrust::pinned(new.end_entity()), context)?;

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
