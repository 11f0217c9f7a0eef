//! Whether a certificate carries the name rustls was asked to connect to.

use rustls_pki_types::ServerName;

use crate::address::Host;
use crate::certificate::presented_identifier::{self, Match};
use crate::certificate::{Certificate, SubjectAltName};

pub(crate) fn matches_name(certificate: &Certificate, server_name: &ServerName<'_>) -> bool {
    host(server_name)
        .is_some_and(|host| presented_identifier::matches(certificate, &host) != Match::None)
}

/// Counts only where the subject alternative name holds no name at all, RFC 6125 section 6.4.4.
pub(crate) fn matches_common_name(certificate: &Certificate, server_name: &ServerName<'_>) -> bool {
    let names = certificate.subject_alt_name().present();
    !names.is_some_and(SubjectAltName::names_a_host)
        && host(server_name)
            .is_some_and(|host| presented_identifier::matches_common_name(certificate, &host))
}

fn host(server_name: &ServerName<'_>) -> Option<Host> {
    server_name.to_str().parse().ok()
}

/// A name the certificate carries, so that all but the name is verified; one that names nobody is not for this one either.
#[cfg(feature = "platform-verifier")]
pub(super) fn any_of(certificate: &Certificate) -> ServerName<'static> {
    let names = certificate.subject_alt_name().present();
    let hosts = names.into_iter().flat_map(|names| {
        let dns = names.dns_names().filter_map(|name| {
            let base = presented_identifier::below_wildcard(name);
            let host = base.map_or_else(|| name.into(), |base| format!("a.{base}"));
            host.parse::<Host>().ok()
        });
        dns.chain(names.ip_addresses().map(Host::from))
    });
    { hosts }.next().map_or_else(
        || ServerName::IpAddress(std::net::IpAddr::from([127, 0, 0, 1]).into()),
        |host| host.server_name(),
    )
}
