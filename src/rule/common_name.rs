//! A common name that says something else than the names that count.

use std::net::Ipv6Addr;

use super::{CheckInput, Levels, N, NA, Rule, Violations};
use crate::address::Host;
use crate::certificate::presented_identifier::{self, Match};
use crate::finding::{Basis, Position, RuleId};
use crate::shown::listed;

pub(super) static ANOTHER_HOST: Rule = Rule {
    id: RuleId::new("common-name-names-another-host"),
    summary: "the common name is a host that the subject alternative name does not carry",
    why: "Where there is a subject alternative name, clients look at nothing else, so nobody reaches the service by \
          that name. People, logs and certificate managers show it, and public CAs may not issue such a certificate.",
    remedy: "Have the certificate issued with the name among its subject alternative names, or with a common name that is \
             not a host.",
    citation: "CA/Browser Forum Baseline Requirements section 7.1.4.3; RFC 9525 section 2",
    basis: Basis::Practice,
    levels: Levels::new(N, NA, NA),
};

pub(super) fn another_host(input: &CheckInput<'_>, violations: &mut Violations) {
    let certificate = input.end_entity();
    let names = certificate.subject_alt_name().present();
    // Without any, another rule speaks of the common name.
    let Some(names) = names.filter(|names| names.names_a_host()) else {
        return;
    };
    let strays = certificate.subject().common_names();
    let is_carried = |name: &str| {
        names.dns_names().any(|it| it.eq_ignore_ascii_case(name))
            || name
                .parse()
                .is_ok_and(|host| presented_identifier::matches(certificate, &host) != Match::None)
    };
    let strays = strays.filter(|name| is_like_a_host(name) && !is_carried(name));
    // That the service itself is named there only is said elsewhere.
    let is_address = |name: &str| input.addresses.iter().any(|it| is_host(name, it.host()));
    let mut strays = strays.filter(|name| !is_address(name)).peekable();
    if strays.peek().is_some() {
        let carried = names.dns_names().map(str::to_owned);
        let carried = carried.chain(names.ip_addresses().map(|it| it.to_string()));
        violations.add(Position::EndEntity, listed(carried), listed(strays));
    }
}

/// An IPv6 address, or a word with a dot inside and no port; names for people have spaces, or are one word.
fn is_like_a_host(name: &str) -> bool {
    let is_word = name.contains('.') && !name.contains(|it: char| it == ':' || it.is_whitespace());
    is_word || name.parse::<Ipv6Addr>().is_ok()
}

fn is_host(name: &str, host: &Host) -> bool {
    name.parse::<Host>().is_ok_and(|it| it == *host)
}
