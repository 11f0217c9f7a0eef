//! Extensions that cannot be read, RFC 5280 section 4.2.

use super::{CheckInput, E, Levels, Rule, Violations, W};
use crate::certificate::{Certificate, Extension, Field, Malformed, Oid, oid, unprocessed};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::shown::shown;

pub(super) static MALFORMED: Rule = Rule {
    id: RuleId::new("extension-malformed"),
    summary: "an extension cannot be read",
    why: "Its contents are not what its standard defines. rustls refuses a path over those it processes; of the others, \
          some clients read each and do not accept a certificate with one that cannot be read, and some take it for \
          absent.",
    remedy: "Have the certificate issued again; the byte position tells the issuer where the encoding is wrong.",
    citation: "RFC 5280 section 4.2.1",
    basis: Basis::Standard,
    levels: Levels::new(E, W, W),
};

pub(super) fn malformed(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        for (oid, error) in depended_on(input, position, certificate) {
            let aspect = oid.name().unwrap_or_default();
            violations
                .add(position, EXPECTED, described(aspect, &error))
                .of(aspect);
        }
        if let Some(error) = misshapen_address(input, position, certificate) {
            let found = described("subjectAltName", error);
            violations
                .add(position, EXPECTED, found)
                .of(ADDRESS)
                .at_most(Severity::Warning);
        }
    }
    if input.is_verified_by_path() {
        for (position, certificate) in input.relied_on() {
            for (aspect, found) in others(position, certificate) {
                violations
                    .add(position, EXPECTED, found)
                    .of(aspect)
                    .at_most(Severity::Warning);
            }
        }
    }
}

const EXPECTED: &str = "an extension that can be read";
const ADDRESS: &str = "subjectAltName address";
const URI: &str = "subjectAltName URI";

fn described(name: &str, error: &Malformed) -> String {
    let reason = shown(error.reason());
    format!("{name} at byte {}: {reason}", error.offset())
}

/// What the scenario depends on, or rustls looks at on a path; each extension once.
fn depended_on(
    input: &CheckInput<'_>,
    position: Position,
    certificate: &Certificate,
) -> Vec<(Oid, Malformed)> {
    let mut unreadable: Vec<(Oid, Malformed)> = meanings(input, position, certificate)
        .into_iter()
        .filter_map(|(oid, error)| Some((oid, error?.clone())))
        .collect();
    if input.is_verified_by_path() {
        let shapes = SHAPES
            .iter()
            .filter_map(|shape| misshapen(certificate, shape));
        for (oid, error) in shapes {
            if unreadable.iter().all(|(reported, _)| *reported != oid) {
                unreadable.push((oid, error));
            }
        }
    }
    unreadable
}

/// What somebody acts upon: names and purposes of an end entity only where its peers look at them, name constraints
/// only of a CA.
fn meanings<'a>(
    input: &CheckInput<'_>,
    position: Position,
    certificate: &'a Certificate,
) -> [(Oid, Option<&'a Malformed>); 5] {
    let is_end_entity = position == Position::EndEntity;
    let has_purposes = !input.profile.acts_as.purposes().is_empty();
    let constraints = certificate.basic_constraints().malformed();
    let purposes = certificate.extended_key_usage().malformed();
    let names = depends_on_names(input, position).then(|| unreadable_name(certificate));
    let name_constraints = (!is_end_entity).then(|| unreadable_constraint(certificate));
    [
        (oid::BASIC_CONSTRAINTS, constraints),
        (oid::KEY_USAGE, certificate.key_usage().malformed()),
        (oid::EXTENDED_KEY_USAGE, purposes.filter(|_| has_purposes)),
        (oid::SUBJECT_ALT_NAME, names.flatten()),
        (oid::NAME_CONSTRAINTS, name_constraints.flatten()),
    ]
}

fn depends_on_names(input: &CheckInput<'_>, position: Position) -> bool {
    position == Position::EndEntity && input.profile.acts_as.is_found_by_name()
}

fn unreadable_name(certificate: &Certificate) -> Option<&Malformed> {
    match certificate.subject_alt_name() {
        Field::Present(names) => names.unreadable_name(),
        unread => unread.malformed(),
    }
}

fn misshapen_address<'a>(
    input: &CheckInput<'_>,
    position: Position,
    certificate: &'a Certificate,
) -> Option<&'a Malformed> {
    let is_read = input.is_verified_by_path() || depends_on_names(input, position);
    let names = certificate.subject_alt_name().present()?;
    names.misshapen_address().filter(|_| is_read)
}

fn unreadable_constraint(certificate: &Certificate) -> Option<&Malformed> {
    match certificate.name_constraints() {
        Field::Present(constraints) => {
            let mut permitted = constraints.permitted.malformed();
            permitted
                .next()
                .or_else(|| constraints.excluded.malformed().next())
        }
        unread => unread.malformed(),
    }
}

