//! What a server presents, for a person to compare before it is trusted.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use vb365_tls::certificate::rfc3339;
use vb365_tls::scenario::{
    BackupProxy, RestApi, RestApiOnSeparateMachine, RestoreOperatorAuthentication, Scenario,
    ScenarioId, TenantAuthentication,
};
use vb365_tls::tls::probe::{KeyPossession, Presented};
use vb365_tls::trust::RelyingParty;
use vb365_tls::{Certificate, Report, check_chain};

use crate::look::look;
use crate::outcome::{self, Failure, Outcome, Verdict, in_one_line, note};
use crate::paper::{self, DIM, GREEN, RED, paragraph, shell_word, styled};
use crate::refusal::refusal;
use crate::url::Url;
use crate::view;
use crate::{context, destination, trust};

/// Shows what a server presents, with the report of a scenario, and sends no request.
///
/// Nothing is trusted by it: whoever reads it compares the SHA-256 or the thumbprint with the one shown on the server
/// itself. With --trust, the report is what a client which trusts so makes of it.
#[derive(clap::Args)]
#[command(after_help = "\
Scenarios: backup-proxy, rest-api, rest-api-on-separate-machine, restore-portal,
           restore-operator-authentication, tenant-authentication

Exit code: 0  the server presented a certificate, whatever the report says
           1  it refused this client, speaks no TLS, keeps silent, or closed
              without a reason
           2  wrong usage, a file that cannot be read or written, or no
              connection")]
pub(crate) struct Args {
    /// What the server is for
    #[arg(long, value_name = "ID", default_value = "rest-api")]
    scenario: ScenarioId,

    #[command(flatten)]
    trust: trust::TrustArgs,

    /// Writes the certificate of the server to this new file, for --trust pin:FILE
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,

    #[command(flatten)]
    destination: destination::DestinationArgs,

    #[command(flatten)]
    context: context::ContextArgs,

    /// `https://HOST[:PORT]`; the port is 443 unless given
    url: Url,
}

pub(crate) fn run(args: Args) -> Outcome {
    let relying_party = args.trust.relying_party(RelyingParty::unknown())?;
    let context = &args.context.context().with_relying_party(relying_party);
    let address = args.url.address.clone();
    let there = args.destination.there(&args.url);
    let scenario: Scenario = match args.scenario {
        ScenarioId::BackupProxy => BackupProxy::at(address)?.into(),
        // The portal's own certificate only signs; its HTTPS is the REST API's.
        ScenarioId::RestApi | ScenarioId::RestorePortal => RestApi::at(address)?.into(),
        ScenarioId::RestApiOnSeparateMachine => {
            RestApiOnSeparateMachine::at(address.clone(), address)?.into()
        }
        ScenarioId::RestoreOperatorAuthentication => {
            RestoreOperatorAuthentication::at(address)?.into()
        }
        ScenarioId::TenantAuthentication => TenantAuthentication::at(address)?.into(),
        other => {
            let reason =
                "its certificate signs assertions; nothing of the product is served with it";
            return Err(Failure::about(other, reason));
        }
    };
    let found = match look(&args.url.address, there, context) {
        Ok(found) => found,
        Err(error) => {
            let Some(line) = refusal(&*error) else {
                return Err(Failure::about(&args.url.address, error));
            };
            note(line);
            return Ok(Verdict::No);
        }
    };
    if let Some(path) = &args.save {
        save(found.end_entity(), path)?;
    }
    let report = check_chain(&scenario, found.chain(), context);
    let view = View {
        found: &found,
        report: &report,
        args: &args,
        columns: paper::columns(),
    };
    outcome::print(view)?;
    Ok(Verdict::Yes)
}

/// A file that is there may be one somebody trusts.
fn save(certificate: &Certificate, path: &Path) -> Result<(), Failure> {
    let pem = certificate.to_pem();
    File::create_new(path)
        .and_then(|mut file| file.write_all(pem.as_bytes()))
        .map_err(|error| Failure::about(path.display(), error))
}

