//! `--policy FILE`: how strict to be.

use std::path::PathBuf;

use vb365_tls::Context;
use vb365_tls::policy::Policy;

use crate::outcome::{Failure, read};

#[derive(clap::Args)]
pub(crate) struct PolicyArgs {
    /// A JSON file with levels of rules, such as {"levels": {"certificate-expires-soon": "deny"}}; it may start from a
    /// "preset" such as "entra-180-days"
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

impl PolicyArgs {
    /// The same context, with the policy of the file.
    pub(crate) fn apply(&self, context: Context) -> Result<Context, Failure> {
        let Some(path) = &self.policy else {
            return Ok(context);
        };
        let policy: Policy = serde_json::from_slice(&read(path)?)
            .map_err(|error| Failure::about(path.display(), error))?;
        Ok(context.with_policy(policy))
    }
}
