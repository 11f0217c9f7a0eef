//! The names a certificate is for, RFC 5280 section 4.2.1.6 and RFC 9525 section 6.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use super::{Axis, CheckInput, E, Levels, N, NA, Rule, Violations, W, advice, name_form};
use crate::address::{Address, Host};
use crate::certificate::presented_identifier::{self, Match};
use crate::certificate::{Certificate, GeneralName};
use crate::finding::{Basis, Position, RuleId};
use crate::shown::listed;

/// Where an address of the scenario is in the certificate; each address is one rule's business only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Exact,
    Wildcard,
    /// In an identifier no client reads that way; [`name_form`] says why.
    Misspelt,
    CommonName,
    Nowhere,
}

fn standing(certificate: &Certificate, host: &Host) -> Standing {
    match presented_identifier::matches(certificate, host) {
        Match::Exact => Standing::Exact,
        Match::Wildcard => Standing::Wildcard,
        Match::None if name_form::is_misspelt(certificate, host) => Standing::Misspelt,
        Match::None if presented_identifier::matches_common_name(certificate, host) => {
            Standing::CommonName
        }
        Match::None => Standing::Nowhere,
    }
}

/// The hosts of the scenario with this standing.
fn hosts<'a>(input: &'a CheckInput<'_>, wanted: Standing) -> impl Iterator<Item = &'a Host> {
    let hosts = input.addresses.iter().map(|address| address.host());
    hosts.filter(move |host| standing(input.end_entity(), host) == wanted)
}

pub(super) static SAN_ABSENT: Rule = Rule {
    id: RuleId::new("subject-alt-name-absent"),
    summary: "the certificate names no host in its subject alternative name",
    why: "rustls looks nowhere else, and neither do browsers: they refuse it by path. Other clients still fall back to the \
          common name, so it works from some machines only.",
    remedy: "Have the certificate issued again with the DNS name or IP address of the service in the subject \
             alternative name; where that cannot be done, a program of your own can pin it.",
    citation: "RFC 9525 section 2; rustls looks at the subject alternative name only",
    basis: Basis::Engine,
    levels: Levels::new(E, N, NA).depending_on(Axis::NameIfNoCommonName),
};

pub(super) fn san_absent(input: &CheckInput<'_>, violations: &mut Violations) {
    if !input.profile.acts_as.is_found_by_name() {
        return;
    }
    let field = input.end_entity().subject_alt_name();
    let found = match field.present() {
        Some(names) if !names.names().is_empty() && !names.names_a_host() => {
            format!("{} only", listed(names.names().iter()))
        }
        None if field.is_absent() => "no subject alternative name".into(),
        // An empty extension and an unreadable one have rules of their own.
        _ => return,
    };
    let addresses = input.addresses.iter().map(Address::host);
    violations
        .add(Position::EndEntity, "a dNSName or iPAddress", found)
        .advise(advice::unnamed(input, addresses, SAN_ABSENT.remedy));
}

pub(super) static SAN_EMPTY: Rule = Rule {
    id: RuleId::new("subject-alt-name-empty"),
    summary: "the subject alternative name is present with nothing inside",
    why: "The extension has to hold at least one name. Clients either call the certificate malformed or find no host \
          in it.",
    remedy: "Have the certificate issued again with the DNS name or IP address of the service in the extension.",
    citation: "RFC 5280 section 4.2.1.6",
    basis: Basis::Standard,
    levels: Levels::new(E, W, NA).depending_on(Axis::NameIfNoCommonName),
};

pub(super) fn san_empty(input: &CheckInput<'_>, violations: &mut Violations) {
    let names = input.end_entity().subject_alt_name().present();
    if names.is_some_and(|names| names.names().is_empty()) {
        violations.add(Position::EndEntity, "at least one name", "none");
    }
}

pub(super) static UNMATCHED: Rule = Rule {
    id: RuleId::new("reference-identifier-unmatched"),
    summary: "the certificate is not for the address where clients find the service",
    why: "A client compares the host it connects to with the names in the certificate and ends the connection if none \
          matches. One that pins the certificate and does not look at names is not affected.",
    remedy: "Have the certificate issued again with every address clients use, or have clients use a name it carries.",
    citation: "RFC 9525 section 6",
    basis: Basis::Standard,
    levels: Levels::new(E, W, NA).depending_on(Axis::Name),
};

pub(super) fn unmatched(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(names) = input.end_entity().subject_alt_name().present() else {
        return;
    };
    if names.names_a_host() && hosts(input, Standing::Nowhere).next().is_some() {
        let expected = listed(hosts(input, Standing::Nowhere));
        let hosts = hosts(input, Standing::Nowhere);
        violations
            .add(Position::EndEntity, expected, listed(names.names().iter()))
            .advise(advice::unnamed(input, hosts, UNMATCHED.remedy));
    }
}

