//! All eight scenarios with certificates made in memory: an assertion or a TLS handshake for each.

use std::error::Error;
use std::fmt::Display;
use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use vb365_tls::scenario::{role::ActsAsServer, role::ServedOverTls, *};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::{Context, Credential, Report, identity::Identity};
use vb365_tls::{test_support::Forge, trust::ServerTrust};

/// The name of the server, which is in its certificate.
const HOST: &str = "vb365.example.com";

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let provider = &Arc::new(rustls::crypto::ring::default_provider());
    let context = &Context::fixed(Arc::clone(provider), Forge::now());
    let forge = Forge::tls(HOST);
    let trust = &ServerTrust::private_ca(&[forge.trust_anchor(provider)])?;
    let issued = (forge.identity(provider), trust, context);

    // The certificate signs assertions for Microsoft Entra: what would configure TLS with it does not compile.
    let (tenant, app) = (
        "contoso.onmicrosoft.com",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
    );
    let organization = OrganizationManagement::at(Cloud::Worldwide, tenant, app)?;
    let application = BackupApplication::at(Cloud::UsDefence, tenant, app)?;
    let portal = RestorePortal::at(Cloud::China, tenant, app, HOST)?;
    let https = Credential::accept(portal.https(), issued.0.clone(), context)?;
    let visitor = portal.client_config(trust, context)?;
    let signer = &Forge::assertion().identity(provider);
    println!("{:32} accepted  works", "scenario");
    sign(organization, signer, context)?;
    sign(application, signer, context)?;
    sign(portal, signer, context)?;
    let served = connect(https.server_config()?, visitor)?;
    println!("{:42} served with the REST API's: {served}", "");

    // Both ends of the link present the one certificate they share, and pin it.
    let proxy = Credential::accept(BackupProxy::at(HOST)?, issued.0.clone(), context)?;
    let client = proxy.client_config(&ServerTrust::pinned(proxy.end_entity()))?;
    row(proxy.report(), connect(proxy.server_config()?, client)?);

    // The server presents the certificate, and clients trust the CA that issued it.
    serve(RestApi::at(HOST)?, &issued)?;
    serve(RestApiOnSeparateMachine::at(HOST, HOST)?, &issued)?;
    serve(RestoreOperatorAuthentication::at(HOST)?, &issued)?;
    serve(TenantAuthentication::at(HOST)?, &issued)?;

    // What the product generates comes from no CA: clients pin it, or refuse it.
    let own = Forge::product_default().identity(provider);
    let rest_api = RestApi::at(HOST)?;
    let own = Credential::accept(rest_api.clone(), own, context)?;
    let (server, pin) = (own.server_config()?, ServerTrust::pinned(own.end_entity()));
    let pinned = connect(server.clone(), rest_api.client_config(&pin, context)?)?;
    let subject = own.end_entity().subject();
    println!("\nproduct's own: {subject}\n  pinned:      {pinned}");
    if let Err(error) = connect(server, rest_api.client_config(trust, context)?) {
        println!("  private CA:  refused, {}", explain(&*error).ok_or(error)?);
    }
    Ok(())
}

fn sign(scenario: impl EntraScenario, signer: &Identity, context: &Context) -> Done {
    let credential = Credential::accept(scenario, signer.clone(), context)?;
    let client = credential.confidential_client();
    let length = client.assertion()?.as_str().len();
    let works = format!("assertion of {length} bytes for {}", client.token_url());
    row(credential.report(), works);
    Ok(())
}

fn serve<S>(scenario: S, (identity, trust, context): &(Identity, &ServerTrust, &Context)) -> Done
where
    S: UsageScenario<Role: ActsAsServer + ServedOverTls>,
{
    let client = client_config(&scenario, trust, context)?;
    let credential = Credential::accept(scenario, identity.clone(), context)?;
    let works = connect(credential.server_config()?, client)?;
    row(credential.report(), works);
    Ok(())
}

fn row(report: &Report, works: impl Display) {
    let (scenario, accepted) = (report.scenario(), report.is_accepted());
    println!("{scenario:32} {accepted:8}  {works}");
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
