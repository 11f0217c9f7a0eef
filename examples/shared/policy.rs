//! `--policy FILE`: how strict to be.

use std::path::PathBuf;

use vb365_tls::policy::Policy;
use vb365_tls::{Context, rule};

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
        let policy = parse(&read(path)?);
        let policy = policy.map_err(|reason| Failure::about(path.display(), reason))?;
        Ok(context.with_policy(policy))
    }
}

/// A rule nobody knows is a typing mistake: it would leave a certificate judged otherwise than intended.
fn parse(json: &[u8]) -> Result<Policy, String> {
    let policy: Policy = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let unknown = policy.rules().find(|id| rule::find(id.as_str()).is_none());
    match unknown {
        Some(unknown) => Err(format!("there is no rule `{unknown}`")),
        None => Ok(policy),
    }
}
