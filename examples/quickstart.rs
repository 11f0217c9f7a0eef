//! All eight scenarios with certificates made in memory: an assertion or a TLS handshake for each.

#[path = "shared/frozen.rs"]
mod frozen;
#[path = "shared/row.rs"]
mod row;

use std::sync::Arc;

use frozen::{Done, HOST, connect};
use vb365_tls::scenario::{role::ActsAsServer, role::ServedOverTls, *};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::{Context, Credential, identity::Identity};
use vb365_tls::{test_support::Forge, trust::ServerTrust};

fn main() -> Done {
    let provider = &Arc::new(rustls::crypto::ring::default_provider());
    let context = &frozen::context(provider);
    let (forge, host) = (Forge::tls(HOST), || HOST.parse());
    let trust = &ServerTrust::private_ca(&[forge.trust_anchor(provider)])?;
    let issued = (forge.identity(provider), trust, context);

    // The certificate signs assertions for Microsoft Entra: what would configure TLS with it does not compile.
    let tenant: TenantId = "contoso.onmicrosoft.com".parse()?;
    let app: ApplicationId = "6731de76-14a6-49ae-97bc-6eba6914391e".parse()?;
    let organization = OrganizationManagement::new(Cloud::Worldwide, tenant.clone(), app.clone());
    let application = BackupApplication::new(Cloud::UsDefence, tenant.clone(), app.clone());
    let portal = RestorePortal::new(Cloud::China, tenant, app, host()?);
    let https = Credential::accept(portal.https(), issued.0.clone(), context)?;
    let visitor = client_config(&portal, trust, context)?;
    let signer = &Forge::assertion().identity(provider);
    println!("{:32} accepted  works", "scenario");
    sign(organization, signer, context)?;
    sign(application, signer, context)?;
    sign(portal, signer, context)?;
    let served = connect(https.server_config()?, visitor)?;
    println!("{:42} served with the REST API's: {served}", "");

    // Both ends of the link present the one certificate they share, and pin it.
    let proxy = Credential::accept(BackupProxy::new(host()?), issued.0.clone(), context)?;
    let client = proxy.client_config(&ServerTrust::pinned(proxy.end_entity()))?;
    row::print(proxy.report(), &connect(proxy.server_config()?, client)?)?;

    // The server presents the certificate, and clients trust the authority that issued it.
    serve(RestApi::at(host()?), &issued)?;
    serve(RestApiOnSeparateMachine::new(host()?, host()?), &issued)?;
    serve(RestoreOperatorAuthentication::at(host()?), &issued)?;
    serve(TenantAuthentication::at(host()?), &issued)?;

    // What the product generates comes from no authority: clients pin it, or refuse it.
    let own = Forge::product_default().identity(provider);
    let rest_api = RestApi::at(host()?);
    let own = Credential::accept(rest_api.clone(), own, context)?;
    let (server, pin) = (own.server_config()?, ServerTrust::pinned(own.end_entity()));
    let pinned = connect(server.clone(), client_config(&rest_api, &pin, context)?)?;
    let subject = own.end_entity().subject();
    println!("\nproduct's own: {subject}\n  pinned:      {pinned}");
    if let Err(error) = connect(server, client_config(&rest_api, trust, context)?) {
        println!("  private CA:  refused, {}", explain(&error).ok_or(error)?);
    }
    Ok(())
}

fn sign(scenario: impl EntraScenario, signer: &Identity, context: &Context) -> Done {
    let credential = Credential::accept(scenario, signer.clone(), context)?;
    let client = credential.confidential_client();
    let length = client.assertion()?.as_str().len();
    let works = format!("assertion of {length} bytes for {}", client.token_url());
    row::print(credential.report(), &works)
}

fn serve<S>(scenario: S, (identity, trust, context): &(Identity, &ServerTrust, &Context)) -> Done
where
    S: UsageScenario<Role: ActsAsServer + ServedOverTls>,
{
    let client = client_config(&scenario, trust, context)?;
    let credential = Credential::accept(scenario, identity.clone(), context)?;
    let works = connect(credential.server_config()?, client)?;
    row::print(credential.report(), &works)
}
