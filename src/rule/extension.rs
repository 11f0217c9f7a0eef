//! Version, serial number and extensions as a whole, RFC 5280 sections 4.1.2 and 4.2.

use super::{CheckInput, E, Levels, N, NA, Rule, Violations, W};
use crate::certificate::{Certificate, Extension, Oid, Version, oid};
use crate::finding::{Basis, Position, RuleId};
use crate::order;
use crate::shown::listed;

pub(super) static END_ENTITY_IS_CA: Rule = Rule {
    id: RuleId::new("end-entity-is-ca"),
    summary: "the certificate in use is one of a CA",
    why: "Its basic constraints say `CA:TRUE`. A client built on rustls that looks for a path to a CA refuses such a \
          certificate as that of a server, properly issued or not; Windows and clients that pin take it.",
    remedy: "Have an end entity certificate issued, with `CA:FALSE`. Where it has to be a CA's, as the guide of Veeam \
             Backup & Replication demands of an internal one, a client of this crate has to pin it.",
    citation: "RFC 5280 section 4.2.1.9; rustls-webpki 0.103: CaUsedAsEndEntity",
    basis: Basis::Engine,
    levels: Levels::new(E, W, N),
};

pub(super) fn end_entity_is_ca(input: &CheckInput<'_>, violations: &mut Violations) {
    if input.end_entity().is_ca() {
        violations.add(Position::EndEntity, "`CA:FALSE`", "`CA:TRUE`");
    }
}

pub(super) static VERSION_1: Rule = Rule {
    id: RuleId::new("certificate-version-1"),
    summary: "the certificate is older than version 3",
    why: "Earlier versions have no extensions, so it names neither hosts nor purposes, and a CA cannot be told from a \
          server. rustls refuses every one but a trust anchor.",
    remedy: "Have a version 3 certificate issued. Tools that were given no extensions make version 1, such as \
             `openssl x509 -req` before OpenSSL 3.2.",
    citation: "RFC 5280 section 4.1.2.1; rustls-webpki 0.103: UnsupportedCertVersion",
    basis: Basis::Engine,
    levels: Levels::new(E, W, W),
};

pub(super) fn version_1(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        let version = certificate.version();
        let has_extensions = certificate.extensions().next().is_some();
        let aspect = match version {
            Version::V3 => continue,
            _ if has_extensions => "with extensions",
            _ => "",
        };
        violations
            .add(position, "version 3", version.to_string())
            .of(aspect);
    }
}

/// rustls-webpki 0.103.17, `remember_cert_extension`: the same for end entities and CAs.
const PROCESSED: &[Oid] = &[
    oid::KEY_USAGE,
    oid::SUBJECT_ALT_NAME,
    oid::BASIC_CONSTRAINTS,
    oid::NAME_CONSTRAINTS,
    oid::CRL_DISTRIBUTION_POINTS,
    oid::EXTENDED_KEY_USAGE,
    oid::SIGNED_CERTIFICATE_TIMESTAMPS,
];

/// The critical extensions rustls does not process.
pub(super) fn unprocessed(certificate: &Certificate) -> impl Iterator<Item = Extension<'_>> {
    certificate
        .critical_extensions()
        .filter(|extension| !is_processed(extension.oid()))
}

/// Whether rustls knows what the extension means.
pub(super) fn is_processed(oid: Oid) -> bool {
    PROCESSED.iter().any(|it| it.is(&oid))
}

/// Whether rustls refuses the certificate for a critical extension.
pub(super) fn has_unprocessed(certificate: &Certificate) -> bool {
    unprocessed(certificate).next().is_some()
}

pub(super) static UNIQUE_IDENTIFIERS: Rule = Rule {
    id: RuleId::new("unique-identifiers-present"),
    summary: "the certificate has a unique identifier of issuer or subject",
    why: "These fields of version 2 were never used, and RFC 5280 forbids CAs to write them. rustls does not read a \
          certificate that has one.",
    remedy: "Have the certificate issued without issuerUniqueID and subjectUniqueID.",
    citation: "RFC 5280 section 4.1.2.8; rustls-webpki 0.103 does not read them",
    basis: Basis::Engine,
    levels: Levels::new(E, W, N),
};

