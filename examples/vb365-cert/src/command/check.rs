//! Checks certificates against the scenarios of the product.

use std::path::PathBuf;

use clap::ValueEnum;
use vb365_tls::profile::{ActsAs, Profile, Verification};
use vb365_tls::scenario::{AnyScenario, CustomScenario, ScenarioId};
use vb365_tls::trust::RelyingParty;
use vb365_tls::{Context, Report, check, check_chain};

use crate::exhibit::{Examined, Exhibit, Results};
use crate::inputs::{Content, Input, inputs};
use crate::outcome::{Failure, Outcome, Verdict, note};
use crate::progress::Progress;
use crate::view::{self, Surroundings};
use crate::{context, facts, identity, outcome, paper, policy, profile, trust};

/// Checks certificates with their keys against the certificate scenarios of Veeam Backup for Microsoft 365.
///
/// Without --scenario all eight are checked. With --trust, the verdict on a certificate that is presented is that of a
/// client which trusts so, and `get` with the same --trust agrees. The numbers before the scenarios stand for them in
/// the lines below.
#[derive(clap::Args)]
#[command(after_help = "\
Scenarios: organization-management, backup-application, backup-proxy, rest-api,
           rest-api-on-separate-machine, restore-portal,
           restore-operator-authentication, tenant-authentication

Exit code: 0  every certificate fits every --scenario and --profile; without
              either, each fits at least one scenario
           1  one does not
           2  wrong usage, or an input that cannot be read, whatever the others")]
pub(crate) struct Args {
    /// A scenario to check against; may be repeated
    #[arg(long, value_name = "ID")]
    scenario: Vec<ScenarioId>,

    /// How clients verify, where --trust does not say it; by default a self-signed certificate is checked as pinned,
    /// any other by path
    #[arg(long, value_enum, conflicts_with = "trust")]
    verified: Option<Verified>,

    /// Shows everything: what was expected and found, why it matters, what to do, and the sources
    #[arg(long, short)]
    verbose: bool,

    #[command(flatten)]
    profiles: profile::ProfileArgs,

    #[command(flatten)]
    trust: trust::TrustArgs,

    /// Text for people, or a JSON object with a result for each input
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

    /// Files with a certificate, its issuers and its private key, in any format; folders of such files;
    /// `https://HOST[:PORT]`, to check what is presented there; or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Verified {
    ByPath,
    ByPin,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(args: Args) -> Outcome {
    let task = Task::of(&args)?;
    let inputs = inputs(&args.inputs)?;
    if let (Some(option), 2..) = (args.key.of_one_file(), inputs.len()) {
        return Err(Failure::about(option, "is about one file; check it alone"));
    }
    let is_one = matches!(args.inputs.as_slice(), [path] if !path.is_dir());
    let mut progress = Progress::of(inputs.len());
    let mut examined = Vec::new();
    for (number, input) in (1..).zip(inputs) {
        let name = input.to_string();
        progress.begin(number, &name);
        match task.examine(input) {
            Err(failure) if is_one && args.format == Format::Text => return Err(failure),
            exhibit => examined.push(Examined { name, exhibit }),
        }
    }
    drop(progress);
    match args.format {
        Format::Text => outcome::print(task.text(&examined, is_one))?,
        Format::Json => {
            let json = serde_json::to_string_pretty(&Results::of(&examined));
            let json = json.map_err(|error| Failure::about("the results", error))?;
            outcome::print(json + "\n")?;
            if task.has_no_address() {
                note("note: without --address, no name was compared with the one clients use");
            }
        }
    }
    task.verdict(&examined)
}

/// What is done with each input.
struct Task<'a> {
    args: &'a Args,
    context: Context,
    scenarios: &'a [ScenarioId],
    profiles: Vec<Profile>,
}

