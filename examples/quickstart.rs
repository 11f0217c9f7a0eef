//! All eight scenarios, and a TLS handshake for each that has one, with certificates made in memory.

#[path = "shared/loopback.rs"]
mod loopback;

use std::{error::Error, sync::Arc};

use loopback::{HOST, connect};
use vb365_tls::scenario::{role::ActsAsServer, role::ServedOverTls, *};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::{Context, Credential, Report, check, identity::Identity};
use vb365_tls::{test_support::Forge, trust::ServerTrust};

fn main() -> Result<(), Box<dyn Error>> {
    let provider = &Arc::new(rustls::crypto::ring::default_provider());
    let context = &loopback::context(provider);
    let (forge, host) = (Forge::tls(HOST), || HOST.parse());
    let trust = &ServerTrust::private_ca(&[forge.trust_anchor(provider)])?;
    let issued = (forge.identity(provider), trust, context);

    // The certificate signs assertions for Microsoft Entra: what would configure TLS with it does not compile.
    let tenant: TenantId = "contoso.onmicrosoft.com".parse()?;
    let app: ApplicationId = "6731de76-14a6-49ae-97bc-6eba6914391e".parse()?;
    let organization = OrganizationManagement::new(Cloud::Worldwide, tenant.clone(), app.clone());
    let application = BackupApplication::new(Cloud::Worldwide, tenant.clone(), app.clone());
    let portal = RestorePortal::new(Cloud::Worldwide, tenant, app, host()?);
    let https = Credential::accept(portal.https(), issued.0.clone(), context)?;
    let scenarios: [Scenario; 3] = [organization.into(), application.into(), portal.into()];
    let signer = Forge::assertion().identity(provider);
    println!("{:32} accepted  connection", "scenario");
    for scenario in &scenarios {
        row(&check(scenario, &signer, context), "signs assertions");
    }
    let portal = client_config::<RestorePortal>(trust, context)?;
    let served = connect(https.server_config()?, portal)?;
    println!("{:42} served with the REST API's: {served}", "");

    // Both ends of the link present the one certificate they share, and pin it.
    let proxy = Credential::accept(BackupProxy::new(host()?), issued.0.clone(), context)?;
    let client = proxy.client_config(&ServerTrust::pinned(proxy.end_entity()))?;
    row(proxy.report(), &connect(proxy.server_config()?, client)?);

    // The server presents the certificate, and clients trust the authority that issued it.
    serve(RestApi::at(host()?), &issued)?;
    serve(RestApiOnSeparateMachine::new(host()?, host()?), &issued)?;
    serve(RestoreOperatorAuthentication::at(host()?), &issued)?;
    serve(TenantAuthentication::at(host()?), &issued)?;

    // What the product makes for itself names no host and comes from no authority.
    let own = Forge::product_default().identity(provider);
    let own = Credential::accept(RestApi::at(host()?), own, context)?;
    println!("\nproduct's own: {}", own.end_entity().subject());
    let (server, pin) = (own.server_config()?, ServerTrust::pinned(own.end_entity()));
    let pinned = connect(server.clone(), client_config::<RestApi>(&pin, context)?)?;
    println!("  pinned:      {pinned}");
    if let Err(error) = connect(server, client_config::<RestApi>(trust, context)?) {
        let refusal = explain(&error).ok_or(error)?;
        println!("  private CA:  refused, {refusal}");
        println!("  remedy:      {}", refusal.remedy);
    }
    Ok(())
}

fn serve<S>(scenario: S, issued: &(Identity, &ServerTrust, &Context)) -> Result<(), Box<dyn Error>>
where
    S: UsageScenario<Role: ActsAsServer + ServedOverTls>,
{
    let (identity, trust, context) = issued;
    let credential = Credential::accept(scenario, identity.clone(), context)?;
    let client = client_config::<S>(trust, context)?;
    let server = credential.server_config()?;
    row(credential.report(), &connect(server, client)?);
    Ok(())
}

fn row(report: &Report, connection: &str) {
    let (scenario, accepted) = (report.scenario(), report.is_accepted());
    println!("{scenario:32} {accepted:8}  {connection}");
}