pub(super) fn unique_identifiers(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        if certificate.has_unique_identifiers() {
            violations.add(
                position,
                "neither issuerUniqueID nor subjectUniqueID",
                "a unique identifier",
            );
        }
    }
}

pub(super) static REPEATED: Rule = Rule {
    id: RuleId::new("extension-repeated"),
    summary: "an extension is in the certificate more than once",
    why: "Readers disagree on which one counts, so two clients can see two different certificates. rustls refuses it for \
          the extensions it processes, and others for every one.",
    remedy: "Have the certificate issued again, each extension once.",
    citation: "RFC 5280 section 4.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, E),
};

pub(super) fn repeated(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.checked() {
        if may_repeat(certificate) {
            let repeated = repeated_among(certificate.extensions().map(|it| it.oid()).collect());
            if !repeated.is_empty() {
                let names = repeated
                    .iter()
                    .map(|oid| oid.name().map_or_else(|| oid.to_string(), String::from));
                let found = format!("{} more than once", listed(names));
                violations.add(position, "each extension at most once", found);
            }
        }
    }
}

/// Whether two extensions end in the same octet: without, none is there twice, and nothing has to be sorted.
fn may_repeat(certificate: &Certificate) -> bool {
    let mut seen = [0_u64; 4];
    certificate.extensions().any(|extension| {
        let last = extension.oid().as_bytes().last().copied().unwrap_or(0);
        let (word, bit) = (&mut seen[usize::from(last / 64)], 1 << (last % 64));
        let is_again = *word & bit != 0;
        *word |= bit;
        is_again
    })
}

/// Those of several, each once.
pub(super) fn repeated_among(mut oids: Vec<Oid>) -> Vec<Oid> {
    order::sort_by(&mut oids, Ord::cmp);
    let pairs = oids.windows(2).filter(|pair| pair[0] == pair[1]);
    let mut repeated: Vec<Oid> = pairs.map(|pair| pair[0]).collect();
    repeated.dedup();
    repeated
}

pub(super) static PATH_LENGTH_WITHOUT_CA: Rule = Rule {
    id: RuleId::new("path-length-without-ca"),
    summary: "the certificate limits a path below it, but is not that of a CA",
    why: "A path length goes with `CA:TRUE` only. Strict clients refuse the contradiction; rustls overlooks it.",
    remedy: "Have the certificate issued without a path length.",
    citation: "RFC 5280 section 4.2.1.9",
    basis: Basis::Standard,
    levels: Levels::new(W, W, N),
};

/// An issuer without `CA:TRUE` breaks a rule of its own, with or without a path length.
pub(super) fn path_length_without_ca(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(constraints) = input.end_entity().basic_constraints().present() else {
        return;
    };
    if let (false, Some(length)) = (constraints.is_ca, constraints.path_length) {
        violations.add(
            Position::EndEntity,
            "no pathLenConstraint without `CA:TRUE`",
            format!("a path length of {length}"),
        );
    }
}

pub(super) static PATH_LENGTH_TOO_LARGE: Rule = Rule {
    id: RuleId::new("path-length-too-large"),
    summary: "the path length is not one rustls reads",
    why: "rustls reads a pathLenConstraint of one octet, that is up to 255, and only without leading zeros. It refuses the \
          whole certificate over any other, although it follows six intermediates at most.",
    remedy: "Have the certificate issued with a path length that fits the hierarchy, such as 0 for a CA that issues \
             end entities only, or without one.",
    citation: "RFC 5280 section 4.2.1.9; rustls-webpki 0.103: check_basic_constraints",
    basis: Basis::Engine,
    levels: Levels::new(E, N, NA),
};

