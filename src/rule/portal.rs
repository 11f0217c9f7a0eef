//! The Restore Portal, which is served with the certificate of the REST API.

use super::{CheckInput, E, Levels, NA, Rule, Violations, W};
use crate::certificate::presented_identifier::{self, Match};
use crate::finding::{Basis, Position, RuleId};
use crate::shown::listed;

pub(super) static PORT_DIFFERS: Rule = Rule {
    id: RuleId::new("portal-port-differs"),
    summary: "the address of the Restore Portal has another port than the REST API",
    why: "The REST API service serves the portal from its own HTTPS port. At any other port nobody answers, and the \
          redirect URI of the portal's application leads there too.",
    remedy: "Give the portal's address the HTTPS port of the REST API, in the settings of the portal and in the \
             redirect URI of its application.",
    citation: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html",
    basis: Basis::Documented,
    levels: Levels::new(E, E, NA),
};

pub(super) fn port_differs(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(portal) = input.portal else {
        return;
    };
    let mut served = input.addresses.iter();
    if !served.any(|address| address.port() == portal.port()) {
        violations.add(
            Position::EndEntity,
            format!("the port of {}", listed(input.addresses)),
            format!("`{portal}`"),
        );
    }
}

pub(super) static ADDRESS_UNCOVERED: Rule = Rule {
    id: RuleId::new("portal-address-uncovered"),
    summary: "the REST API certificate is not for the host of the Restore Portal",
    why: "The portal is served from the port of the REST API; that it is served with this certificate is inferred. \
          Browsers compare the host users open with the names in it, and show a warning instead of the portal if \
          none matches. A client that pins is not affected.",
    remedy: "Have the REST API certificate issued again with the portal's DNS name or IP address in the subject \
             alternative name, or publish the portal under a name the certificate carries.",
    citation: "RFC 9525 section 6; https://helpcenter.veeam.com/docs/vbo365/guide/ssp_create_new_app_2.html; \
               https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html",
    basis: Basis::Standard,
    levels: Levels::new(E, W, NA),
};

pub(super) fn address_uncovered(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(host) = input.portal.map(|portal| portal.host()) else {
        return;
    };
    if presented_identifier::matches(input.end_entity(), host) != Match::None {
        return;
    }
    let field = input.end_entity().subject_alt_name();
    let found = match field.present() {
        Some(names) if names.names().is_empty() => "an empty subject alternative name".into(),
        Some(names) => listed(names.names().iter()),
        None if field.is_absent() => "no subject alternative name".into(),
        None => "a subject alternative name that cannot be read".into(),
    };
    violations.add(Position::EndEntity, listed([host]), found);
}
