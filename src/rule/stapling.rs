//! The TLS feature extension, RFC 7633.

use super::{CheckInput, Levels, NA, Rule, Violations, W};
use crate::certificate::oid;
use crate::certificate::unprocessed::tls_features;
use crate::finding::{Basis, Position, RuleId};
use crate::profile::ActsAs;

pub(super) static DEMANDED: Rule = Rule {
    id: RuleId::new("stapling-demanded"),
    summary: "the certificate promises a stapled OCSP response, and none is sent",
    why: "The TLS feature status_request (*must-staple*) says that the server sends an OCSP response in each handshake. \
          The configurations of this crate never do, and neither do the services of the product, so that a client that \
          holds them to it ends the connection.",
    remedy: "Have the certificate issued without the TLS feature extension (*must-staple*).",
    citation: "RFC 7633 section 4.2.3.1",
    basis: Basis::Peers,
    levels: Levels::new(W, NA, NA),
};

/// `status_request` and `status_request_v2`, RFC 6066 section 8 and RFC 6961 section 2.
const STAPLING: [u16; 2] = [5, 17];

pub(super) fn demanded(input: &CheckInput<'_>, violations: &mut Violations) {
    let is_server = matches!(input.profile.acts_as, ActsAs::TlsServer | ActsAs::TlsPeer);
    let extension = input.end_entity().extension(oid::TLS_FEATURE);
    let features = extension.and_then(|it| tls_features(&it).ok());
    let demands = |features: Vec<u16>| features.iter().any(|it| STAPLING.contains(it));
    if is_server && features.is_some_and(demands) {
        violations.add(
            Position::EndEntity,
            "no TLS feature status_request",
            "status_request",
        );
    }
}
