//! Name constraints of the CAs that are included, RFC 5280 section 4.2.1.10.

use std::fmt;
use std::net::IpAddr;

use super::{CheckInput, E, Levels, N, NA, Rule, Violations};
use crate::address::{Address, Host};
use crate::certificate::{
    Certificate, DistinguishedName, Field, GeneralName, NameConstraints, SubjectAltName,
};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::shown::listed;
use crate::trust::NameCheck;

pub(super) static VIOLATED: Rule = Rule {
    id: RuleId::new("name-constraints-violated"),
    summary: "the certificate carries a name that an issuer may not certify",
    why: "The certificate of the CA confines the names below it. Every client that builds a path refuses a certificate \
          with any name outside, even if it connects to another one. Host names in the common name count too where the \
          subject alternative name has none, for clients that look there, and so for this crate where it does.",
    remedy: "Have the certificate issued again without that name, or by a CA that may certify it.",
    citation: "RFC 5280 sections 4.2.1.10 and 6.1.4 (g)",
    basis: Basis::Standard,
    levels: Levels::new(E, NA, NA),
};

pub(super) static ON_END_ENTITY: Rule = Rule {
    id: RuleId::new("name-constraints-on-end-entity"),
    summary: "the certificate has name constraints and is not that of a CA",
    why: "Constraints confine what a CA issues, and nobody may issue with this certificate. Most clients pass over \
          them; strict ones refuse the certificate.",
    remedy: "Have the certificate issued again without the extension; it was probably made with the template of a CA.",
    citation: "RFC 5280 section 4.2.1.10",
    basis: Basis::Standard,
    levels: Levels::new(N, NA, NA),
};

pub(super) fn on_end_entity(input: &CheckInput<'_>, violations: &mut Violations) {
    let certificate = input.end_entity();
    if !certificate.is_ca() && !certificate.name_constraints().is_absent() {
        let expected = "name constraints in certificates of CAs only";
        violations.add(Position::EndEntity, expected, "name constraints");
    }
}

/// As many as rustls-webpki makes before it refuses the path.
pub(super) const MOST_COMPARISONS: usize = 250_000;

/// A CA with its constraints, and how many certificates of the path are below it.
#[derive(Clone, Copy)]
pub(super) struct Confining<'a> {
    pub(super) position: Position,
    pub(super) name: &'a DistinguishedName,
    pub(super) constraints: &'a Field<NameConstraints>,
    below: usize,
}

/// Every CA above the end entity, nearest first. All certificates below it are confined, not the last alone.
pub(super) fn confining<'a>(input: &'a CheckInput<'_>) -> impl Iterator<Item = Confining<'a>> {
    let length = input.chain.path().len();
    let numbered = (1..).zip(input.issuer_names());
    numbered.map(move |(below, (name, constraints))| Confining {
        position: if below < length {
            Position::Intermediate(below)
        } else {
            Position::TrustAnchor
        },
        name,
        constraints,
        below,
    })
}

impl<'a> Confining<'a> {
    /// The certificates it confines.
    pub(super) fn confined(
        &self,
        input: &'a CheckInput<'_>,
    ) -> impl Iterator<Item = (Position, &'a Certificate)> {
        input.path().take(self.below)
    }

    /// How many comparisons it takes to hold all names against all constraints, as rustls-webpki counts them.
    fn comparisons(&self, input: &'a CheckInput<'_>) -> usize {
        let Some(constraints) = self.constraints.present() else {
            return 0;
        };
        let bases = constraints.permitted.len() + constraints.excluded.len();
        let others = |certificate: &Certificate| {
            let names = certificate.subject_alt_name().present();
            names.map_or(0, |names| names.names().len())
                + certificate.subject().common_names().count()
        };
        let confined = self.confined(input);
        let names = confined.fold(0, |sum: usize, (_, it)| sum + 1 + others(it));
        bases.saturating_mul(names)
    }
}