/// Everything found, and how to go on.
struct View<'a> {
    found: &'a Presented,
    report: &'a Report,
    args: &'a Args,
    columns: usize,
}

impl Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_connection(f)?;
        let certificates = self.found.certificates();
        for (number, certificate) in (1..).zip(certificates) {
            writeln!(f, "\ncertificate {number} of {}", certificates.len())?;
            write_certificate(certificate, self.columns, f)?;
        }
        let report = self.report;
        let verdict = match report.is_accepted() {
            true => styled(GREEN, "accepted"),
            false => styled(RED, "rejected"),
        };
        let (scenario, checked) = (report.scenario(), view::checked(report));
        writeln!(f, "\n{scenario}: {verdict}, verified {checked}")?;
        let findings = view::findings(std::slice::from_ref(report), self.columns);
        f.write_str(&findings)?;
        if !findings.is_empty() {
            writeln!(f, "{}", styled(DIM, "Details: vb365-cert explain RULE"))?;
        }
        f.write_str("\n")?;
        self.write_way_on(f)
    }
}

impl View<'_> {
    fn write_connection(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.found.protocol_version();
        let version = version.and_then(|it| it.as_str()).unwrap_or("-");
        let suite = self.found.negotiated_cipher_suite();
        let suite = suite.and_then(|it| it.as_str()).unwrap_or("-");
        writeln!(f, "{} {suite}", version.replace('_', "."))?;
        writeln!(f, "{}", self.found.key_possession())?;
        let Some(request) = self.found.client_certificate_request() else {
            return writeln!(f, "the server asks for no client certificate");
        };
        writeln!(f, "the server asks for a client certificate")?;
        for ca in request.certificate_authorities() {
            writeln!(f, "  of {ca}")?;
        }
        match request.unreadable_certificate_authorities() {
            0 => Ok(()),
            count => writeln!(f, "  of {count} names that cannot be read"),
        }
    }

    fn write_way_on(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.found.key_possession() {
            KeyPossession::Proven => {}
            KeyPossession::Unproven => {
                return writeln!(f, "Do not pin it: whoever answered may not be its owner.");
            }
            _ => return writeln!(f, "Do not pin it: no client verifies what its key signs."),
        }
        let args = self.args;
        let is_trust_given = !args.trust.trust.is_empty();
        if is_trust_given && self.report.is_accepted() {
            return writeln!(f, "With this --trust, a client connects.");
        }
        let so_far = match is_trust_given {
            true => "With this --trust, a client refuses it.",
            false => "Nothing is trusted yet.",
        };
        let text = format!(
            "{so_far} Compare the SHA-256 or the thumbprint of certificate 1 with the one shown on the server itself; if \
             they agree, connect with:"
        );
        f.write_str(&paragraph(self.columns, "", 0, &text))?;
        let options = args.destination.options(args.scenario);
        let get = format!("  vb365-cert get {options}");
        let url = shell_word(&args.url.to_string());
        if let Some(path) = &args.save {
            let pin = format!("pin:{}", in_one_line(&path.display().to_string()));
            writeln!(f, "{get} --trust {} {url}", shell_word(&pin))?;
        }
        let fingerprint = self.found.end_entity().fingerprint();
        writeln!(f, "{get} --trust sha256:{fingerprint} {url}")
    }
}

fn write_certificate(
    certificate: &Certificate,
    columns: usize,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let (validity, key) = (certificate.validity(), certificate.public_key());
    let [from, to] = [validity.not_before(), validity.not_after()].map(rfc3339);
    for (label, text) in [
        ("subject", certificate.subject().to_string()),
        ("issuer", certificate.issuer().to_string()),
        ("valid", format!("{from} to {to}")),
        ("key", key.to_string()),
        ("thumbprint", certificate.thumbprint().to_string()),
    ] {
        f.write_str(&paragraph(columns, &format!("{label:12}"), 12, &text))?;
    }
    f.write_str(&view::fingerprint(certificate, columns))
}
