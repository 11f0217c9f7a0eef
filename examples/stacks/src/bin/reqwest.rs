//! A client of the REST API with reqwest, which takes the configuration as it is.

use std::{env, error::Error, fs, time::Duration};

use vb365_tls::rustls::crypto::ring;
use vb365_tls::{Context, scenario::RestApi, tls::explain, trust::TrustSpec};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(trust), Some(url)) = (arguments.next(), arguments.next()) else {
        return Err("usage: reqwest pin:certificate.pem https://HOST:PORT/".into());
    };
    let context = Context::new(ring::default_provider());
    let trust: TrustSpec = trust.parse()?;
    let trust = trust.server_trust(|file| fs::read(file))?;
    let rest_api = RestApi::at("vb365.example.com:4443")?;
    let mut tls = rest_api.client_config(&trust, &context)?;
    tls.alpn_protocols = vec![b"http/1.1".to_vec()]; // with `http2`: h2 first

    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls) // 0.12 calls it use_preconfigured_tls
        .https_only(true)
        .timeout(Duration::from_secs(30))
        .build()?;
    match client.get(url).send().await {
        Ok(response) => print!("{}", response.error_for_status()?.text().await?),
        Err(error) => {
            let finding = explain(&error).ok_or(error)?;
            return Err(format!("{finding}; {}", finding.remedy).into());
        }
    }
    Ok(())
}
