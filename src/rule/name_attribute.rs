//! What is in the names of subject and issuer, RFC 5280 sections 4.1.2.4 and 4.1.2.6 and appendix A.1.

use super::{CheckInput, Levels, NA, Rule, Violations, W};
use crate::certificate::{Attribute, DistinguishedName, Oid, oid};
use crate::finding::{Basis, Position, RuleId};
use crate::shown::{listed, shown};

pub(super) static MALFORMED: Rule = Rule {
    id: RuleId::new("name-attribute-malformed"),
    summary: "an attribute of a name has characters its string type does not have",
    why: "The name says that it is written in one set of characters, and has others. A reader that checks that cannot parse \
          the certificate at all, pinned or not; most pass over it.",
    remedy: "Have the certificate issued again with the attribute as UTF8String, or without the characters: a \
             PrintableString has letters, digits, spaces and `'()+,-./:=?` only.",
    citation: "RFC 5280 section 4.1.2.4; ITU-T X.680 section 41",
    basis: Basis::Standard,
    levels: Levels::new(W, W, NA),
};

pub(super) fn malformed(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, name) in names(input).filter(|(_, name)| name.is_malformed()) {
        let mut malformed = { name.attributes() }
            .filter_map(|it| Some((it, it.malformed()?)))
            .peekable();
        let Some((first, string_type)) = malformed.peek().copied() else {
            continue;
        };
        let aspect = match string_type {
            "PrintableString" if is_nearly_printable(first.value()) => {
                "PrintableString with an asterisk or ampersand"
            }
            string_type => string_type,
        };
        let expected = format!("characters of a {string_type}");
        violations
            .add(
                position,
                expected,
                listed(malformed.map(|(it, _)| described(&it))),
            )
            .of(aspect);
    }
}

/// Some readers let these two pass, which are in common names of wildcards and in names of companies.
fn is_nearly_printable(value: &str) -> bool {
    let without: String = value.chars().filter(|it| !"*&".contains(*it)).collect();
    crate::certificate::is_printable(without.as_bytes())
}

pub(super) static TOO_LONG: Rule = Rule {
    id: RuleId::new("name-attribute-too-long"),
    summary: "an attribute of a name is longer than it may be",
    why: "Each attribute has an upper bound. Software with fields of that length cuts the value, cannot store it, or \
          does not read the certificate; a CA that keeps to the standard does not issue it again.",
    remedy: "Have the certificate issued with a shorter value. The host names belong in the subject alternative name, which \
             has no such bound; the common name can be short, or left out.",
    citation: "RFC 5280 appendix A.1, upper bounds",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

/// Type and most characters. RFC 5280 appendix A.1, from `ub-name` on.
const UPPER_BOUNDS: &[(Oid, &str, usize)] = &[
    (oid::COMMON_NAME, "common name", 64),
    (oid::COUNTRY, "country", 2),
    (oid::LOCALITY, "other attribute", 128),
    (oid::STATE, "other attribute", 128),
    (oid::ORGANIZATION, "other attribute", 64),
    (oid::ORGANIZATIONAL_UNIT, "other attribute", 64),
    (oid::TITLE, "other attribute", 64),
    (oid::SERIAL_NUMBER, "other attribute", 64),
    (oid::EMAIL_ADDRESS, "other attribute", 255),
];

pub(super) fn too_long(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, name) in names(input) {
        let too_long = { name.attributes() }.find_map(|attribute| {
            let mut bounds = UPPER_BOUNDS.iter();
            let (_, aspect, most) = bounds.find(|(oid, ..)| attribute.is(oid))?;
            let length = attribute.length_beyond(*most)?;
            Some((attribute, aspect, most, length))
        });
        if let Some((attribute, aspect, most, length)) = too_long {
            let kind = kind(&attribute);
            let expected = format!("{kind} of at most {most} characters");
            violations
                .add(position, expected, format!("{length} characters"))
                .of(aspect);
        }
    }
}

/// Each name once, at the certificate of whom it names, and at the last one the name of an issuer that is not known.
fn names<'a>(input: &'a CheckInput<'_>) -> impl Iterator<Item = (Position, &'a DistinguishedName)> {
    let is_by_path = input.is_verified_by_path();
    let last = if is_by_path {
        input.relied_on().last()
    } else {
        input.checked().last()
    };
    let unknown = last.map(|(position, last)| (position, last.issuer()));
    let unknown = unknown.filter(|(_, issuer)| {
        let mut subjects = input.relied_on().map(|(_, it)| it.subject());
        subjects.all(|it| it.as_der() != issuer.as_der())
    });
    let subjects = input
        .relied_on()
        .map(|(position, certificate)| (position, certificate.subject()));
    subjects.chain(unknown)
}

fn kind(attribute: &Attribute<'_>) -> String {
    let oid = attribute.oid();
    oid.name().map_or_else(|| oid.to_string(), str::to_owned)
}

fn described(attribute: &Attribute<'_>) -> String {
    format!("{}={}", kind(attribute), shown(attribute.value()))
}
