//! `--ca FILE`: whom to believe instead of the public authorities.

use std::path::PathBuf;

use rustls::ClientConfig;
use vb365_tls::Context;
use vb365_tls::entra::client_config;
use vb365_tls::trust::ServerTrust;

use crate::certificates::certificates;
use crate::outcome::Failure;

#[derive(clap::Args)]
pub(crate) struct AuthorityArgs {
    /// Trusts these authorities instead of the public ones, as with a mock server or a proxy that inspects TLS
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

impl AuthorityArgs {
    /// How a client of Microsoft Entra and of Microsoft Graph connects.
    pub(crate) fn client_config(&self, context: &Context) -> Result<ClientConfig, Failure> {
        let trust = match &self.ca {
            Some(path) => ServerTrust::private_ca(&certificates(path)?)
                .map_err(|error| Failure::about(path.display(), error))?,
            None => ServerTrust::web_roots(),
        };
        client_config(&trust, context).map_err(|error| Failure::about("TLS", error))
    }
}
