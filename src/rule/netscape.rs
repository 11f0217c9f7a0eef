//! The Netscape certificate type, older than the extended key usage and still looked at.

use super::{Axis, CheckInput, Levels, NA, Rule, Violations, W};
use crate::certificate::unprocessed::{NetscapeType, netscape_types};
use crate::certificate::{Certificate, oid};
use crate::finding::{Basis, Position, RuleId};
use crate::profile::ActsAs;
use crate::shown::listed;

pub(super) static TYPE_MISMATCH: Rule = Rule {
    id: RuleId::new("netscape-type-mismatch"),
    summary: "the Netscape certificate type is not that of the scenario",
    why: "The extension is of 1996 and did what the extended key usage does now. Where it is there, many clients still \
          demand the type of the connection in it: SSL server, SSL client, or SSL CA for an issuer. rustls does not look \
          at it.",
    remedy: "Have the certificate issued without nsCertType, or with the type that is expected; in a configuration of \
             OpenSSL or easy-rsa it is a line that begins with `nsCertType`.",
    citation: "https://docs.openssl.org/3.0/man5/x509v3_config/#netscape-certificate-type",
    basis: Basis::Peers,
    levels: Levels::new(W, NA, NA).depending_on(Axis::Purpose),
};

pub(super) fn type_mismatch(input: &CheckInput<'_>, violations: &mut Violations) {
    let of_end_entity: &[NetscapeType] = match input.profile.acts_as {
        ActsAs::TlsServer => &[NetscapeType::Server],
        ActsAs::TlsClient => &[NetscapeType::Client],
        ActsAs::TlsPeer => &[NetscapeType::Server, NetscapeType::Client],
        ActsAs::AssertionSigner => &[],
    };
    for (position, certificate) in input.checked() {
        let wanted = match position {
            Position::EndEntity => of_end_entity,
            _ => &[NetscapeType::Ca],
        };
        if let Some(found) = types_without(certificate, wanted) {
            let wanted = wanted.iter().map(|it| it.name());
            violations.add(position, format!("nsCertType {}", listed(wanted)), found);
        }
    }
}

/// The types, where one that is wanted is not among them. What cannot be read breaks a rule of its own.
fn types_without(certificate: &Certificate, wanted: &[NetscapeType]) -> Option<String> {
    let extension = certificate.extension(oid::NETSCAPE_CERT_TYPE)?;
    let types = netscape_types(&extension).ok()?;
    if wanted.iter().all(|one| types.contains(*one)) {
        return None;
    }
    let found = listed(types.names());
    Some(if found.is_empty() {
        "no type".into()
    } else {
        found
    })
}
