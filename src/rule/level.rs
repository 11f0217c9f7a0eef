//! How much a rule weighs for one relying party.

use super::{CheckInput, Rule};
use crate::certificate::presented_identifier;
use crate::finding::Severity;
use crate::policy::{self, Policy};
use crate::profile::{ActsAs, Verification};
use crate::trust::{NameCheck, PurposeCheck, ValidityCheck};

/// What a relying party can leave out, or ask for besides: a rule about it has its level from that, and not from how the
/// certificate is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    Name,
    /// A name that the common name may replace.
    NameIfNoCommonName,
    Purpose,
    PurposePresent,
    Validity,
}

/// The rules that are not asked in a handshake whatever a policy makes of them, each with the reason.
pub static NOT_IN_HANDSHAKES: &[(&str, &str)] = &[
    ("chain-incomplete", BESIDE_THE_PATH),
    ("chain-out-of-order", BESIDE_THE_PATH),
    ("chain-unrelated-certificate", BESIDE_THE_PATH),
    ("rsa-key-predictable", EXPENSIVE),
    ("rsa-modulus-irregular", EXPENSIVE),
    ("trust-anchor-in-chain", BESIDE_THE_PATH),
];

/// The rules that are not asked in a handshake with a peer that is pinned, whatever a policy makes of them, each with the
/// reason.
pub static NOT_IN_HANDSHAKES_BY_PIN: &[(&str, &str)] = &[
    ("signature-algorithm-unsupported", BESIDE_THE_PIN),
    ("signature-invalid", BESIDE_THE_PIN),
];

/// The rules that stay errors in a handshake, and in the report of one, although a policy allows what breaks them or only
/// warns of it, each with the reason.
pub static NEVER_RELAXED: &[(&str, &str)] = &[
    ("certificate-expired", OF_TRUST),
    ("certificate-not-yet-valid", OF_TRUST),
    ("certificate-revoked", OF_TRUST),
    ("chain-too-large", IMPOSSIBLE),
    ("crl-stale", OF_TRUST),
    ("crl-unverified", OF_TRUST),
    ("public-key-malformed", IMPOSSIBLE),
    ("revocation-status-unknown", OF_TRUST),
    ("rsa-modulus-too-long", IMPOSSIBLE),
    ("rsa-modulus-too-short", IMPOSSIBLE),
    ("validity-inverted", OF_TRUST),
];

const OF_TRUST: &str = "whom to trust says whether dates and revocation are looked at, and leaves them out past `dangerous` \
                        alone";
const IMPOSSIBLE: &str = "no handshake of rustls gets past it";
const BESIDE_THE_PIN: &str = "a pinned certificate is known without its issuer, and what a peer sends along for one proves \
                              nothing and is not looked at";
const BESIDE_THE_PATH: &str =
    "a handshake looks at the path alone, and not at what is included beside it or in which order";
const EXPENSIVE: &str =
    "arithmetic on the modulus takes time, and whoever connects could ask for it";

/// The level of a rule for the relying party; `None` where the rule does not apply.
pub(super) fn of(rule: &Rule, input: &CheckInput<'_>) -> Option<Severity> {
    let acts_as = input.profile.acts_as;
    let level = rule.levels.of(acts_as, input.verification);
    if acts_as == ActsAs::AssertionSigner {
        return level;
    }
    let Some(axis) = rule.levels.axis else {
        return level;
    };
    match axis {
        Axis::Name | Axis::NameIfNoCommonName | Axis::Purpose => {
            let verification = if is_asked(rule, input) {
                Verification::ByPath
            } else {
                Verification::ByPin
            };
            rule.levels.of(acts_as, verification)
        }
        Axis::PurposePresent if input.axes.purpose == PurposeCheck::Required => {
            Some(Severity::Error)
        }
        Axis::PurposePresent => level,
        Axis::Validity if input.axes.validity == ValidityCheck::Ignored => {
            level.map(|level| level.min(Severity::Warning))
        }
        Axis::Validity => level,
    }
}

/// Whether the relying party looks at what the rule is about.
pub(super) fn is_asked(rule: &Rule, input: &CheckInput<'_>) -> bool {
    match rule.levels.axis {
        Some(Axis::Name) => input.axes.name != NameCheck::Ignored,
        Some(Axis::NameIfNoCommonName) => match input.axes.name {
            NameCheck::Ignored => false,
            NameCheck::SubjectAltName => true,
            NameCheck::SubjectAltNameThenCommonName => !is_named_by_common_name(input),
        },
        Some(Axis::Purpose) => input.axes.purpose != PurposeCheck::Ignored,
        _ => true,
    }
}

/// RFC 6125 section 6.4.4: the common name counts where no other name of a host is there.
fn is_named_by_common_name(input: &CheckInput<'_>) -> bool {
    let certificate = input.end_entity();
    let names = certificate.subject_alt_name().present();
    let mut hosts = input.addresses.iter().map(|address| address.host());
    !names.is_some_and(|names| names.names_a_host())
        && hosts.all(|host| presented_identifier::matches_common_name(certificate, host))
}

/// Whether handshakes ask this rule at all.
pub(super) fn is_in_handshakes(rule: &Rule) -> bool {
    let is_it = |(left_out, _): &(&str, _)| *left_out == rule.id.as_str();
    !NOT_IN_HANDSHAKES.iter().any(is_it)
}

/// The level a policy gives the rule, so far as it has a say in a handshake.
pub(super) fn in_handshake(rule: &Rule, input: &CheckInput<'_>) -> Option<policy::Level> {
    let level = input.policy.level(rule.id.as_str());
    level.filter(|_| why_kept(rule, input).is_none())
}

/// Whether handshakes go by all that the policy says, so that what they refuse is an error of a report by the same rules.
pub(crate) fn has_its_say(policy: &Policy) -> bool {
    let is_kept = |level| level == policy::Level::Deny;
    let mut kept = NEVER_RELAXED.iter();
    kept.all(|(id, _)| policy.level(id).is_none_or(is_kept))
}

/// The reason why a handshake does not go by what the policy says of the rule, where it does not.
pub(super) fn why_kept(rule: &Rule, input: &CheckInput<'_>) -> Option<&'static str> {
    let id = rule.id.as_str();
    input
        .policy
        .level(id)
        .filter(|level| *level != policy::Level::Deny)?;
    let kept = NEVER_RELAXED.iter().find(|(kept, _)| *kept == id);
    kept.map(|(_, reason)| *reason)
}
