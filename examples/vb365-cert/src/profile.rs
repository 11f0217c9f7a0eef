//! `--profile FILE`: the certificate of another product.

use std::path::{Path, PathBuf};

use vb365_tls::profile::Profile;

use crate::outcome::{Failure, read};

#[derive(clap::Args)]
pub(crate) struct ProfileArgs {
    /// A JSON file that says what another service asks of its certificate, such as those in examples/profiles; may be
    /// repeated. Without --scenario, none of the eight is checked then
    #[arg(long, value_name = "FILE")]
    profile: Vec<PathBuf>,
}

impl ProfileArgs {
    /// What the files say.
    pub(crate) fn profiles(&self) -> Result<Vec<Profile>, Failure> {
        self.profile.iter().map(|path| profile(path)).collect()
    }
}

fn profile(path: &Path) -> Result<Profile, Failure> {
    serde_json::from_slice(&read(path)?).map_err(|error| Failure::about(path.display(), error))
}