/// What rustls-webpki 0.103.17 looks at in every certificate, needed or not (`remember_cert_extension`): that the
/// value is one element of this kind.
const SHAPES: &[(Oid, Shape)] = &[
    (oid::SUBJECT_ALT_NAME, |it| it.check_sequence()),
    (oid::BASIC_CONSTRAINTS, |it| it.check_sequence()),
    (oid::NAME_CONSTRAINTS, |it| it.check_sequence()),
    (oid::CRL_DISTRIBUTION_POINTS, |it| it.check_sequence()),
    (oid::EXTENDED_KEY_USAGE, |it| it.check_sequence()),
    (oid::SIGNED_CERTIFICATE_TIMESTAMPS, |it| {
        it.check_octet_string()
    }),
];

type Shape = fn(&Extension<'_>) -> Result<(), Malformed>;

fn misshapen(certificate: &Certificate, (oid, shape): &(Oid, Shape)) -> Option<(Oid, Malformed)> {
    let extension = certificate.extension(*oid)?;
    Some((*oid, shape(&extension).err()?))
}

/// What other clients read on a path, and rustls does not: the aspect, and what was found.
fn others(position: Position, certificate: &Certificate) -> Vec<(&'static str, String)> {
    let kept = [
        (
            oid::AUTHORITY_KEY_IDENTIFIER,
            certificate.authority_key_identifier().malformed(),
        ),
        (
            oid::SUBJECT_KEY_IDENTIFIER,
            certificate.subject_key_identifier().malformed(),
        ),
        (
            oid::AUTHORITY_INFO_ACCESS,
            certificate.ca_issuers().malformed(),
        ),
        (
            oid::CRL_DISTRIBUTION_POINTS,
            deep_fault_of_points(certificate),
        ),
    ];
    // Of a trust anchor nothing was read so far, RFC 5280 section 6.1.1 (d).
    let of_anchor = [
        (oid::KEY_USAGE, certificate.key_usage().malformed()),
        (
            oid::EXTENDED_KEY_USAGE,
            certificate.extended_key_usage().malformed(),
        ),
    ];
    let of_anchor = of_anchor
        .into_iter()
        .filter(|_| position == Position::TrustAnchor);
    let kept = kept.into_iter().chain(of_anchor);
    let kept = kept.filter_map(|(oid, error)| Some((oid, error?.clone())));
    let read = unprocessed::READERS
        .iter()
        .filter_map(|reader| misshapen(certificate, reader));
    let named = |(oid, error): (Oid, Malformed)| {
        let name = oid.name().unwrap_or_default();
        (name, described(name, &error))
    };
    let mut found: Vec<_> = kept.chain(read).map(named).collect();
    found.extend(malformed_uri(certificate).map(|uri| (URI, uri)));
    found
}

/// The fault of distribution points whose outermost element, at which rustls stops, is good.
fn deep_fault_of_points(certificate: &Certificate) -> Option<&Malformed> {
    let points = certificate.extension(oid::CRL_DISTRIBUTION_POINTS)?;
    points.check_sequence().ok()?;
    certificate.crl_distribution_points().malformed()
}

/// A URI with octets that RFC 3986 does not have, such as a space.
fn malformed_uri(certificate: &Certificate) -> Option<String> {
    let names = certificate.subject_alt_name().present()?;
    let uri = names.uris().find(|uri| !is_written_as_uri(uri))?;
    Some(format!("subjectAltName with the URI `{}`", shown(uri)))
}

/// RFC 3986 section 2: reserved and unreserved characters, and octets written as `%` with two digits.
fn is_written_as_uri(uri: &str) -> bool {
    const OTHERS: &[u8] = b"-._~:/?#[]@!$&'()*+,;=";
    let mut octets = uri.bytes();
    while let Some(octet) = octets.next() {
        let is_written = match octet {
            b'%' => (0..2).all(|_| octets.next().is_some_and(|it| it.is_ascii_hexdigit())),
            octet => octet.is_ascii_alphanumeric() || OTHERS.contains(&octet),
        };
        if !is_written {
            return false;
        }
    }
    !uri.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_written_as_uri;

    #[test]
    fn uris_have_the_characters_of_rfc_3986() {
        for uri in ["https://a.example/b?c=%20#d", "urn:x", "http://[::1]:80/"] {
            assert!(is_written_as_uri(uri), "{uri}");
        }
        for uri in [
            "",
            "http://a b",
            "http://a/%2",
            "http://a/%zz",
            "http://\u{e4}",
            "a\\b",
        ] {
            assert!(!is_written_as_uri(uri), "{uri}");
        }
    }
}