/// How many it takes to hold all names against all constraints.
pub(super) fn comparisons(input: &CheckInput<'_>) -> usize {
    confining(input).fold(0, |sum: usize, it| {
        sum.saturating_add(it.comparisons(input))
    })
}

pub(super) fn violated(input: &CheckInput<'_>, violations: &mut Violations) {
    let comparisons = comparisons(input);
    if comparisons > MOST_COMPARISONS {
        let expected = format!("at most {MOST_COMPARISONS} comparisons of names");
        violations.add(Position::EndEntity, expected, comparisons.to_string());
        return;
    }
    for issuer in confining(input) {
        let Some(constraints) = issuer.constraints.present().map(Bases::of) else {
            continue;
        };
        for (position, certificate) in issuer.confined(input) {
            let mut outside = names(certificate)
                .filter(|name| !constraints.allow(*name))
                .peekable();
            if let Some(first) = outside.peek() {
                let aspect = first.kind();
                let expected = format!("names within the constraints of {}", listed([issuer.name]));
                violations
                    .add(position, expected, listed(outside))
                    .of(aspect);
            }
        }
    }
    common_names_violated(input, violations);
}

fn common_names_violated(input: &CheckInput<'_>, violations: &mut Violations) {
    let end_entity = input.end_entity();
    for issuer in confining(input) {
        let Some(constraints) = issuer.constraints.present().map(Bases::of) else {
            continue;
        };
        let hosts = || input.addresses.iter().map(Address::host);
        let mut outside = common_names_outside(&constraints, end_entity, hosts).peekable();
        if outside.peek().is_some() {
            let expected = format!(
                "common names within the constraints of {}",
                listed([issuer.name])
            );
            let found = listed(outside);
            let severity = match input.axes.name {
                NameCheck::SubjectAltNameThenCommonName => violations.level(),
                _ => Severity::Warning,
            };
            violations
                .add(Position::EndEntity, expected, found)
                .of("common name")
                .at_most(severity);
        }
    }
}

/// The host names in the common name that these constraints do not allow; all of them count, as in OpenSSL, and not only
/// the one that was asked for.
fn common_names_outside<'a, H: Iterator<Item = &'a Host>>(
    constraints: &'a Bases<'a>,
    certificate: &'a Certificate,
    hosts: impl Fn() -> H,
) -> impl Iterator<Item = Name<'a>> {
    let names = certificate.subject_alt_name().present();
    let do_count = !names.is_some_and(SubjectAltName::names_a_host);
    let names = certificate.subject().common_names();
    let names = names.filter(move |_| do_count).filter_map(move |name| {
        let is_host = |host: &Host| {
            host.as_dns()
                .is_some_and(|it| it.eq_ignore_ascii_case(name))
        };
        match name.parse() {
            Ok(ip) => Some(Name::Ip(ip)),
            Err(_) if reads_as_host(name) || hosts().any(is_host) => Some(Name::Dns(name)),
            Err(_) => None,
        }
    });
    names.filter(|name| !constraints.allow(*name))
}

/// One label alone, such as `Service`, says nothing of a host.
fn reads_as_host(name: &str) -> bool {
    let is_label = |label: &str| {
        let mut bytes = label.bytes();
        !label.is_empty() && bytes.all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it))
    };
    let name = name.strip_prefix("*.").unwrap_or(name);
    name.contains('.') && name.split('.').all(is_label)
}

/// A name of a certificate, of the kinds compared here.
#[derive(Clone, Copy)]
enum Name<'a> {
    Dns(&'a str),
    Ip(IpAddr),
    Directory(&'a DistinguishedName),
}

/// The subject, unless it is empty, and the subject alternative names.
fn names(certificate: &Certificate) -> impl Iterator<Item = Name<'_>> {
    let subject = Some(certificate.subject()).filter(|subject| !subject.is_empty());
    let others = certificate.subject_alt_name().present();
    let others = others.into_iter().flat_map(|names| names.names().iter());
    let others = others.filter_map(|name| match name {
        GeneralName::DnsName(name) => Some(Name::Dns(name)),
        GeneralName::IpAddress(ip) => Some(Name::Ip(ip)),
        GeneralName::DirectoryName(name) => Some(Name::Directory(name)),
        _ => None,
    });
    subject.map(Name::Directory).into_iter().chain(others)
}

