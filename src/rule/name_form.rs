//! Names that are written in a way no client reads, RFC 1034 section 3.5 and RFC 9525 section 6.3.

use std::net::IpAddr;

use super::{Axis, CheckInput, Levels, N, NA, Rule, Violations, W};
use crate::address::{Address, Host};
use crate::certificate::Certificate;
use crate::certificate::presented_identifier::{self, Match};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::shown::listed;
use crate::trust::NameCheck;

/// What is wrong with a dNSName; each name is the business of one rule only.
#[derive(Clone, Copy)]
struct Fault {
    kind: Kind,
    reason: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    IpAddress,
    Wildcard,
    Syntax,
}

fn fault(name: &str) -> Option<Fault> {
    let (kind, reason) = if let Some(reason) = wildcard_fault(name) {
        (Kind::Wildcard, reason)
    } else if is_well_formed(name) {
        return None;
    } else if ip_literal(name).is_some() {
        (Kind::IpAddress, "no client looks for an IP address there")
    } else {
        (Kind::Syntax, syntax_fault(name))
    };
    Some(Fault { kind, reason })
}

const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// The preferred name syntax of RFC 1034 section 3.5 as rustls reads it: with underscores, and below a wildcard.
fn is_well_formed(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let plain = name.strip_prefix("*.").unwrap_or(name);
    name.len() <= LONGEST_NAME && plain.split('.').all(is_label) && !ends_in_number(plain)
}

/// The same with a wildcard, which has to stand above two labels; rustls passes over any other name.
pub(super) fn is_read_by_rustls(name: &str) -> bool {
    let is_wildcard_read = name
        .strip_prefix("*.")
        .is_none_or(|base| base.contains('.'));
    is_well_formed(name) && is_wildcard_read
}

/// RFC 1123 section 2.1: a name whose last label is a number would be taken for an IPv4 address.
fn ends_in_number(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
}

/// An IPv4 or IPv6 address, the latter also in the brackets of a URL.
fn ip_literal(name: &str) -> Option<IpAddr> {
    let bracketed = name.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    bracketed.unwrap_or(name).parse().ok()
}

fn port(name: &str) -> Option<(&str, &str)> {
    let is_number = |port: &str| !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit());
    name.rsplit_once(':').filter(|(_, port)| is_number(port))
}

fn syntax_fault(name: &str) -> &'static str {
    let has_long_label = name.split('.').any(|label| label.len() > LONGEST_LABEL);
    let faults = [
        (name.is_empty(), "nothing at all"),
        (!name.is_ascii(), "not ASCII and not written as an A-label"),
        (name.contains("://"), "a scheme"),
        (name.contains('/'), "a path"),
        (port(name).is_some(), "a port"),
        (name.contains(char::is_whitespace), "a space"),
        (name.ends_with('.'), "a trailing dot"),
        (name.split('.').any(str::is_empty), "an empty label"),
        (has_long_label, "a label of more than 63 octets"),
        (name.len() > LONGEST_NAME, "more than 253 octets"),
        (ends_in_number(name), "a number as its last label"),
    ];
    let otherwise = "a character or hyphen no host name has there";
    let first = faults.iter().find(|(applies, _)| *applies);
    first.map_or(otherwise, |(_, reason)| reason)
}

fn wildcard_fault(name: &str) -> Option<&'static str> {
    if !name.contains('*') {
        return None;
    }
    match name.strip_prefix("*.") {
        None => Some("`*` is not the whole leftmost label"),
        Some(base) if base.contains('*') => Some("more than one `*`"),
        Some(base) if !base.contains('.') => Some("directly above a single label"),
        Some(base) if is_public_suffix(base) => Some("directly above a public suffix"),
        Some(_) => None,
    }
}

