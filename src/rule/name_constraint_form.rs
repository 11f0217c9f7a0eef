//! Name constraints that are not written as RFC 5280 section 4.2.1.10 defines them, whatever names stand below.

use std::net::IpAddr;

use super::name_constraint::confining;
use super::{CheckInput, Levels, NA, Rule, Violations, W, name_form};
use crate::certificate::GeneralName;
use crate::finding::{Basis, RuleId, Severity};
use crate::shown::listed;

pub(super) static MALFORMED: Rule = Rule {
    id: RuleId::new("name-constraint-malformed"),
    summary: "a name constraint of an issuer is not a valid one",
    why: "A constraint is a host name, a domain or an address block, and what this one means is not defined. Some readers \
          refuse the issuer's certificate at sight; others compare it in a way of their own, or leave it out. rustls looks \
          at it once a name of that kind stands below.",
    remedy: "Have the CA's certificate issued again: `example.com` for DNS names, `example.com` or `.example.com` for \
             e-mail addresses and URIs, and an address with a mask of ones followed by zeros.",
    citation: "RFC 5280 section 4.2.1.10",
    basis: Basis::Peers,
    levels: Levels::new(W, NA, NA),
};

/// In which way, among those peers tell apart, and in words.
struct Fault {
    aspect: &'static str,
    reason: &'static str,
}

pub(super) fn malformed(input: &CheckInput<'_>, violations: &mut Violations) {
    for issuer in confining(input) {
        let Some(constraints) = issuer.constraints.present() else {
            continue;
        };
        let mut faults = { constraints.bases() }.filter_map(|it| Some((it, fault(it)?)));
        if let Some((base, Fault { aspect, reason })) = faults.next() {
            let found = format!("{}, {reason}", listed([base]));
            violations.add(issuer.position, EXPECTED, found).of(aspect);
        } else if let Some(base) = constraints
            .bases()
            .find(|base| matches!(base, GeneralName::DnsName(base) if base.starts_with('.')))
        {
            let found = format!(
                "{}, with a dot that only constraints on URIs and e-mail addresses begin with",
                listed([base])
            );
            let severity = violations.level().min(Severity::Notice);
            violations
                .add(issuer.position, EXPECTED, found)
                .at(severity);
        }
    }
}

const EXPECTED: &str = "name constraints as they are defined";

fn fault(base: GeneralName<'_>) -> Option<Fault> {
    let (aspect, reason, is_broken) = match base {
        GeneralName::IpAddress(_) => ("address", "an address without a mask", true),
        GeneralName::IpRange(_, mask) => (
            "mask",
            "a mask that is not ones followed by zeros",
            !is_block(mask),
        ),
        GeneralName::DnsName(base) => ("DNS name", "not a DNS name", !is_domain(base)),
        GeneralName::Rfc822Name(base) => (
            "e-mail address",
            "neither a host, a domain nor an address",
            !is_of_mail(base),
        ),
        GeneralName::Uri(base) if base.parse::<IpAddr>().is_ok() => {
            ("URI with an address", "an IP address", true)
        }
        GeneralName::Uri(base) => ("URI", "neither a host nor a domain", !is_domain(base)),
        _ => return None,
    };
    is_broken.then_some(Fault { aspect, reason })
}

/// Without anything it stands for every name; behind a dot for what is below it only.
fn is_domain(base: &str) -> bool {
    let name = base.strip_prefix('.').unwrap_or(base);
    base.is_empty() || (!name.contains('*') && name_form::is_read_by_rustls(name))
}

/// A whole address, or its part behind the `@`.
fn is_of_mail(base: &str) -> bool {
    match base.rsplit_once('@') {
        Some((mailbox, host)) => !mailbox.is_empty() && !host.starts_with('.') && is_domain(host),
        None => is_domain(base),
    }
}

/// RFC 4632 section 3.1.
fn is_block(mask: IpAddr) -> bool {
    match mask {
        IpAddr::V4(mask) => mask.to_bits().leading_ones() + mask.to_bits().trailing_zeros() >= 32,
        IpAddr::V6(mask) => mask.to_bits().leading_ones() + mask.to_bits().trailing_zeros() >= 128,
    }
}