impl<'a> Task<'a> {
    fn of(args: &'a Args) -> Result<Self, Failure> {
        let clients = match args.verified {
            None => RelyingParty::unknown(),
            Some(Verified::ByPath) => Verification::ByPath.into(),
            Some(Verified::ByPin) => Verification::ByPin.into(),
        };
        let clients = args.trust.relying_party(clients)?;
        let context = args.context.context().with_relying_party(clients);
        let profiles = args.profiles.profiles()?;
        Ok(Self {
            args,
            context: args.policy.apply(context)?,
            scenarios: match args.scenario.is_empty() && profiles.is_empty() {
                true => &ScenarioId::ALL,
                false => &args.scenario,
            },
            profiles,
        })
    }

    fn is_chosen(&self) -> bool {
        !(self.args.scenario.is_empty() && self.profiles.is_empty())
    }

    fn examine(&self, input: Input) -> Result<Exhibit, Failure> {
        let mut addresses = self.args.facts.address.clone();
        if let (Input::Server(url), true) = (&input, addresses.is_empty()) {
            addresses.push(url.address.clone());
        }
        let content = input.read(&self.args.key, &self.context)?;
        let mut reports = Vec::new();
        for &id in self.scenarios {
            reports.push(match self.args.facts.scenario(id, &addresses)? {
                Some(scenario) => self.report(&scenario, &content),
                None => self.report(&id, &content),
            });
        }
        for profile in &self.profiles {
            let scenario = CustomScenario::new(profile.clone(), addresses.clone());
            reports.push(self.report(&scenario, &content));
        }
        let now = self.context.now();
        Ok(Exhibit {
            now: now.ok_or_else(|| Failure::about("the clock", "it tells no time; give --now"))?,
            content,
            reports,
        })
    }

    fn report(&self, scenario: &impl AnyScenario, content: &Content) -> Report {
        match content {
            Content::Identity(identity) => check(scenario, identity, &self.context),
            Content::Presented(found) => check_chain(scenario, found.chain(), &self.context),
        }
    }

    /// Whether there are names to compare, and nothing to compare them with.
    fn has_no_address(&self) -> bool {
        let profiles = self.scenarios.iter().map(|id| id.profile());
        let mut profiles = profiles.chain(&self.profiles);
        let is_server = |text: &PathBuf| text.to_str().is_some_and(|it| it.contains("://"));
        self.args.facts.address.is_empty()
            && !self.args.inputs.iter().all(is_server)
            && profiles.any(|profile| profile.acts_as != ActsAs::AssertionSigner)
    }

    fn text(&self, examined: &[Examined], is_one: bool) -> String {
        let around = Surroundings {
            columns: paper::columns(),
            has_no_address: self.has_no_address(),
        };
        let view = match self.args.verbose {
            true => view::details,
            false => view::one,
        };
        let columns = around.columns;
        let one = |examined: &Examined| match &examined.exhibit {
            Ok(exhibit) => view(exhibit, &around),
            Err(failure) => paper::paragraph(columns, "", 0, &failure.reason()),
        };
        if let ([examined], true) = (examined, is_one) {
            return one(examined);
        }
        let mut text = String::new();
        if self.args.verbose {
            for examined in examined {
                let heading = paper::styled(paper::BOLD, format_args!("== {}", examined.name));
                text += &format!("{heading}\n{}\n", one(examined));
            }
        }
        let custom = self.profiles.iter().map(|it| it.id.to_string());
        let scenarios = self.scenarios.iter().map(ToString::to_string).chain(custom);
        text + &view::many(examined, &scenarios.collect::<Vec<_>>(), &around)
    }

    fn verdict(&self, examined: &[Examined]) -> Outcome {
        let unreadable = examined.iter().filter(|it| it.exhibit.is_err()).count();
        if unreadable > 0 {
            let reason = format!("{unreadable} of {} inputs cannot be read", examined.len());
            return Err(Failure::about("check", reason));
        }
        let mut exhibits = examined.iter().filter_map(|it| it.exhibit.as_ref().ok());
        let fits = |exhibit: &Exhibit| match self.is_chosen() {
            true => exhibit.reports.iter().all(Report::is_accepted),
            false => exhibit.reports.iter().any(Report::is_accepted),
        };
        Ok(match exhibits.all(fits) {
            true => Verdict::Yes,
            false => Verdict::No,
        })
    }
}