pub(super) static COMMON_NAME_ONLY: Rule = Rule {
    id: RuleId::new("name-only-in-common-name"),
    summary: "the address of the service is in the common name only",
    why: "rustls does not look at the common name, and neither do browsers: they refuse the certificate by path. Other \
          clients take it if there is no subject alternative name.",
    remedy: "Have the certificate issued again with the same name in the subject alternative name.",
    citation: "RFC 9525 section 2; rustls looks at the subject alternative name only",
    basis: Basis::Engine,
    levels: Levels::new(E, N, NA).depending_on(Axis::NameIfNoCommonName),
};

pub(super) fn common_name_only(input: &CheckInput<'_>, violations: &mut Violations) {
    let certificate = input.end_entity();
    if certificate.subject_alt_name().malformed().is_some() {
        return;
    }
    if hosts(input, Standing::CommonName).next().is_some() {
        let violation = violations.add(
            Position::EndEntity,
            format!(
                "{} in the subject alternative name",
                listed(hosts(input, Standing::CommonName))
            ),
            format!(
                "common name {}",
                listed(certificate.subject().common_names())
            ),
        );
        let hosts = hosts(input, Standing::CommonName);
        violation.advise(advice::unnamed(input, hosts, COMMON_NAME_ONLY.remedy));
    }
}

pub(super) static WILDCARD: Rule = Rule {
    id: RuleId::new("wildcard-in-name"),
    summary: "the address of the service is matched by a wildcard only",
    why: "A wildcard is good for every host beside this one, so one stolen key stands for all of them. One report of \
          2020 has tenants fail to sign in through a REST portal with one; its cause was never found.",
    remedy: "Prefer a certificate with the name of the host itself.",
    citation: "RFC 9525 section 7.1; https://github.com/VeeamHub/vbo365-rest-self-service/issues/20",
    basis: Basis::Practice,
    levels: Levels::new(N, N, NA),
};

pub(super) fn wildcard(input: &CheckInput<'_>, violations: &mut Violations) {
    if hosts(input, Standing::Wildcard).next().is_none() {
        return;
    }
    let names = input.end_entity().subject_alt_name().present();
    let wildcards = names.into_iter().flat_map(|names| names.dns_names());
    violations.add(
        Position::EndEntity,
        listed(hosts(input, Standing::Wildcard)),
        listed(wildcards.filter(|name| name.starts_with("*."))),
    );
}

pub(super) static SUBJECT_EMPTY: Rule = Rule {
    id: RuleId::new("subject-empty-without-critical-san"),
    summary: "the subject is empty and the subject alternative name is not critical",
    why: "With an empty subject the names of the certificate are in the subject alternative name alone, and only a \
          critical extension is sure to be looked at. Strict clients refuse it, and lists of certificates show a \
          blank.",
    remedy: "Have the certificate issued again with a subject, or with a critical subject alternative name.",
    citation: "RFC 5280 section 4.2.1.6",
    basis: Basis::Standard,
    levels: Levels::new(W, W, N),
};

pub(super) fn subject_empty(input: &CheckInput<'_>, violations: &mut Violations) {
    let certificate = input.end_entity();
    let field = certificate.subject_alt_name();
    let found = match field.present() {
        _ if !certificate.subject().is_empty() => return,
        Some(names) if names.is_critical() => return,
        Some(_) => "neither",
        None if field.is_absent() => "an empty subject and no subject alternative name",
        // Unreadable; another rule's business.
        None => return,
    };
    let expected = "a subject, or a critical subject alternative name";
    violations.add(Position::EndEntity, expected, found);
}

pub(super) static REPEATED: Rule = Rule {
    id: RuleId::new("presented-identifier-repeated"),
    summary: "the same name is in the subject alternative name more than once",
    why: "It does no harm, but it shows that the request for the certificate was put together twice over.",
    remedy: "Leave the repeated name out when the certificate is renewed.",
    citation: "field practice",
    basis: Basis::Practice,
    levels: Levels::new(N, N, NA),
};

pub(super) fn repeated(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(names) = input.end_entity().subject_alt_name().present() else {
        return;
    };
    if names.names().len() < 2 {
        return;
    }
    let mut seen = HashSet::with_capacity(names.names().len());
    let names = names.names().iter();
    let mut repeated = names.filter(|name| !seen.insert(Folded(*name)));
    if let Some(first) = repeated.next() {
        let found = listed([first].into_iter().chain(repeated));
        violations.add(Position::EndEntity, "each name once", found);
    }
}

/// A name whose case does not count if it is a DNS name.
struct Folded<'a>(GeneralName<'a>);

impl PartialEq for Folded<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.0, other.0) {
            (GeneralName::DnsName(a), GeneralName::DnsName(b)) => a.eq_ignore_ascii_case(b),
            (a, b) => a == b,
        }
    }
}

impl Eq for Folded<'_> {}

impl Hash for Folded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.0 {
            GeneralName::DnsName(name) => name
                .bytes()
                .for_each(|byte| state.write_u8(byte.to_ascii_lowercase())),
            other => other.hash(state),
        }
    }
}