/// What names are held against, read once for all of them.
struct Bases<'a> {
    permitted: Vec<GeneralName<'a>>,
    excluded: Vec<GeneralName<'a>>,
}

impl<'a> Bases<'a> {
    fn of(constraints: &'a NameConstraints) -> Self {
        Self {
            permitted: constraints.permitted.iter().collect(),
            excluded: constraints.excluded.iter().collect(),
        }
    }

    fn allow(&self, name: Name<'_>) -> bool {
        let permitted = self.permitted.iter();
        let mut permitted = permitted.filter_map(|it| name.is_within(*it)).peekable();
        let mut excluded = self.excluded.iter();
        (permitted.peek().is_none() || permitted.any(|is_within| is_within))
            && !excluded.any(|it| name.is_within(*it) == Some(true) || name.reaches(*it))
    }
}

impl Name<'_> {
    /// What peers tell apart.
    fn kind(self) -> &'static str {
        match self {
            Self::Dns(_) => "DNS name",
            Self::Ip(_) => "IP address",
            Self::Directory(_) => "directory name",
        }
    }

    /// `None` for a base of another kind, which says nothing about this name.
    fn is_within(self, base: GeneralName<'_>) -> Option<bool> {
        match (self, base) {
            (Self::Dns(name), GeneralName::DnsName(base)) => Some(is_dns_within(name, base)),
            (Self::Ip(ip), GeneralName::IpRange(address, mask)) => {
                Some(is_ip_within(ip, address, mask))
            }
            (Self::Directory(name), GeneralName::DirectoryName(base)) => Some(name.is_within(base)),
            _ => None,
        }
    }

    /// Whether a wildcard also stands for the base itself, as `*.example.com` does for `www.example.com`.
    fn reaches(self, base: GeneralName<'_>) -> bool {
        let (Self::Dns(name), GeneralName::DnsName(base)) = (self, base) else {
            return false;
        };
        // Of a base that begins with a dot, rustls leaves that and the label behind it to the wildcard.
        let base = base.strip_prefix('.').unwrap_or(base).split_once('.');
        match (name.strip_prefix("*."), base) {
            (Some(name), Some((_, base))) => name.eq_ignore_ascii_case(base),
            _ => false,
        }
    }
}

/// The base itself and everything below it; with a leading dot only what is below, as NSS and Windows take it.
fn is_dns_within(name: &str, base: &str) -> bool {
    let (name, base) = (name.as_bytes(), base.as_bytes());
    let Some(start) = name.len().checked_sub(base.len()) else {
        return false;
    };
    let starts_label = start == 0 || base.first() == Some(&b'.') || name[start - 1] == b'.';
    base.is_empty() || (starts_label && name[start..].eq_ignore_ascii_case(base))
}

fn is_ip_within(ip: IpAddr, address: IpAddr, mask: IpAddr) -> bool {
    match (ip, address, mask) {
        (IpAddr::V4(ip), IpAddr::V4(address), IpAddr::V4(mask)) => {
            (ip.to_bits() ^ address.to_bits()) & mask.to_bits() == 0
        }
        (IpAddr::V6(ip), IpAddr::V6(address), IpAddr::V6(mask)) => {
            (ip.to_bits() ^ address.to_bits()) & mask.to_bits() == 0
        }
        _ => false,
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(f, "DNS:{name}"),
            Self::Ip(ip) => write!(f, "IP:{ip}"),
            Self::Directory(name) => write!(f, "dirName:{name}"),
        }
    }
}
