//! Extensions that cannot be read, RFC 5280 section 4.2.

use super::{Breaches, E, Levels, Rule, Subject, W};
use crate::certificate::{Certificate, Extension, Field, GeneralName, Malformed, Oid, oid};
use crate::finding::{Position, RuleId};
use crate::profile::{Basis, Requirement};
use crate::shown::shown;

pub(super) static MALFORMED: Rule = Rule {
    id: RuleId::new("extension-malformed"),
    summary: "an extension the scenario depends on cannot be read",
    why: "Its contents are not what RFC 5280 defines, so nobody can tell what the certificate allows. Clients that \
          build a path refuse it; others may take it for absent.",
    remedy: "Have the certificate issued again; the byte position tells the issuer where the encoding is wrong.",
    citation: "RFC 5280 section 4.2.1",
    basis: Basis::Standard,
    levels: Levels::new(E, W, W),
    check: malformed,
};

fn malformed(subject: &Subject<'_>, breaches: &mut Breaches) {
    for (position, certificate) in subject.judged() {
        let mut unreadable: Vec<(Oid, Malformed)> = meanings(subject, position, certificate)
            .into_iter()
            .filter_map(|(oid, error)| Some((oid, error?.clone())))
            .collect();
        if subject.is_judged_by_path() {
            let shapes = SHAPES
                .iter()
                .filter_map(|shape| misshapen(certificate, shape));
            for (oid, error) in shapes {
                if unreadable.iter().all(|(reported, _)| *reported != oid) {
                    unreadable.push((oid, error));
                }
            }
        }
        if !unreadable.is_empty() {
            let found: Vec<String> = unreadable.iter().map(described).collect();
            breaches.add(position, "extensions that can be read", found.join(", "));
        }
    }
}

fn described((oid, error): &(Oid, Malformed)) -> String {
    let name = oid.name().unwrap_or("an extension");
    let reason = shown(error.reason());
    format!("{name} at byte {}: {reason}", error.offset())
}

/// What somebody acts upon: names and purposes of an end entity only where the profile has a word for them, name
/// constraints only of an authority.
fn meanings<'a>(
    subject: &Subject<'_>,
    position: Position,
    certificate: &'a Certificate,
) -> [(Oid, Option<&'a Malformed>); 5] {
    let is_end_entity = position == Position::EndEntity;
    let has_purposes = !subject.profile.extended_key_usage.is_empty();
    let has_names = is_end_entity && subject.profile.subject_alt_name != Requirement::May;
    let constraints = certificate.basic_constraints().malformed();
    let purposes = certificate.extended_key_usage().malformed();
    let names = has_names.then(|| unreadable_name(certificate));
    let name_constraints = (!is_end_entity).then(|| unreadable_constraint(certificate));
    [
        (oid::BASIC_CONSTRAINTS, constraints),
        (oid::KEY_USAGE, certificate.key_usage().malformed()),
        (oid::EXTENDED_KEY_USAGE, purposes.filter(|_| has_purposes)),
        (oid::SUBJECT_ALT_NAME, names.flatten()),
        (oid::NAME_CONSTRAINTS, name_constraints.flatten()),
    ]
}

fn unreadable_name(certificate: &Certificate) -> Option<&Malformed> {
    match certificate.subject_alt_name() {
        Field::Present(subject_alt_name) => first_malformed(subject_alt_name.names()),
        unread => unread.malformed(),
    }
}

fn unreadable_constraint(certificate: &Certificate) -> Option<&Malformed> {
    match certificate.name_constraints() {
        Field::Present(constraints) => first_malformed(&constraints.permitted)
            .or_else(|| first_malformed(&constraints.excluded)),
        unread => unread.malformed(),
    }
}

fn first_malformed(names: &[GeneralName]) -> Option<&Malformed> {
    names.iter().find_map(|name| match name {
        GeneralName::Malformed(error) => Some(error),
        _ => None,
    })
}

/// What rustls-webpki 0.103.17 looks at in every certificate, needed or not (`remember_cert_extension`): that the
/// value is one element of this kind.
const SHAPES: &[(Oid, Shape)] = &[
    (oid::SUBJECT_ALT_NAME, Extension::check_sequence),
    (oid::BASIC_CONSTRAINTS, Extension::check_sequence),
    (oid::NAME_CONSTRAINTS, Extension::check_sequence),
    (oid::CRL_DISTRIBUTION_POINTS, Extension::check_sequence),
    (oid::EXTENDED_KEY_USAGE, Extension::check_sequence),
    (
        oid::SIGNED_CERTIFICATE_TIMESTAMPS,
        Extension::check_octet_string,
    ),
];

type Shape = fn(&Extension) -> Result<(), Malformed>;

fn misshapen(certificate: &Certificate, (oid, shape): &(Oid, Shape)) -> Option<(Oid, Malformed)> {
    let extension = certificate.extensions().find(|it| it.oid() == *oid)?;
    Some((*oid, shape(extension).err()?))
}
