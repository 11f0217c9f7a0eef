//! Whether a certificate carries the name rustls was asked to connect to.

use rustls_pki_types::ServerName;

use crate::address::Host;
use crate::certificate::{Certificate, SubjectAltName};
use crate::presented_identifier::{self, Match};

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

pub(super) fn host(server_name: &ServerName<'_>) -> Option<Host> {
    server_name.to_str().parse().ok()
}