/// The busiest public suffixes of two labels, by <https://publicsuffix.org>; the whole list changes every week and is
/// left to browsers.
fn is_public_suffix(base: &str) -> bool {
    const SUFFIXES: [&str; 44] = [
        "ac.jp", "ac.uk", "co.id", "co.il", "co.in", "co.jp", "co.kr", "co.nz", "co.th", "co.uk",
        "co.za", "com.ar", "com.au", "com.br", "com.cn", "com.co", "com.hk", "com.mx", "com.my",
        "com.ng", "com.ph", "com.pl", "com.sg", "com.tr", "com.tw", "com.ua", "com.vn", "edu.au",
        "edu.cn", "go.jp", "gov.au", "gov.br", "gov.cn", "gov.in", "gov.uk", "ne.jp", "net.au",
        "net.br", "net.cn", "or.jp", "org.au", "org.br", "org.cn", "org.uk",
    ];
    SUFFIXES
        .iter()
        .any(|suffix| suffix.eq_ignore_ascii_case(base))
}

/// Whether a malformed identifier was meant for `host`.
pub(super) fn is_misspelt(certificate: &Certificate, host: &Host) -> bool {
    let names = certificate.subject_alt_name().present();
    names
        .into_iter()
        .flat_map(|names| names.dns_names())
        .any(|name| fault(name).is_some_and(|fault| fault.is_meant_for(name, host)))
}

impl Fault {
    fn is_meant_for(self, name: &str, host: &Host) -> bool {
        let repaired = repaired(name);
        match (self.kind, host.as_dns(), host.as_ip()) {
            (Kind::Wildcard, Some(host), _) => covers(name, host),
            (Kind::Syntax, Some(host), _) => repaired.eq_ignore_ascii_case(host),
            (_, None, Some(ip)) => ip_literal(repaired) == Some(ip),
            _ => false,
        }
    }
}

/// What a reader of the name expects of its `*`, whatever clients make of it.
fn covers(wildcard: &str, host: &str) -> bool {
    let Some((start, end)) = wildcard.split_once('*') else {
        return false;
    };
    let host = host.as_bytes();
    host.len() > start.len() + end.len()
        && host[..start.len()].eq_ignore_ascii_case(start.as_bytes())
        && host[host.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
}

/// The host in what was perhaps copied from a browser.
fn repaired(name: &str) -> &str {
    let name = name.trim();
    let name = name.split_once("://").map_or(name, |(_, rest)| rest);
    let name = name.split_once('/').map_or(name, |(host, _)| host);
    if ip_literal(name).is_some() {
        return name;
    }
    let name = port(name).map_or(name, |(host, _)| host);
    name.strip_suffix('.').unwrap_or(name)
}

fn faulty<'a>(input: &'a CheckInput<'_>, kind: Kind) -> impl Iterator<Item = (&'a str, Fault)> {
    let names = input.end_entity().subject_alt_name().present();
    let names = names.into_iter().flat_map(|names| names.dns_names());
    names
        .filter_map(|name| Some((name, fault(name)?)))
        .filter(move |(_, fault)| fault.kind == kind)
}

/// Reports the names with a fault of one kind, with the reason for the first of them; an error where clients look
/// for names and nothing but such a name could have matched an address.
fn check(input: &CheckInput<'_>, violations: &mut Violations, kind: Kind, expected: &'static str) {
    let Some((_, Fault { reason, .. })) = faulty(input, kind).next() else {
        return;
    };
    let certificate = input.end_entity();
    let is_only_match = |host: &Host| {
        let is_meant = match presented_identifier::matches(certificate, host) {
            Match::None => true,
            Match::Wildcard => kind == Kind::Wildcard,
            Match::Exact => false,
        };
        is_meant && faulty(input, kind).any(|(name, fault)| fault.is_meant_for(name, host))
    };
    let hosts = input.addresses.iter().map(Address::host);
    let is_looked_for = input.axes.name != NameCheck::Ignored;
    let names = listed(faulty(input, kind).map(|(name, _)| name));
    let found = format!("{names}: {reason}");
    if is_looked_for && { hosts }.any(is_only_match) {
        let (severity, aspect) = (Severity::Error, "only match");
        violations
            .add(Position::EndEntity, expected, found)
            .of(aspect)
            .at(severity);
    } else {
        violations.add(Position::EndEntity, expected, found);
    }
}

