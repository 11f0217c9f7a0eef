//! Looks at a server, asks a person, and pins what they have compared.

use std::{env, error::Error, fs, io, net::TcpStream, sync::Arc};

use vb365_tls::rustls::{ClientConnection, crypto::ring};
use vb365_tls::tls::probe::{Presented, Probe};
use vb365_tls::{Context, check_chain, scenario::RestApi, trust::ServerTrust};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: probe HOST:PORT certificate.pem".into());
    };
    let context = Context::new(ring::default_provider());
    let rest_api = RestApi::at(address.as_str())?;

    let found = look(&address, &context)?;
    let certificate = found.end_entity();
    println!("{}", check_chain(&rest_api, found.chain(), &context));
    println!("{certificate}");
    println!("SHA-256    {}", certificate.fingerprint());
    println!("thumbprint {}", certificate.thumbprint());
    println!("Is it the same as on the server? Type yes to pin it.");

    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    if answer.trim() != "yes" {
        return Err("not pinned".into());
    }
    fs::write(file, certificate.to_pem())?;

    // From now on every connection is verified.
    let trust = ServerTrust::pinned(certificate);
    let config = Arc::new(rest_api.client_config(&trust, &context)?);
    let mut tls = ClientConnection::new(config, "vb365.example.com".try_into()?)?;
    let mut socket = TcpStream::connect(&address)?;
    while tls.is_handshaking() {
        tls.complete_io(&mut socket)?;
    }
    println!("verified");
    Ok(())
}

/// One connection, which ends on purpose before anything is sent.
fn look(address: &str, context: &Context) -> Result<Presented, Box<dyn Error>> {
    let probe = Probe::new(context)?;
    let host = "vb365.example.com".try_into()?;
    let mut tls = ClientConnection::new(probe.config(), host)?;
    let mut socket = TcpStream::connect(address)?;
    let _ = tls.complete_io(&mut socket);
    Ok(probe.finish(&tls)?)
}
