//! What is included with the end entity, and in which order, RFC 8446 section 4.4.2.

use super::{CheckInput, E, Levels, N, NA, Rule, Violations, W};
use crate::chain::anchor::Anchor;
use crate::finding::{Basis, Position, RuleId};
use crate::profile::Demand;
use crate::shown::listed;

pub(super) static SELF_SIGNED: Rule = Rule {
    id: RuleId::new("self-signed"),
    summary: "the certificate is its own issuer",
    why: "No CA vouches for it, so each client has to know this very certificate beforehand, and some refuse one that \
          is its own trust anchor.",
    remedy: "Keep it where clients pin it and are told of each renewal; otherwise have one issued by a CA that the \
             clients trust.",
    citation: "RFC 5280 section 3.2; field practice",
    basis: Basis::Practice,
    levels: Levels::new(W, N, N),
};

pub(super) fn self_signed(input: &CheckInput<'_>, violations: &mut Violations) {
    if !input.chain.is_self_signed() {
        return;
    }
    let word = input.profile.word(&Demand::SelfSigned);
    let severity = word.and_then(|word| word.requirement.severity());
    let is_wanted = word.is_some_and(|word| word.requirement.is_demand());
    let is_unwanted = !is_wanted && severity.is_some();
    // By path, none leads to it unless it is trusted itself; that is told elsewhere.
    let is_by_path = input.is_verified_by_path();
    let anchor = input.chain.anchor().and_then(Anchor::certificate);
    if is_by_path && anchor == Some(input.end_entity()) {
        let expected = "a certificate of a CA that is trusted";
        let found = "one that is trusted itself";
        violations
            .add(Position::EndEntity, expected, found)
            .of("trusted itself");
    } else if is_unwanted || !(is_by_path || is_wanted) {
        let expected = "a certificate of a CA";
        let found = "issuer and subject are the same";
        violations.add(Position::EndEntity, expected, found);
    }
}

pub(super) static INCOMPLETE: Rule = Rule {
    id: RuleId::new("chain-incomplete"),
    summary: "the certificate of the issuer is not included",
    why: "A client needs every certificate between this one and a root it trusts. rustls downloads nothing, as most \
          clients do not; Windows and browsers often do, which hides the gap there.",
    remedy: "Put the certificates of the intermediate CAs behind this one. If the issuer is itself a root the clients \
             trust, nothing is missing.",
    citation: "RFC 8446 section 4.4.2; rustls fetches no certificates",
    basis: Basis::Engine,
    levels: Levels::new(W, NA, NA),
};

/// Without trust anchors only an end entity that comes alone is suspect; with them, whatever the path ends in.
pub(super) fn incomplete(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some((position, last)) = input.path().last() else {
        return;
    };
    let is_suspect = position == Position::EndEntity || input.anchors.is_some();
    let has_issuer = input.chain.trust_anchor().is_some() || input.chain.anchor().is_some();
    if !is_suspect || has_issuer || last.is_self_signed() {
        return;
    }
    let found = match last.ca_issuers().present() {
        Some(addresses) if !addresses.is_empty() => {
            format!("no issuer; it is published at {}", listed(addresses))
        }
        _ => "no issuer, and no address where it is published".into(),
    };
    let expected = format!("the certificate of {}", listed([last.issuer()]));
    violations.add(position, expected, found);
}

pub(super) static OUT_OF_ORDER: Rule = Rule {
    id: RuleId::new("chain-out-of-order"),
    summary: "the certificates came in another order than TLS sends them",
    why: "Nothing is wrong with what is sent from here, which is put in order first. A server that sends the file as \
          it is would be refused by clients that insist on the order of TLS 1.2.",
    remedy: "Store the end entity first, then the certificate of its issuer, and so on.",
    citation: "RFC 8446 section 4.4.2; RFC 5246 section 7.4.2",
    basis: Basis::Standard,
    levels: Levels::new(N, NA, NA),
};

pub(super) fn out_of_order(input: &CheckInput<'_>, violations: &mut Violations) {
    if input.chain.was_reordered() {
        let expected = "the end entity first, each certificate followed by its issuer";
        violations.add(Position::EndEntity, expected, "another order");
    }
}

