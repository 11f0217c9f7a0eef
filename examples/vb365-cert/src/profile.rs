//! `--profile FILE`: the certificate of another product.

use std::path::{Path, PathBuf};

use vb365_tls::address::Address;
use vb365_tls::profile::Profile;
use vb365_tls::scenario::CustomScenario;

use crate::outcome::{Failure, read};

#[derive(clap::Args)]
pub(crate) struct ProfileArgs {
    /// A JSON file that says what another service asks of its certificate, such as those in examples/profiles; may be
    /// repeated. Without --scenario, none of the eight is checked then
    #[arg(long, value_name = "FILE")]
    profile: Vec<PathBuf>,
}

impl ProfileArgs {
    /// The scenarios of the files, each at these addresses.
    pub(crate) fn scenarios(&self, addresses: &[Address]) -> Result<Vec<CustomScenario>, Failure> {
        let scenario = |path: &PathBuf| Ok(CustomScenario::new(profile(path)?, addresses.to_vec()));
        self.profile.iter().map(scenario).collect()
    }
}

fn profile(path: &Path) -> Result<Profile, Failure> {
    serde_json::from_slice(&read(path)?).map_err(|error| Failure::about(path.display(), error))
}
