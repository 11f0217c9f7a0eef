//! What a revocation list says of itself, RFC 5280 section 5: judged of the list that decides about a certificate.
//!
//! A list that cannot be used at all is refused where it is read.

use super::revocation::{LookedUp, described, looked_up};
use super::text::listed;
use super::{Breaches, Levels, N, NA, Rule, Subject, W};
use crate::certificate::RevocationList;
use crate::finding::{Basis, RuleId};

pub(super) static NUMBER_ABSENT: Rule = Rule {
    id: RuleId::new("revocation-list-number-absent"),
    summary: "the revocation list for the certificate has no CRL number",
    why: "Every list has to carry a number that grows, so that the newer of two is known. The next release of rustls-webpki \
          refuses lists without one, and what is verified with them stops working then.",
    remedy: "Have the authority number its lists: `openssl ca` does where its configuration names a file with the key \
             `crlnumber`.",
    citation: "RFC 5280 section 5.2.3; rustls-webpki 0.104",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn number_absent(subject: &Subject<'_>, breaches: &mut Breaches) {
    let has_none = |list: &RevocationList| !list.has_number();
    for_each_decisive(subject, has_none, |looked_up, list| {
        let found = format!("none in the list of {}", described(list));
        breaches.add(looked_up.position, "a list with a CRL number", found);
    });
}

pub(super) static NUMBER_CRITICAL: Rule = Rule {
    id: RuleId::new("revocation-list-number-critical"),
    summary: "the CRL number of the revocation list for the certificate is critical",
    why: "The extension must not be critical, and a verifier that does not process it has to refuse such a list, and with it \
          every certificate the list covers. rustls takes it.",
    remedy: "Correct the extension in the configuration of the authority, and have the list issued again.",
    citation: "RFC 5280 sections 5.2 and 5.2.3",
    basis: Basis::Peers,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn number_critical(subject: &Subject<'_>, breaches: &mut Breaches) {
    for_each_decisive(
        subject,
        RevocationList::is_number_critical,
        |looked_up, list| {
            let found = format!("critical in the list of {}", described(list));
            let expected = "a CRL number that is not critical";
            breaches.add(looked_up.position, expected, found);
        },
    );
}

pub(super) static KEY_IDENTIFIER_ABSENT: Rule = Rule {
    id: RuleId::new("revocation-list-authority-key-identifier-absent"),
    summary: "the revocation list for the certificate does not identify the key that signed it",
    why: "Once the authority has a new key, lists of both keys have the same name, and only this extension tells them apart \
          without verifying each. This crate verifies each.",
    remedy: "Have the authority put its authority key identifier into its lists.",
    citation: "RFC 5280 section 5.2.1",
    basis: Basis::Standard,
    levels: Levels::new(N, NA, NA),
};

pub(super) fn key_identifier_absent(subject: &Subject<'_>, breaches: &mut Breaches) {
    let has_none = |list: &RevocationList| !list.has_authority_key_identifier();
    for_each_decisive(subject, has_none, |looked_up, list| {
        let found = format!("none in the list of {}", described(list));
        let expected = "a list with an authority key identifier";
        breaches.add(looked_up.position, expected, found);
    });
}

pub(super) static ISSUER_ENCODING_DIFFERS: Rule = Rule {
    id: RuleId::new("revocation-list-issuer-encoding-differs"),
    summary: "the revocation list names the issuer in another encoding than the certificate does",
    why: "The two names mean the same, but rustls compares them byte for byte and takes the list for that of another \
          authority, so that what it revokes passes where an unknown status is accepted.",
    remedy: "Have the list issued again by software that copies the name of the authority as it stands.",
    citation: "RFC 5280 sections 5.1.2.3 and 7.1; rustls-webpki compares names byte for byte",
    basis: Basis::Engine,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn issuer_encoding_differs(subject: &Subject<'_>, breaches: &mut Breaches) {
    if !subject.is_judged_by_path() {
        return;
    }
    for looked_up in looked_up(subject) {
        let issuer = looked_up.certificate.issuer();
        let mut of_issuer = looked_up.lists.covering(looked_up.certificate);
        let other = of_issuer.find(|list| list.issuer() != issuer);
        // Beside one that is taken it does no harm.
        if let Some(list) = other.filter(|_| looked_up.decisive(subject).is_none()) {
            let expected = format!("a list of {} byte for byte", listed([issuer]));
            let found = format!("{} in another encoding", described(list));
            breaches.add(looked_up.position, expected, found);
        }
    }
}

/// The decisive lists that are such; which one decides is asked only where one of the issuer is.
fn for_each_decisive(
    subject: &Subject<'_>,
    is_such: impl Fn(&RevocationList) -> bool,
    mut judge: impl FnMut(&LookedUp<'_>, &RevocationList),
) {
    for looked_up in looked_up(subject) {
        let mut of_issuer = looked_up.lists.of_issuer(looked_up.certificate);
        if !of_issuer.any(|list| is_such(list)) {
            continue;
        }
        if let Some(list) = looked_up.decisive(subject).filter(|list| is_such(list)) {
            judge(&looked_up, list);
        }
    }
}