pub(super) static UNRELATED: Rule = Rule {
    id: RuleId::new("chain-unrelated-certificate"),
    summary: "a certificate issued nothing on the path from the end entity",
    why: "It helps no client to verify the end entity and makes every handshake longer. It often is the old \
          intermediate of a renewed certificate, with the new one missing.",
    remedy: "Remove it from the file, and check that the intermediate the end entity names is there. It is left out \
             of what is sent from here.",
    citation: "RFC 8446 section 4.4.2",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn unrelated(input: &CheckInput<'_>, violations: &mut Violations) {
    const NAMED: usize = 5;
    const EXPECTED: &str = "certificates on the path from the end entity only";
    let certificates = input.chain.unrelated();
    for (index, certificate) in certificates.iter().take(NAMED).enumerate() {
        let found = format!("one issued by {}", listed([certificate.issuer()]));
        violations.add(Position::Unrelated(index + 1), EXPECTED, found);
    }
    let more = certificates.len().saturating_sub(NAMED);
    if more > 0 {
        let found = format!("{more} more of them, this one included");
        violations.add(Position::Unrelated(NAMED + 1), EXPECTED, found);
    }
}

pub(super) static ANCHOR_SENT: Rule = Rule {
    id: RuleId::new("trust-anchor-in-chain"),
    summary: "the root is included",
    why: "A client that trusts the root has it already, and one that does not will not trust it for being sent.",
    remedy: "Leave the root out of the file where another program serves it. It is left out of what is sent from here.",
    citation: "RFC 8446 section 4.4.2 allows leaving it out",
    basis: Basis::Practice,
    levels: Levels::new(N, NA, NA),
};

pub(super) fn anchor_sent(input: &CheckInput<'_>, violations: &mut Violations) {
    if input.chain.trust_anchor().is_some() {
        let expected = "intermediates only behind the end entity";
        violations.add(
            Position::TrustAnchor,
            expected,
            "a self-signed certificate at the end",
        );
    }
}

pub(super) static TOO_LARGE: Rule = Rule {
    id: RuleId::new("chain-too-large"),
    summary: "the certificates take more octets than rustls reads in one message",
    why: "All certificates are sent in one message, and rustls keeps 64 KiB of it and of what follows. It then ends the \
          connection, pinned or not, and it reads no single certificate of that size from elsewhere either.",
    remedy: "Have the certificate issued with fewer names or smaller extensions, and send no other certificates than \
             those that lead to the root.",
    citation: "measured with rustls 0.23; https://docs.rs/rustls/0.23/rustls/enum.InvalidMessage.html",
    basis: Basis::Engine,
    levels: Levels::new(E, E, NA),
};

pub(super) fn too_large(input: &CheckInput<'_>, violations: &mut Violations) {
    // 65,535 are kept; signature and end of the handshake follow, of more than a thousand octets with long keys.
    const MOST: usize = 64_000;
    let lengths = input.chain.presented().map(|it| it.der().len());
    // RFC 8446 section 4.4.2: the lengths of context and list, and those of certificate and extensions for each.
    let message = lengths.fold(4, |sum: usize, length| sum.saturating_add(length + 5));
    if message > MOST {
        let expected = format!("a message of at most {MOST} octets");
        violations.add(Position::EndEntity, expected, message.to_string());
    }
}

pub(super) static TOO_LONG: Rule = Rule {
    id: RuleId::new("chain-too-long"),
    summary: "there are more intermediates than rustls follows",
    why: "rustls gives up beyond six intermediates, other clients at limits of their own. The handshake then fails \
          as if the issuer were not known.",
    remedy: "Have the certificate issued by a CA closer to the root.",
    citation: "rustls-webpki follows at most 6 intermediates",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn too_long(input: &CheckInput<'_>, violations: &mut Violations) {
    let most = input.axes.depth;
    let count = input.chain.intermediates().len();
    if count > most {
        violations.add(
            Position::EndEntity,
            format!("at most {most} intermediates"),
            format!("{count} intermediates"),
        );
    }
}