/// Leading zeros are read as too large already.
pub(super) fn path_length_too_large(input: &CheckInput<'_>, violations: &mut Violations) {
    const MOST: u32 = 255;
    for (position, certificate) in input.checked() {
        let constraints = certificate.basic_constraints().present();
        let length = constraints.and_then(|constraints| constraints.path_length);
        match length {
            Some(u32::MAX) => {
                violations.add(position, "a path length of one octet", "a longer one");
            }
            Some(length @ 256..) => {
                let expected = format!("a path length of at most {MOST}");
                violations.add(position, expected, length.to_string());
            }
            _ => {}
        }
    }
}

pub(super) static SERIAL_NUMBER: Rule = Rule {
    id: RuleId::new("serial-number-irregular"),
    summary: "the serial number is not a positive number of at most 20 octets",
    why: "CRLs and registrations tell certificates apart by serial number. rustls accepts any; a strict parser refuses one \
          that is negative or zero, and some tools cannot read one that is much longer.",
    remedy: "Have the certificate issued with a random positive serial number of at most 20 octets.",
    citation: "RFC 5280 section 4.1.2.2",
    basis: Basis::Standard,
    levels: Levels::new(W, W, W),
};

pub(super) fn serial_number(input: &CheckInput<'_>, violations: &mut Violations) {
    const LONGEST: usize = 20;
    for (position, certificate) in input.checked() {
        let serial = certificate.serial();
        let octets = serial.as_bytes().len();
        let (aspect, found) = if serial.is_zero() {
            ("zero", "zero".into())
        } else if octets > LONGEST {
            ("over 20 octets", format!("{octets} octets"))
        } else if serial.is_negative() {
            let found = format!("a negative number, `{serial}` in two's complement");
            ("negative", found)
        } else {
            continue;
        };
        let expected = "a positive number of at most 20 octets";
        violations.add(position, expected, found).of(aspect);
    }
}

pub(super) static SUBJECT_KEY_IDENTIFIER: Rule = Rule {
    id: RuleId::new("subject-key-identifier-absent"),
    summary: "the certificate of a CA does not identify its key",
    why: "Clients find the issuer of a certificate faster, and after a renewal at all, by the identifier of its key, and \
          strict ones demand it of a CA. rustls does not need it.",
    remedy: "Have the CA's certificate issued with a subject key identifier the next time.",
    citation: "RFC 5280 section 4.2.1.2",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn subject_key_identifier(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.path() {
        if certificate.is_ca() && certificate.subject_key_identifier().is_absent() {
            violations.add(position, "a subjectKeyIdentifier", "none");
        }
    }
}

pub(super) static AUTHORITY_KEY_IDENTIFIER: Rule = Rule {
    id: RuleId::new("authority-key-identifier-absent"),
    summary: "the certificate does not identify the key that signed it",
    why: "Without it, clients have to try every certificate with the issuer's name, and strict ones refuse the path. rustls \
          does not need it.",
    remedy: "Have the certificate issued with an authority key identifier the next time.",
    citation: "RFC 5280 section 4.2.1.1",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

/// A self-signed certificate may leave it out, and before version 3 there are no extensions.
pub(super) fn authority_key_identifier(input: &CheckInput<'_>, violations: &mut Violations) {
    // A trust anchor with another issuer is not a root, and identifies the key of that one.
    let cross_signed = input
        .issuers()
        .filter(|(at, anchor)| *at == Position::TrustAnchor && !anchor.is_self_issued());
    for (position, certificate) in input.path().chain(cross_signed) {
        if certificate.is_self_signed() || certificate.version() != Version::V3 {
            continue;
        }
        let identifier = certificate.authority_key_identifier();
        if identifier.is_absent() {
            violations.add(position, "an authorityKeyIdentifier", "none");
        } else if identifier.present().is_some_and(Option::is_none) {
            violations.add(
                position,
                "an authorityKeyIdentifier with a keyIdentifier",
                "one that names the issuer by other means only",
            );
        }
    }
}
