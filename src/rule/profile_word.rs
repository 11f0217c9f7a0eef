//! What the profile of a scenario asks besides what every verifier looks at.
//!
//! A broken word raises the rule that tells the same, if one does; otherwise it has a rule of its own.

use super::container::is_cng_provider;
use super::{CheckInput, E, Levels, RatedViolation, Rule, Violations, check_of, container, level};
use crate::address::Host;
use crate::certificate::presented_identifier::{self, Match};
use crate::certificate::{Certificate, Field, KeyAlgorithm, KeyUsage};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::profile::{Demand, KeyKind, Word};
use crate::shown::{listed, listed_or_none, shown};

pub(super) static UNMET: Rule = Rule {
    id: RuleId::new("profile-demand-unmet"),
    summary: "the certificate is not as the profile of the scenario asks",
    why: "Whoever runs the service asks for it, in the profile; the source says where it is written.",
    remedy: "Have a certificate issued as it is asked for. If the demand is out of date, change the profile.",
    citation: "the profile of the scenario names a source for each of its words",
    basis: Basis::Documented,
    levels: Levels::new(E, E, E),
};

pub(super) fn unmet(input: &CheckInput<'_>, violations: &mut Violations) {
    for word in input.profile.words.iter() {
        let Some(severity) = broken(word, input) else {
            continue;
        };
        if !is_told_elsewhere(word, input) {
            let expected = if word.requirement.is_demand() {
                word.demand.description()
            } else {
                word.demand.absence()
            };
            let found = found(&word.demand, input);
            violations
                .add(Position::EndEntity, expected, found)
                .at(severity)
                .ask_by(word.basis, word.source.clone());
        }
    }
}

/// How much the word weighs, if the certificate goes against it.
fn broken(word: &Word, input: &CheckInput<'_>) -> Option<Severity> {
    let severity = word.requirement.severity()?;
    let seen = look(&word.demand, input)?;
    let is_broken = if word.requirement.is_demand() {
        !seen.all
    } else {
        seen.any
    };
    is_broken.then_some(severity)
}

/// The gravest word of the profile that a violation of this rule goes against as well.
pub(super) fn raising<'a>(
    rule: &Rule,
    violation: &RatedViolation,
    input: &CheckInput<'a>,
) -> Option<(Severity, &'a Word)> {
    if violation.position != Position::EndEntity {
        return None;
    }
    let words = input.profile.words.iter();
    let broken = words.filter_map(|word| {
        let severity = telling(word, input)
            .contains(&rule.id.as_str())
            .then(|| broken(word, input))??;
        Some((severity, word))
    });
    broken.max_by_key(|(severity, _)| *severity)
}

/// Whether a word of the profile can make this rule an error.
pub(super) fn may_raise(rule: &Rule, input: &CheckInput<'_>) -> bool {
    let is_it = |word: &Word| {
        word.requirement.severity() == Some(Severity::Error)
            && telling(word, input).contains(&rule.id.as_str())
    };
    input.profile.words.iter().any(is_it)
}

/// Whether a rule that tells the same finds it here.
fn is_told_elsewhere(word: &Word, input: &CheckInput<'_>) -> bool {
    let checks = telling(word, input).iter().filter_map(|id| check_of(id));
    let mut found = checks.flat_map(|check| {
        let level = level::of(check.rule, input);
        let mut violations = Violations::at(level.unwrap_or(Severity::Notice));
        if level.is_some() {
            check.find(input, &mut violations);
        }
        violations.into_list()
    });
    found.any(|violation| violation.position == Position::EndEntity)
}

