//! What the profile of a scenario asks besides what every verifier looks at.
//!
//! A broken word raises the rule that tells the same, if one does; otherwise it has a rule of its own.

use super::text::listed;
use super::{Breach, Breaches, E, Levels, Rule, Subject, check_of, level};
use crate::address::Host;
use crate::certificate::{Certificate, Field, KeyAlgorithm, KeyUsage, Validity};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::presented_identifier::{self, Match};
use crate::profile::{Demand, KeyKind, Word};
use crate::shown::shown;

pub(super) static UNMET: Rule = Rule {
    id: RuleId::new("profile-demand-unmet"),
    summary: "the certificate is not as the profile of the scenario asks",
    why: "Whoever runs the service asks for it, in the profile; the source says where it is written.",
    remedy: "Have a certificate issued as it is asked for. If the demand is out of date, change the profile.",
    citation: "the profile of the scenario names a source for each of its words",
    basis: Basis::Documented,
    levels: Levels::new(E, E, E),
};

pub(super) fn unmet(subject: &Subject<'_>, breaches: &mut Breaches) {
    for word in subject.profile.words.iter() {
        let Some((severity, found)) = broken(word, subject) else {
            continue;
        };
        if !is_told_elsewhere(word, subject) {
            let expected = match word.requirement.is_demand() {
                true => word.demand.description(),
                false => word.demand.absence(),
            };
            breaches.add_at(severity, Position::EndEntity, expected, found);
            breaches.ask_by(word.basis, word.source.clone());
        }
    }
}

/// How much the word weighs and what was found instead, if the certificate goes against it.
fn broken(word: &Word, subject: &Subject<'_>) -> Option<(Severity, String)> {
    let severity = word.requirement.severity()?;
    let seen = look(&word.demand, subject)?;
    let is_broken = match word.requirement.is_demand() {
        true => !seen.all,
        false => seen.any,
    };
    is_broken.then_some((severity, seen.found))
}

/// The gravest word of the profile that a breach of this rule goes against as well.
pub(super) fn raising<'a>(
    rule: &Rule,
    breach: &Breach,
    subject: &Subject<'a>,
) -> Option<(Severity, &'a Word)> {
    if breach.position != Position::EndEntity {
        return None;
    }
    let words = subject.profile.words.iter();
    let broken = words.filter_map(|word| {
        let (severity, _) = telling(word, subject)
            .contains(&rule.id.as_str())
            .then(|| broken(word, subject))??;
        Some((severity, word))
    });
    broken.max_by_key(|(severity, _)| *severity)
}

/// Whether a word of the profile can make this rule an error.
pub(super) fn may_raise(rule: &Rule, subject: &Subject<'_>) -> bool {
    let is_it = |word: &Word| {
        word.requirement.severity() == Some(Severity::Error)
            && telling(word, subject).contains(&rule.id.as_str())
    };
    subject.profile.words.iter().any(is_it)
}

/// Whether a rule that tells the same finds it here.
fn is_told_elsewhere(word: &Word, subject: &Subject<'_>) -> bool {
    let checks = telling(word, subject).iter().filter_map(|id| check_of(id));
    let mut found = checks.flat_map(|check| {
        let level = level::of(check.rule, subject);
        let mut breaches = Breaches::at(level.unwrap_or(Severity::Notice));
        if level.is_some() {
            check.find(subject, &mut breaches);
        }
        breaches.into_list()
    });
    found.any(|breach| breach.position == Position::EndEntity)
}

