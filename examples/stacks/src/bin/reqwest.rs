//! reqwest on the client configuration of a scenario, pinned to a certificate like those the product generates.
//!
//! It gets the URL it is given, such as that of the example `axum`, and prints the body.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use vb365_tls::Context;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::explain;
use vb365_tls::trust::ServerTrust;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("usage: reqwest URL")?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // Certificates made in memory are valid at one time; an application has `Context::new(provider)`.
    let context = Context::fixed(Arc::clone(&provider), Forge::now());
    // An application reads the certificate a person has compared, with `Certificate::from_der`.
    let certificate = Forge::product_default().trust_anchor(&provider);
    let trust = ServerTrust::pinned(&certificate);

    let rest_api = RestApi::at("vb365.example.com")?;
    let mut tls = rest_api.client_config(&trust, &context)?;
    // reqwest takes the configuration as it is; with its feature `http2`, `h2` comes first.
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(true)
        .timeout(Duration::from_secs(30))
        .build()?;

    match client.get(url).send().await {
        Ok(response) => print!("{}", response.error_for_status()?.text().await?),
        Err(error) => match explain(&error) {
            Some(finding) => {
                return Err(format!("refused: {finding}; remedy: {}", finding.remedy).into());
            }
            None => return Err(error.into()),
        },
    }
    Ok(())
}
