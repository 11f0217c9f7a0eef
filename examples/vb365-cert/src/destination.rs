//! `--connect`: where a connection goes, if not where its URL says.

use vb365_tls::address::Address;
use vb365_tls::scenario::ScenarioId;

use crate::url::Url;

#[derive(clap::Args)]
pub(crate) struct DestinationArgs {
    /// Connects here instead of to the host and port of the URL, whose name is still the one to verify
    #[arg(long, value_name = "HOST:PORT")]
    connect: Option<Address>,
}

impl DestinationArgs {
    /// Where to connect to for this URL.
    pub(crate) fn there<'a>(&'a self, url: &'a Url) -> &'a Address {
        self.connect.as_ref().unwrap_or(&url.address)
    }

    /// The options of another command that goes the same way for this scenario, to type.
    pub(crate) fn options(&self, scenario: ScenarioId) -> String {
        match &self.connect {
            Some(there) => format!("--scenario {scenario} --connect {there}"),
            None => format!("--scenario {scenario}"),
        }
    }
}
