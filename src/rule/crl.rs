//! What a CRL says of itself, RFC 5280 section 5: checked of the list that decides about a certificate.
//!
//! A list that cannot be used at all is refused where it is read.

use super::revocation::{described, for_each_decisive, looked_up};
use super::{CheckInput, Levels, N, NA, Rule, Violations, W};
use crate::certificate::Crl;
use crate::finding::{Basis, RuleId};
use crate::shown::listed;

pub(super) static NUMBER_ABSENT: Rule = Rule {
    id: RuleId::new("crl-number-absent"),
    summary: "the CRL for the certificate has no CRL number",
    why: "Every list has to carry a number that grows, so that the newer of two is known. The next release of rustls-webpki \
          refuses lists without one, and what is verified with them stops working then.",
    remedy: "Have the CA number its lists: `openssl ca` does where its configuration names a file with the key \
             `crlnumber`.",
    citation: "RFC 5280 section 5.2.3; rustls-webpki 0.104",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn number_absent(input: &CheckInput<'_>, violations: &mut Violations) {
    let has_none = |list: &Crl| !list.has_number();
    for_each_decisive(input, has_none, |looked_up, list| {
        let found = format!("none in the list of {}", described(list));
        violations.add(looked_up.position, "a list with a CRL number", found);
    });
}

pub(super) static NUMBER_CRITICAL: Rule = Rule {
    id: RuleId::new("crl-number-critical"),
    summary: "the CRL number of the CRL for the certificate is critical",
    why: "The extension must not be critical, and a verifier that does not process it has to refuse such a list, and with it \
          every certificate the list covers. rustls takes it.",
    remedy: "Correct the extension in the configuration of the CA, and have the list issued again.",
    citation: "RFC 5280 sections 5.2 and 5.2.3",
    basis: Basis::Peers,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn number_critical(input: &CheckInput<'_>, violations: &mut Violations) {
    for_each_decisive(input, Crl::is_number_critical, |looked_up, list| {
        let found = format!("critical in the list of {}", described(list));
        let expected = "a CRL number that is not critical";
        violations.add(looked_up.position, expected, found);
    });
}

pub(super) static KEY_IDENTIFIER_ABSENT: Rule = Rule {
    id: RuleId::new("crl-authority-key-identifier-absent"),
    summary: "the CRL for the certificate does not identify the key that signed it",
    why: "Once the CA has a new key, lists of both keys have the same name, and only this extension tells them apart \
          without verifying each. This crate verifies each.",
    remedy: "Have the CA put its authority key identifier into its lists.",
    citation: "RFC 5280 section 5.2.1",
    basis: Basis::Standard,
    levels: Levels::new(N, NA, NA),
};

pub(super) fn key_identifier_absent(input: &CheckInput<'_>, violations: &mut Violations) {
    let has_none = |list: &Crl| !list.has_authority_key_identifier();
    for_each_decisive(input, has_none, |looked_up, list| {
        let found = format!("none in the list of {}", described(list));
        let expected = "a list with an authority key identifier";
        violations.add(looked_up.position, expected, found);
    });
}

pub(super) static ISSUER_ENCODING_DIFFERS: Rule = Rule {
    id: RuleId::new("crl-issuer-encoding-differs"),
    summary: "the CRL names the issuer in another encoding than the certificate does",
    why: "The two names mean the same, but rustls compares them byte for byte and takes the list for that of another \
          CA, so that what it revokes passes where an unknown status is accepted.",
    remedy: "Have the list issued again by software that copies the name of the CA as it stands.",
    citation: "RFC 5280 sections 5.1.2.3 and 7.1; rustls-webpki compares names byte for byte",
    basis: Basis::Engine,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn issuer_encoding_differs(input: &CheckInput<'_>, violations: &mut Violations) {
    if !input.is_verified_by_path() {
        return;
    }
    for looked_up in looked_up(input) {
        let issuer = looked_up.certificate.issuer();
        let mut of_issuer = looked_up.lists.covering(looked_up.certificate);
        let other = of_issuer.find(|list| list.issuer() != issuer);
        // Beside one that is taken it does no harm.
        if let Some(list) = other.filter(|_| looked_up.decisive(input).is_none()) {
            let expected = format!("a list of {} byte for byte", listed([issuer]));
            let found = format!("{} in another encoding", described(list));
            violations.add(looked_up.position, expected, found);
        }
    }
}
