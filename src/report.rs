//! All findings about one certificate and one scenario.

use std::borrow::Cow;
use std::fmt;

use crate::finding::{Finding, Severity};
use crate::profile::Verification;
use crate::shown::in_one_line;

/// Everything that is wrong, at once; the gravest first.
///
/// `Display` is for people: all there is to say of errors and warnings, and a line for each notice. Serialized it is
/// `{"scenario", "accepted", "verification", "assumed", "findings"}`; read back, `accepted` is computed again.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::tls("vb365.example.com").identity(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// # let rest_api = vb365_tls::scenario::RestApi::at("vb365.example.com")?;
/// let report = vb365_tls::check(&rest_api, &identity, &context);
/// assert!(report.is_accepted());
/// for warning in report.warnings() {
///     println!("{warning}");
/// }
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Parts", into = "Parts"))]
pub struct Report {
    scenario: Cow<'static, str>,
    verification: Verification,
    is_assumed: bool,
    findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(
        scenario: Cow<'static, str>,
        verification: Verification,
        is_assumed: bool,
        findings: Vec<Finding>,
    ) -> Self {
        Self {
            scenario,
            verification,
            is_assumed,
            findings,
        }
    }

    /// The id of the scenario.
    pub fn scenario(&self) -> &str {
        &self.scenario
    }

    /// How the [relying party](crate::trust::RelyingParty) verifies.
    pub fn verification(&self) -> Verification {
        self.verification
    }

    /// Whether nobody said how: a self-signed end entity was then checked as pinned, and any other by path.
    pub fn is_assumed(&self) -> bool {
        self.is_assumed
    }

    /// Whether no finding is an error.
    pub fn is_accepted(&self) -> bool {
        self.errors().next().is_none()
    }

    /// All findings: by severity, then by how many peers refuse, position and rule.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The findings that keep the certificate from being used.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Error)
    }

    /// The findings that should be looked at.
    pub fn warnings(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Warning)
    }

    /// The findings that are only worth knowing.
    pub fn notices(&self) -> impl Iterator<Item = &Finding> {
        self.of(Severity::Notice)
    }

    fn of(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.severity == severity)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_accepted() {
            "accepted"
        } else {
            "rejected"
        };
        let plural = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        };
        write!(
            f,
            "{}: {verdict}, verified {}{}: {}, {}, {}",
            in_one_line(&*self.scenario),
            self.verification,
            if self.is_assumed { " (assumed)" } else { "" },
            plural(self.errors().count(), "error"),
            plural(self.warnings().count(), "warning"),
            plural(self.notices().count(), "notice"),
        )?;
        for finding in self.errors().chain(self.warnings()) {
            write!(f, "\n\n  {}", in_full(finding))?;
        }
        if self.notices().next().is_some() {
            f.write_str("\n")?;
        }
        for finding in self.notices() {
            write!(f, "\n  {} {finding}", finding.severity)?;
        }
        Ok(())
    }
}

/// All there is to say of a finding, on lines of their own.
fn in_full(finding: &Finding) -> String {
    let refused = match finding.refused_by.as_slice() {
        [] => String::new(),
        peers => {
            let peers: Vec<_> = peers.iter().map(|it| it.name()).collect();
            format!("\n    refused:  by {}", peers.join(", "))
        }
    };
    let certificate = finding.certificate.as_ref();
    let certificate = certificate.map(|name| format!(" `{}`", in_one_line(&**name)));
    format!(
        "{} {}\n    {} ({}{})\n    expected: {}\n    found:    {}\n    why:      {}{refused}\n    remedy:   {}\n    \
         source:   {} ({})",
        finding.severity,
        finding.rule,
        in_one_line(&*finding.message),
        finding.position,
        certificate.unwrap_or_default(),
        in_one_line(&*finding.expected),
        in_one_line(&*finding.found),
        in_one_line(&*finding.why),
        in_one_line(&*finding.remedy),
        in_one_line(&*finding.citation),
        finding.basis,
    )
}

/// A certificate was not accepted for a scenario; the report says why and what to do.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::tls("vb365.example.com").expired().identity(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::{Credential, scenario::RestApi};
///
/// let rest_api = RestApi::at("vb365.example.com")?;
/// let rejected = Credential::accept(rest_api, identity, &context).unwrap_err();
/// println!("{}", rejected.report());
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("not accepted for {}", .0)]
pub struct Rejected(Box<Report>);

/// On lines of its own, because `?` in `main` and `unwrap` show this.
impl fmt::Debug for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

/// On lines of its own, as people read it.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl Rejected {
    pub(crate) fn new(report: Report) -> Self {
        Self(Box::new(report))
    }

    /// All findings, warnings and notices too.
    pub fn report(&self) -> &Report {
        &self.0
    }

    /// The report itself.
    pub fn into_report(self) -> Report {
        *self.0
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct Parts {
    scenario: Cow<'static, str>,
    #[serde(skip_deserializing)]
    accepted: bool,
    verification: Verification,
    assumed: bool,
    findings: Vec<Finding>,
}

#[cfg(feature = "serde")]
impl From<Report> for Parts {
    fn from(report: Report) -> Self {
        Self {
            accepted: report.is_accepted(),
            scenario: report.scenario,
            verification: report.verification,
            assumed: report.is_assumed,
            findings: report.findings,
        }
    }
}

#[cfg(feature = "serde")]
impl From<Parts> for Report {
    fn from(parts: Parts) -> Self {
        Self {
            scenario: parts.scenario,
            verification: parts.verification,
            is_assumed: parts.assumed,
            findings: parts.findings,
        }
    }
}
