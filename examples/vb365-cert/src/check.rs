//! Checks the certificate in a file against the scenarios of the product.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use vb365_tls::identity::Identity;
use vb365_tls::profile::{ActsAs, Verification};
use vb365_tls::scenario::ScenarioId;
use vb365_tls::trust::RelyingParty;
use vb365_tls::{Report, check};

use crate::outcome::{Failure, Outcome, Verdict, exit, note};
use crate::{context, facts, identity, outcome, policy, profile, table, trust};

/// Checks a certificate with its key against the certificate scenarios of Veeam Backup for Microsoft 365.
///
/// Without --scenario all eight are checked. With --trust, the verdict on a certificate that is presented is that of a
/// client which trusts so, and `get` with the same --trust agrees. What the file holds besides is listed at the end of
/// the text, or on stderr with --format json.
#[derive(Parser)]
#[command(after_help = "\
Scenarios: organization-management, backup-application, backup-proxy, rest-api, rest-api-on-separate-machine,
           restore-portal, restore-operator-authentication, tenant-authentication

Exit code: 0  the certificate fits every --scenario and --profile; without either, it fits at least one scenario
           1  it does not
           2  wrong usage, or a file that cannot be read")]
struct Args {
    /// A scenario to check against; may be repeated
    #[arg(long, value_name = "ID")]
    scenario: Vec<ScenarioId>,

    /// How clients verify, where --trust does not say it; by default a self-signed certificate is checked as pinned,
    /// any other by path
    #[arg(long, value_enum, conflicts_with = "trust")]
    verified: Option<Verified>,

    #[command(flatten)]
    profiles: profile::ProfileArgs,

    #[command(flatten)]
    trust: trust::TrustArgs,

    /// Text for people, or a JSON array with one report for each scenario
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    #[command(flatten)]
    facts: facts::Facts,

    #[command(flatten)]
    context: context::ContextArgs,

    #[command(flatten)]
    policy: policy::PolicyArgs,

    #[command(flatten)]
    key: identity::KeyArgs,

    /// The certificate, its issuers and its private key; the format is told from the content
    identity: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Verified {
    ByPath,
    ByPin,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// The program.
pub fn main() -> ExitCode {
    exit(run(&Args::parse()))
}

fn run(args: &Args) -> Outcome {
    let clients = match args.verified {
        None => RelyingParty::unknown(),
        Some(Verified::ByPath) => Verification::ByPath.into(),
        Some(Verified::ByPin) => Verification::ByPin.into(),
    };
    let clients = args.trust.relying_party(clients)?;
    let context = args.context.context().with_relying_party(clients);
    let context = args.policy.apply(context)?;
    let identity = args.key.identity(&args.identity)?;
    let custom = args.profiles.scenarios(&args.facts.address)?;
    let is_chosen = !(args.scenario.is_empty() && custom.is_empty());
    let scenarios = match is_chosen {
        true => args.scenario.as_slice(),
        false => &ScenarioId::ALL,
    };
    let report_of = |&id| {
        Ok::<_, Failure>(match args.facts.scenario(id)? {
            Some(scenario) => check(&scenario, &identity, &context),
            None => check(&id, &identity, &context),
        })
    };
    let of_files = custom.iter().map(|it| check(it, &identity, &context));
    let reports = scenarios.iter().map(report_of).chain(of_files.map(Ok));
    let reports: Vec<Report> = reports.collect::<Result<_, _>>()?;
    print(args.format, &identity, &reports)?;

    let profiles = scenarios.iter().map(|id| id.profile());
    let mut profiles = profiles.chain(custom.iter().map(|it| it.profile()));
    let has_names = profiles.any(|profile| profile.acts_as != ActsAs::AssertionSigner);
    if args.facts.address.is_empty() && has_names {
        note("note: without --address, no name was compared with the one clients use");
    }
    let fits = match is_chosen {
        true => reports.iter().all(Report::is_accepted),
        false => reports.iter().any(Report::is_accepted),
    };
    Ok(if fits { Verdict::Yes } else { Verdict::No })
}

fn print(format: Format, identity: &Identity, reports: &[Report]) -> Result<(), Failure> {
    let text = match format {
        Format::Text => table::Table { identity, reports }.to_string(),
        Format::Json => {
            for ignored in identity.ignored() {
                note(format_args!("ignored: {ignored}"));
            }
            let json = serde_json::to_string_pretty(reports);
            json.map_err(|error| Failure::about("the reports", error))? + "\n"
        }
    };
    outcome::print(text)
}
