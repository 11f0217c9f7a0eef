//! An access token of Microsoft Entra for an application, with its certificate.

use std::{env, error::Error, fs};

use vb365_tls::address::Address;
use vb365_tls::entra::{Authority, Scope, client_config, diagnose};
use vb365_tls::rustls::crypto::ring;
use vb365_tls::scenario::{Cloud, OrganizationManagement};
use vb365_tls::{Context, Credential, Identity, trust::TrustSpec};

const TENANT: &str = "contoso.onmicrosoft.com";
const APPLICATION: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let file = arguments.next();
    let file = file.ok_or("usage: entra_token application.pfx [LOGIN-HOST TRUST]")?;
    let password = env::var("PFX_PASSWORD").unwrap_or_default();
    let identity = Identity::from_bytes(&fs::read(file)?, &password.into())?;
    let context = Context::new(ring::default_provider());
    let cloud = Cloud::Worldwide;
    let organization = OrganizationManagement::at(cloud, TENANT, APPLICATION)?;
    let credential = Credential::accept(organization, identity, &context)?;
    let mut signer = credential.confidential_client();

    // Another login host, as in a test, has a CA of its own.
    let mut trust: TrustSpec = "public".parse()?;
    if let (Some(login), Some(spec)) = (arguments.next(), arguments.next()) {
        let login: Address = login.parse()?;
        signer = signer.at(Authority::custom(login, cloud.graph_host().parse()?)?);
        trust = spec.parse()?;
    }
    let trust = trust.server_trust(|file| fs::read(file))?;

    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(client_config(&trust, &context)?)
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let request = signer.client_credentials(&Scope::graph_default())?;
    let (url, content_type, body) = request.into_parts();
    let request = client.post(url).header("content-type", content_type);
    let answer = request.body(body).send().await?;
    let is_token = answer.status().is_success();
    let body = answer.bytes().await?;
    if !is_token {
        let diagnosis = diagnose(&body)?;
        return Err(format!("{diagnosis}; {}", diagnosis.finding().remedy).into());
    }
    let token: serde_json::Value = serde_json::from_slice(&body)?;
    println!("a token for {} s", token["expires_in"]);
    Ok(())
}