pub(super) static WILDCARD_MALFORMED: Rule = Rule {
    id: RuleId::new("wildcard-malformed"),
    summary: "a wildcard stands where no client takes one",
    why: "Clients take `*` as the whole leftmost label only, and browsers and rustls only with a registered domain \
          to its right; for anything else the name matches no host at all.",
    remedy: "Have the certificate issued again with the names of the hosts themselves, or with a wildcard such as \
             `*.example.com`.",
    citation: "RFC 9525 sections 6.3 and 7.1",
    basis: Basis::Standard,
    levels: Levels::new(W, W, NA).depending_on(Axis::Name),
};

pub(super) fn wildcard_malformed(input: &CheckInput<'_>, violations: &mut Violations) {
    let expected = "`*` as the whole leftmost label of a registered domain";
    check(input, violations, Kind::Wildcard, expected);
}

pub(super) static IP_AS_DNS_NAME: Rule = Rule {
    id: RuleId::new("ip-address-as-dns-name"),
    summary: "an IP address is written as a DNS name",
    why: "Clients that connect to an IP address look for it in an iPAddress, and find it in no dNSName. A few old \
          ones looked there, which is why some tools still write it that way.",
    remedy: "Have the certificate issued again with the address as iPAddress (`IP:` in OpenSSL's notation).",
    citation: "RFC 5280 section 4.2.1.6; RFC 9525 section 6.4",
    basis: Basis::Standard,
    levels: Levels::new(W, W, NA).depending_on(Axis::Name),
};

pub(super) fn ip_as_dns_name(input: &CheckInput<'_>, violations: &mut Violations) {
    check(
        input,
        violations,
        Kind::IpAddress,
        "IP addresses as iPAddress",
    );
}

pub(super) static DNS_NAME_MALFORMED: Rule = Rule {
    id: RuleId::new("dns-name-malformed"),
    summary: "a DNS name is not a valid host name",
    why: "A dNSName is a host name and nothing else. With a port, a scheme, a space or letters outside ASCII in it, \
          it matches no host.",
    remedy: "Have the certificate issued again with the bare host name; write letters outside ASCII as an A-label \
             (`xn--`).",
    citation: "RFC 5280 section 4.2.1.6; RFC 1034 section 3.5; RFC 5890 section 2.3.2.1",
    basis: Basis::Standard,
    levels: Levels::new(W, W, NA).depending_on(Axis::Name),
};

pub(super) fn dns_name_malformed(input: &CheckInput<'_>, violations: &mut Violations) {
    check(input, violations, Kind::Syntax, "host names");
}

pub(super) static COMMON_NAME_HAS_PORT: Rule = Rule {
    id: RuleId::new("common-name-has-port"),
    summary: "the common name is an address with a port",
    why: "A certificate is for a host, whatever the port. Clients that look at the common name compare it with the \
          bare host name and find no match.",
    remedy: "Have the certificate issued again without the port, and with the host in the subject alternative name.",
    citation: "field practice: scripts that make certificates for `host:4443`",
    basis: Basis::Practice,
    levels: Levels::new(W, W, N),
};

pub(super) fn common_name_has_port(input: &CheckInput<'_>, violations: &mut Violations) {
    let has_port = |name: &&str| {
        name.contains(':')
            && name
                .parse::<Address>()
                .is_ok_and(|address| address.port().is_some())
    };
    let names = input.end_entity().subject().common_names();
    let mut with_port = names.filter(has_port);
    if let Some(first) = with_port.next() {
        violations.add(Position::EndEntity, "a host name", listed([first]));
    }
}
