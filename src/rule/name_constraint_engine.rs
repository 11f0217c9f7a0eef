//! Name constraints rustls cannot hold names against, rustls-webpki 0.103.17 (`subject_name`).
//!
//! Where it cannot tell whether a name is allowed, it refuses the path, for every certificate below the CA.

use std::borrow::Cow;
use std::net::IpAddr;

use super::name_constraint::{Confining, MOST_COMPARISONS, comparisons, confining};
use super::{CheckInput, E, Levels, NA, Rule, Violations, name_form};
use crate::certificate::{Certificate, Field, GeneralName, NameConstraints};
use crate::finding::{Basis, Position, RuleId};
use crate::shown::{listed, shown};

pub(super) static UNSUPPORTED: Rule = Rule {
    id: RuleId::new("name-constraints-unsupported"),
    summary: "an issuer has name constraints rustls cannot hold a name against",
    why: "rustls compares DNS names and IP addresses with constraints on the same, and refuses the path where it would \
          have to compare anything else or cannot read one of the two. A directoryName constraint always stands against \
          the subject. Windows compares more.",
    remedy: "Have the CA's certificate issued with constraints on DNS names and IP address ranges only, or the \
             certificate without the name in question; until then a client that pins the certificate looks at \
             neither.",
    citation: "RFC 5280 section 4.2.1.10; rustls-webpki 0.103: check_name_constraints",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn unsupported(input: &CheckInput<'_>, violations: &mut Violations) {
    // More than these are told by the rule about violations.
    if comparisons(input) > MOST_COMPARISONS {
        return;
    }
    for issuer in confining(input) {
        if let Some((aspect, found)) = unreadable(&issuer) {
            violations.add(issuer.position, EXPECTED, found).of(aspect);
            continue;
        }
        let Some(constraints) = issuer.constraints.present() else {
            continue;
        };
        for (position, certificate) in issuer.confined(input) {
            let Some((aspect, fault)) = incomparable(certificate, constraints) else {
                continue;
            };
            let (position, found) = match fault {
                Fault::Constraint(found) => (issuer.position, found),
                Fault::Name(found) => (position, found),
            };
            let expected = format!(
                "names and constraints of {} rustls can compare",
                listed([issuer.name])
            );
            violations.add(position, expected, found).of(aspect);
        }
    }
}

const EXPECTED: &str = "name constraints rustls can check";

/// What rustls refuses whatever the names below are.
fn unreadable(issuer: &Confining<'_>) -> Option<(&'static str, Cow<'static, str>)> {
    let constraints = match issuer.constraints {
        Field::Absent => return None,
        Field::Present(constraints) => constraints,
        // Those of an intermediate are told by the rule about extensions, which does not look at trust anchors.
        Field::Malformed(error) => {
            let reason = shown(error.reason());
            let is_anchor = issuer.position == Position::TrustAnchor;
            let found = format!("constraints that cannot be read: {reason}");
            return is_anchor.then_some(("", found.into()));
        }
    };
    constraints.bases().find_map(|base| match base {
        GeneralName::DirectoryName(_) => {
            let found = "a directoryName constraint, which rustls refuses whatever the name";
            Some(("directory name", found.into()))
        }
        GeneralName::Malformed(error) if issuer.position == Position::TrustAnchor => {
            let reason = shown(error.reason());
            let found = format!("a constraint that cannot be read: {reason}");
            Some(("", found.into()))
        }
        _ if constraints.has_distances => {
            let found = "a minimum or maximum beside a constraint";
            Some(("minimum or maximum", found.into()))
        }
        _ => None,
    })
}

/// Which of the two has to change.
enum Fault {
    Name(String),
    Constraint(String),
}

/// The kind of the constraint, and what is wrong.
fn incomparable(
    certificate: &Certificate,
    constraints: &NameConstraints,
) -> Option<(&'static str, Fault)> {
    let names = match certificate.subject_alt_name() {
        Field::Absent => return None,
        Field::Present(names) => names.names(),
        Field::Malformed(error) => {
            let reason = shown(error.reason());
            let fault = Fault::Name(format!("names that cannot be read: {reason}"));
            return Some(("", fault));
        }
    };
    let bases: Vec<_> = constraints.bases().collect();
    names.iter().find_map(|name| {
        let mut bases = bases.iter();
        bases.find_map(|base| Some((kind(base), compared(&name, base).err()?)))
    })
}

/// What peers tell apart.
fn kind(base: &GeneralName<'_>) -> &'static str {
    match base {
        GeneralName::DnsName(_) => "DNS name",
        GeneralName::IpAddress(_) | GeneralName::IpRange(..) => "IP address",
        GeneralName::Rfc822Name(_) => "e-mail address",
        GeneralName::Uri(_) => "URI",
        GeneralName::DirectoryName(_) => "directory name",
        _ => "other name",
    }
}

/// Whether rustls comes to a conclusion, whichever.
fn compared(name: &GeneralName<'_>, base: &GeneralName<'_>) -> Result<(), Fault> {
    use GeneralName as G;
    let of_name = |what: &str| Err(Fault::Name(format!("{}, {what}", listed([name]))));
    let of_base = |what: &str| Err(Fault::Constraint(format!("{}, {what}", listed([base]))));
    match (name, base) {
        (G::DnsName(name), G::DnsName(base)) => {
            if !name_form::is_read_by_rustls(name) {
                of_name("a DNS name it cannot read")
            } else if !is_constraint(base) {
                of_base("a constraint on DNS names it cannot read")
            } else {
                Ok(())
            }
        }
        (G::IpAddress(address), G::IpRange(network, mask)) => {
            if is_mask_read(*address, *network, *mask) {
                Ok(())
            } else {
                of_base("a mask that is not ones followed by zeros")
            }
        }
        (G::IpAddress(_), G::IpAddress(_)) => of_base("an address without a mask"),
        (G::IpRange(..), G::IpAddress(_) | G::IpRange(..)) => of_name("an address with a mask"),
        (G::Malformed(error), _) => {
            let reason = shown(error.reason());
            Err(Fault::Name(format!("a name that cannot be read: {reason}")))
        }
        (G::Uri(_), G::Uri(_))
        | (G::Rfc822Name(_), G::Rfc822Name(_))
        | (G::OtherName(_), G::OtherName(_))
        | (G::RegisteredId(_), G::RegisteredId(_)) => {
            of_name("of a kind that is constrained and that it does not compare")
        }
        (G::Unsupported(kind), G::Unsupported(other)) if kind == other => {
            of_name("of a kind that is constrained and that it does not compare")
        }
        _ => Ok(()),
    }
}

/// Nothing, for every name; or a name, behind a dot for what is below it only.
fn is_constraint(base: &str) -> bool {
    let name = base.strip_prefix('.').unwrap_or(base);
    base.is_empty()
        || (!name.contains('*') && base.len() <= 253 && name_form::is_read_by_rustls(name))
}

/// rustls looks at the mask until the first octet in which the address differs. Those of other families never match.
fn is_mask_read(address: IpAddr, network: IpAddr, mask: IpAddr) -> bool {
    match (address, network, mask) {
        (IpAddr::V4(address), IpAddr::V4(network), IpAddr::V4(mask)) => {
            is_read(&address.octets(), &network.octets(), &mask.octets())
        }
        (IpAddr::V6(address), IpAddr::V6(network), IpAddr::V6(mask)) => {
            is_read(&address.octets(), &network.octets(), &mask.octets())
        }
        _ => true,
    }
}

fn is_read(address: &[u8], network: &[u8], mask: &[u8]) -> bool {
    let mut has_ended = false;
    for ((address, network), mask) in address.iter().zip(network).zip(mask) {
        let is_even = mask.leading_ones() + mask.trailing_zeros() == 8;
        if !is_even || (has_ended && *mask != 0) {
            return false;
        }
        has_ended |= *mask != 0xff;
        if (address ^ network) & mask != 0 {
            return true;
        }
    }
    true
}
