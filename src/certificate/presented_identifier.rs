//! Whether a certificate presents the host a client expects, RFC 9525 section 6.
//!
//! Underscores are taken as rustls takes them. A wildcard stands for exactly one label, is the whole leftmost one and
//! has at least two labels to its right.

use std::net::IpAddr;

use super::Certificate;
use crate::address::Host;

/// How a host was found among the identifiers of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// As written, but for the case of letters.
    Exact,
    /// Below a wildcard, and in no other way.
    Wildcard,
    /// Not at all.
    None,
}

/// Looks for `host` in the subject alternative name: DNS names in dNSName, IP addresses in iPAddress only.
pub(crate) fn matches(certificate: &Certificate, host: &Host) -> Match {
    let Some(names) = certificate.subject_alt_name().present() else {
        return Match::None;
    };
    match (host.as_dns(), host.as_ip()) {
        (Some(host), _) => best(names.dns_names(), host),
        (None, Some(ip)) if names.ip_addresses().any(|presented| presented == ip) => Match::Exact,
        (None, _) => Match::None,
    }
}

/// Looks for `host` in the common names, where RFC 9525 section 2 no longer looks.
pub(crate) fn matches_common_name(certificate: &Certificate, host: &Host) -> bool {
    let mut names = certificate.subject().common_names();
    match (host.as_dns(), host.as_ip()) {
        (Some(host), _) => best(names, host) != Match::None,
        (None, Some(ip)) => names.any(|name| name.parse() == Ok::<IpAddr, _>(ip)),
        (None, None) => false,
    }
}

/// What is to the right of the wildcard, if the name is one.
pub(crate) fn below_wildcard(presented: &str) -> Option<&str> {
    presented.strip_prefix("*.")
}

/// The name without its leftmost label, if a wildcard may stand for that one.
pub(crate) fn parent(host: &str) -> Option<&str> {
    let (_, parent) = host.split_once('.')?;
    Some(parent).filter(|parent| parent.contains('.'))
}

fn best<'a>(presented: impl Iterator<Item = &'a str>, host: &str) -> Match {
    let parent = parent(host);
    let mut found = Match::None;
    for name in presented {
        if name.eq_ignore_ascii_case(host) {
            return Match::Exact;
        }
        if let (Some(base), Some(parent)) = (below_wildcard(name), parent)
            && base.eq_ignore_ascii_case(parent)
        {
            found = Match::Wildcard;
        }
    }
    found
}