/// The rules that tell what goes against the word.
fn telling(word: &Word, input: &CheckInput<'_>) -> &'static [&'static str] {
    let purposes = input.profile.acts_as.purposes();
    match (&word.demand, word.requirement.is_demand()) {
        (Demand::ExtendedKeyUsage(purpose), true) if purposes.contains(purpose) => &[
            "extended-key-usage-any-only",
            "extended-key-usage-empty",
            "extended-key-usage-mismatch",
        ],
        (Demand::KeyUsage(KeyUsage::DigitalSignature), true) => &["key-usage-mismatch"],
        (Demand::SubjectAltName, true) => &["subject-alt-name-absent", "subject-alt-name-empty"],
        (Demand::ReferenceIdentifier, true) => &[
            "name-only-in-common-name",
            "reference-identifier-unmatched",
            "subject-alt-name-absent",
            "subject-alt-name-empty",
        ],
        (Demand::Key(KeyKind::Rsa), true) => &["assertion-key-not-rsa"],
        (Demand::CspKeyProvider, true) => &["key-in-cng-provider"],
        (Demand::Ca, false) => &["end-entity-is-ca"],
        (Demand::SelfSigned, false) => &["self-signed"],
        (Demand::Wildcard, false) => &["wildcard-in-name"],
        _ => &[],
    }
}

/// Whether a certificate has something.
#[derive(Clone, Copy)]
struct Seen {
    /// Everything that is asked for.
    all: bool,
    /// Some of it.
    any: bool,
}

impl From<bool> for Seen {
    fn from(is_there: bool) -> Self {
        Self {
            all: is_there,
            any: is_there,
        }
    }
}

/// `None` where there is nothing to look at.
fn look(demand: &Demand, input: &CheckInput<'_>) -> Option<Seen> {
    let certificate = input.end_entity();
    let is_there = match demand {
        Demand::Ca => certificate.is_ca(),
        Demand::CommonName => {
            let has = presented_identifier::matches_common_name;
            of_hosts(input, has)?.any
        }
        Demand::Crl(scheme) => {
            let mut addresses = some(certificate.crl_distribution_points()).iter();
            addresses.any(|address| scheme.includes(address))
        }
        Demand::ExtendedKeyUsage(purpose) => {
            let purposes = certificate.extended_key_usage().present()?;
            purposes.contains(purpose)
        }
        Demand::Extension(oid) => certificate.extension(*oid).is_some(),
        Demand::Key(kind) => kind.includes(certificate.public_key().algorithm()),
        Demand::CspKeyProvider => !is_cng_provider(key_provider(input)?),
        Demand::KeySize(least) => match certificate.public_key().algorithm() {
            KeyAlgorithm::Rsa { bits } => bits >= *least as usize,
            _ => return None,
        },
        Demand::KeyUsage(usage) => certificate.key_usage().present()?.contains(usage),
        Demand::Lifetime(days) => {
            certificate.validity().lifetime().as_secs() <= u64::from(*days) * DAY
        }
        Demand::PathLength(most) => path_length(certificate).is_some_and(|length| length <= *most),
        Demand::ReferenceIdentifier => {
            return of_hosts(input, |certificate, host| {
                presented_identifier::matches(certificate, host) != Match::None
            });
        }
        Demand::SelfSigned => input.chain.is_self_signed(),
        Demand::SubjectAltName => {
            let names = certificate.subject_alt_name().present();
            names.is_some_and(|names| names.names_a_host())
        }
        Demand::Wildcard => {
            return of_hosts(input, |certificate, host| {
                presented_identifier::matches(certificate, host) == Match::Wildcard
            });
        }
    };
    Some(is_there.into())
}

const DAY: u64 = 86_400;

/// What the certificate has instead, for people.
fn found(demand: &Demand, input: &CheckInput<'_>) -> String {
    let certificate = input.end_entity();
    match demand {
        Demand::Ca => {
            if certificate.is_ca() {
                "`CA:TRUE`".into()
            } else {
                "`CA:FALSE`".into()
            }
        }
        Demand::CommonName => listed_or_none(certificate.subject().common_names()),
        Demand::Crl(_) => listed_or_none(some(certificate.crl_distribution_points())),
        Demand::ExtendedKeyUsage(_) => listed_or_none(some(certificate.extended_key_usage())),
        Demand::Extension(oid) => match certificate.extension(*oid) {
            Some(_) => "the extension".into(),
            None => "no such extension".into(),
        },
        Demand::Key(_) | Demand::KeySize(_) => certificate.public_key().to_string(),
        Demand::CspKeyProvider => {
            let name = key_provider(input).unwrap_or_default();
            format!("`{}`", shown(name))
        }
        Demand::KeyUsage(_) => listed_or_none(some(certificate.key_usage())),
        Demand::Lifetime(_) => {
            let seconds = certificate.validity().lifetime().as_secs();
            format!("{} days", seconds.div_ceil(DAY))
        }
        Demand::PathLength(_) => match path_length(certificate) {
            Some(length) => format!("a path length of {length}"),
            None => "no path length".into(),
        },
        Demand::SelfSigned => {
            if input.chain.is_self_signed() {
                "issuer and subject are the same".into()
            } else {
                format!("one issued by {}", listed([certificate.issuer()]))
            }
        }
        Demand::ReferenceIdentifier | Demand::SubjectAltName | Demand::Wildcard => {
            match certificate.subject_alt_name().present() {
                Some(names) => listed_or_none(names.names().iter()),
                None => "no subject alternative name".into(),
            }
        }
    }
}

fn some<T>(field: &Field<Vec<T>>) -> &[T] {
    field.present().map_or(&[], Vec::as_slice)
}

fn path_length(certificate: &Certificate) -> Option<u32> {
    let constraints = certificate.basic_constraints().present()?;
    constraints.path_length
}

/// The key provider the file names.
fn key_provider<'a>(input: &CheckInput<'a>) -> Option<&'a str> {
    container::pfx(input)?.key_provider.as_deref()
}

/// Of the addresses of the scenario, how many have this; `None` if there are no addresses.
fn of_hosts(input: &CheckInput<'_>, has: impl Fn(&Certificate, &Host) -> bool) -> Option<Seen> {
    let certificate = input.end_entity();
    let hosts = || input.addresses.iter().map(|address| address.host());
    hosts().next()?;
    Some(Seen {
        all: hosts().all(|host| has(certificate, host)),
        any: hosts().any(|host| has(certificate, host)),
    })
}