/// The rules that tell what goes against the word.
fn telling(word: &Word, subject: &Subject<'_>) -> &'static [&'static str] {
    let purposes = subject.profile.acts_as.purposes();
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

/// What a certificate has of something.
struct Seen {
    /// Everything that is asked for.
    all: bool,
    /// Some of it.
    any: bool,
    found: String,
}

impl Seen {
    fn new(is_there: bool, found: impl Into<String>) -> Self {
        Self {
            all: is_there,
            any: is_there,
            found: found.into(),
        }
    }
}

/// `None` where there is nothing to look at.
fn look(demand: &Demand, subject: &Subject<'_>) -> Option<Seen> {
    let certificate = subject.end_entity();
    Some(match demand {
        Demand::Ca => {
            let found = match certificate.is_ca() {
                true => "`CA:TRUE`",
                false => "`CA:FALSE`",
            };
            Seen::new(certificate.is_ca(), found)
        }
        Demand::CommonName => common_names(subject)?,
        Demand::Crl(scheme) => {
            let addresses = some(certificate.crl_distribution_points());
            let is_there = addresses.iter().any(|address| scheme.includes(address));
            Seen::new(is_there, listed_or_none(addresses))
        }
        Demand::ExtendedKeyUsage(purpose) => {
            let purposes = certificate.extended_key_usage().present()?;
            Seen::new(purposes.contains(purpose), listed_or_none(purposes))
        }
        Demand::Extension(oid) => match certificate.extension(*oid) {
            Some(_) => Seen::new(true, "the extension"),
            None => Seen::new(false, "no such extension"),
        },
        Demand::Key(kind) => {
            let key = certificate.public_key();
            Seen::new(kind.includes(key.algorithm()), key.to_string())
        }
        Demand::CspKeyProvider => {
            let name = super::container::pfx(subject)?.key_provider.as_deref()?;
            let is_csp = !super::container::is_cng_provider(name);
            Seen::new(is_csp, format!("`{}`", shown(name)))
        }
        Demand::KeySize(least) => {
            let KeyAlgorithm::Rsa { bits } = certificate.public_key().algorithm() else {
                return None;
            };
            Seen::new(bits >= *least as usize, format!("RSA {bits}"))
        }
        Demand::KeyUsage(usage) => {
            let usages = certificate.key_usage().present()?;
            Seen::new(usages.contains(usage), listed_or_none(usages))
        }
        Demand::Lifetime(days) => lifetime(certificate.validity(), *days),
        Demand::PathLength(most) => {
            let constraints = certificate.basic_constraints().present();
            match constraints.and_then(|it| it.path_length) {
                Some(length) => Seen::new(length <= *most, format!("a path length of {length}")),
                None => Seen::new(false, "no path length"),
            }
        }
        Demand::ReferenceIdentifier => names(subject)?,
        Demand::SelfSigned => {
            let found = match subject.chain.is_self_signed() {
                true => "issuer and subject are the same".into(),
                false => format!("one issued by {}", listed([certificate.issuer()])),
            };
            Seen::new(subject.chain.is_self_signed(), found)
        }
        Demand::SubjectAltName => {
            let names = certificate.subject_alt_name().present();
            let found = names.map_or_else(
                || "no subject alternative name".into(),
                |names| listed_or_none(names.names()),
            );
            Seen::new(names.is_some_and(|names| names.names_a_host()), found)
        }
        Demand::Wildcard => wildcards(subject)?,
    })
}

fn some<T>(field: &Field<Vec<T>>) -> &[T] {
    field.present().map_or(&[], Vec::as_slice)
}

fn listed_or_none<T: std::fmt::Display>(values: &[T]) -> String {
    match values {
        [] => "none".into(),
        values => listed(values),
    }
}

fn lifetime(validity: &Validity, days: u32) -> Seen {
    const DAY: u64 = 86_400;
    let lifetime = validity.lifetime();
    let is_short = lifetime.as_secs() <= u64::from(days) * DAY;
    let rounded_up = lifetime.as_secs().div_ceil(DAY);
    Seen::new(is_short, format!("{rounded_up} days"))
}

/// Of the addresses of the scenario, as many as have this; `None` if there are no addresses.
fn of_hosts(
    subject: &Subject<'_>,
    found: String,
    has: impl Fn(&Certificate, &Host) -> bool,
) -> Option<Seen> {
    let certificate = subject.end_entity();
    let hosts = || subject.addresses.iter().map(|address| address.host());
    hosts().next()?;
    Some(Seen {
        all: hosts().all(|host| has(certificate, host)),
        any: hosts().any(|host| has(certificate, host)),
        found,
    })
}

fn common_names(subject: &Subject<'_>) -> Option<Seen> {
    let names: Vec<_> = subject.end_entity().subject().common_names().collect();
    let has = presented_identifier::matches_common_name;
    let seen = of_hosts(subject, listed_or_none(&names), has)?;
    Some(Seen::new(seen.any, seen.found))
}

fn names(subject: &Subject<'_>) -> Option<Seen> {
    let field = subject.end_entity().subject_alt_name().present();
    let found = field.map_or_else(
        || "no subject alternative name".into(),
        |names| listed_or_none(names.names()),
    );
    of_hosts(subject, found, |certificate, host| {
        presented_identifier::matches(certificate, host) != Match::None
    })
}

fn wildcards(subject: &Subject<'_>) -> Option<Seen> {
    let field = subject.end_entity().subject_alt_name().present();
    let found = field.map_or_else(
        || "no subject alternative name".into(),
        |names| listed_or_none(names.names()),
    );
    of_hosts(subject, found, |certificate, host| {
        presented_identifier::matches(certificate, host) == Match::Wildcard
    })
}
