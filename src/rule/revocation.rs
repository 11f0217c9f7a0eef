//! What the CRLs the caller gave say of the certificates, RFC 5280 section 6.3.

use std::cell::OnceCell;

use super::crl_signer;
use super::key_identifier::hexadecimal;
use super::{CheckInput, E, Levels, NA, Rule, Violations, W};
use crate::certificate::signature::Verdict;
use crate::certificate::{
    Certificate, Crl, KeyUsage, PointName, PublicKey, Reasons, Scope, rfc3339,
};
use crate::finding::{Basis, Position, RuleId, Severity};
use crate::revocation::{
    Crls, ExpirationPolicy, RevocationCheckDepth, SignedList, UnknownStatusPolicy,
};
use crate::shown::listed;

pub(crate) static REVOKED: Rule = Rule {
    id: RuleId::new("certificate-revoked"),
    summary: "a CRL names the certificate",
    why: "Its CA revoked it, most often because the key was compromised or the certificate was replaced. Whoever looks \
          at the list refuses it.",
    remedy: "Ask the CA for the reason if nobody here asked for the revocation, and have a certificate issued for a \
             new key.",
    citation: "RFC 5280 section 6.3",
    basis: Basis::Standard,
    levels: Levels::new(E, E, E),
};

pub(super) fn revoked(input: &CheckInput<'_>, violations: &mut Violations) {
    for looked_up in looked_up(input) {
        let since = looked_up
            .lists
            .naming(looked_up.certificate)
            .filter(|list| looked_up.objection(input, list).is_none())
            .find_map(|list| Some((list, list.revoked_since(looked_up.certificate)?)));
        if let Some((list, since)) = since {
            violations.add(
                looked_up.position,
                "a certificate no CRL names",
                format!(
                    "revoked at {} by the list of {}",
                    rfc3339(since),
                    described(list)
                ),
            );
        }
    }
}

pub(crate) static STALE: Rule = Rule {
    id: RuleId::new("crl-stale"),
    summary: "the newest CRL for the certificate is past its next update",
    why: "What was revoked since is not in it, so it proves little. Unless stale lists are accepted, which makes this \
          a warning, handshakes refuse every certificate of that CA.",
    remedy: "Get the current list of the CA; if there is none, its publication has stopped, which the CA has to mend.",
    citation: "RFC 5280 section 5.1.2.5",
    basis: Basis::Standard,
    levels: Levels::new(E, E, W),
};

pub(super) fn stale(input: &CheckInput<'_>, violations: &mut Violations) {
    let is_stale = |list: &Crl| list.is_stale(input.now);
    for_each_decisive(input, is_stale, |looked_up, list| {
        let severity = match looked_up.lists.expiration_policy {
            ExpirationPolicy::Enforce => violations.level(),
            ExpirationPolicy::Ignore => violations.level().min(Severity::Warning),
        };
        violations
            .add(
                looked_up.position,
                format!("a list whose successor is due after {}", rfc3339(input.now)),
                format!(
                    "due at {}, in the list of {}",
                    rfc3339(list.next_update()),
                    described(list)
                ),
            )
            .at(severity);
    });
}

pub(crate) static UNVERIFIED: Rule = Rule {
    id: RuleId::new("crl-unverified"),
    summary: "the CRL for the certificate is not verifiably signed by its issuer",
    why: "It says nothing then. It may be that of a CA of the same name with another key, or altered, or signed with \
          an algorithm nobody verifies any more. Unless an unknown status is accepted, handshakes refuse the \
          certificate; a list of another key beside one of the right key does no harm.",
    remedy: "Get the list from the address in the certificate's distribution points, and compare its authority key \
             identifier; a CA that signs lists has cRLSign among its key usages. Where it signs them with a key of \
             their own, have the certificate of that key sent along.",
    citation: "RFC 5280 section 6.3.3 (f) and (g)",
    basis: Basis::Standard,
    levels: Levels::new(E, W, W),
};

pub(super) fn unverified(input: &CheckInput<'_>, violations: &mut Violations) {
    for looked_up in looked_up(input) {
        let mut covering = looked_up.covering(input);
        let wrong = covering.find_map(|list| Some((list, looked_up.objection(input, list)?)));
        // One of another key is beside the point once there is one of the right key.
        let has_other = || input.is_verified_by_path() && looked_up.decisive(input).is_some();
        if let Some((list, found)) = wrong.filter(|_| !has_other()) {
            // One that says it is of another key is nothing but missing.
            let is_missing = looked_up.is_of_other_key(input, list);
            let severity = match looked_up.lists.status_policy {
                UnknownStatusPolicy::Allow if is_missing => {
                    violations.level().min(Severity::Warning)
                }
                _ => violations.level(),
            };
            let expected = format!("a list signed by {}", listed([list.issuer()]));
            violations
                .add(looked_up.position, expected, found)
                .at(severity);
        }
    }
}

pub(crate) static STATUS_UNKNOWN: Rule = Rule {
    id: RuleId::new("revocation-status-unknown"),
    summary: "no CRL covers the certificate",
    why: "Lists were given, and none of them speaks of this certificate: they are of other CAs, or of other \
          certificates of its own. So nobody can tell whether it was revoked. Unless that is accepted, handshakes \
          refuse it.",
    remedy: "Give the list of that CA too, the one published where the certificate says, or say that unknown \
             certificates are accepted or only end entities looked up.",
    citation: "RFC 5280 section 6.3.3; rustls-webpki refuses an unknown status by default",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
};

pub(super) fn status_unknown(input: &CheckInput<'_>, violations: &mut Violations) {
    for looked_up in looked_up(input) {
        let certificate = looked_up.certificate;
        let is_refused = looked_up.lists.status_policy == UnknownStatusPolicy::Deny;
        // A list that covers it and is not verified has a rule of its own.
        let mut covering = looked_up.covering(input);
        if !is_refused || covering.next().is_some() || looked_up.decisive(input).is_some() {
            continue;
        }
        let issuer = listed([certificate.issuer()]);
        let passed_over = looked_up.lists.of_issuer(certificate).next();
        let found = match passed_over {
            Some(list) => why_passed_over(list, certificate),
            None => "none".into(),
        };
        let published = certificate.crl_distribution_points().present();
        let found = match published {
            Some(addresses) if !addresses.is_empty() => {
                format!("{found}; it is published at {}", listed(addresses))
            }
            _ => found,
        };
        violations.add(looked_up.position, format!("a CRL of {issuer}"), found);
    }
}

/// Why a list of the issuer says nothing about the certificate.
fn why_passed_over(list: &Crl, certificate: &Certificate) -> String {
    if list.issuer() != certificate.issuer() {
        return "a list with this name in another encoding, which rustls does not compare".into();
    }
    let Some(confined) = list.distribution_point() else {
        return "none".into();
    };
    match confined.scope() {
        Scope::EndEntities if certificate.is_ca() => return "a list of end entities only".into(),
        Scope::CaCerts if !certificate.is_ca() => return "a list of CAs only".into(),
        _ => {}
    }
    if list.reasons_for(certificate) != Reasons::NONE {
        return "lists of some reasons, and none of the others".into();
    }
    let addresses = confined.names().iter().filter_map(|name| match name {
        PointName::Uri(octets) => Some(String::from_utf8_lossy(octets)),
        PointName::Directory(_) | PointName::Relative(_) => None,
    });
    match listed(addresses) {
        addresses if addresses.is_empty() => {
            "a list of a distribution point the certificate does not name".into()
        }
        addresses => format!("a list of the distribution point {addresses} only"),
    }
}

/// A certificate that is looked up.
pub(super) struct LookedUp<'a> {
    pub(super) lists: &'a Crls,
    index: usize,
    pub(super) position: Position,
    pub(super) certificate: &'a Certificate,
    /// The other keys that sign its lists.
    other_keys: OnceCell<Vec<&'a PublicKey>>,
}

/// The decisive lists that are such; which one decides is asked only where one of the issuer is.
pub(super) fn for_each_decisive(
    input: &CheckInput<'_>,
    is_such: impl Fn(&Crl) -> bool,
    mut check: impl FnMut(&LookedUp<'_>, &Crl),
) {
    for looked_up in looked_up(input) {
        let mut of_issuer = looked_up.lists.of_issuer(looked_up.certificate);
        if !of_issuer.any(|list| is_such(list)) {
            continue;
        }
        if let Some(list) = looked_up.decisive(input).filter(|list| is_such(list)) {
            check(&looked_up, list);
        }
    }
}

/// Without lists nothing, and only what is checked at all. A path that leads nowhere tells nobody's revocation. rustls
/// looks up an end entity even where it is its own anchor, or has the name and the key of one.
pub(super) fn looked_up<'a>(input: &'a CheckInput<'_>) -> impl Iterator<Item = LookedUp<'a>> {
    let lists = input.lists;
    let count = match lists.map(|lists| lists.depth) {
        Some(RevocationCheckDepth::EndEntity) => 1,
        _ => usize::MAX,
    };
    let checked = input.checked().enumerate().take(count);
    checked.filter_map(move |(index, (position, certificate))| {
        lists.map(|lists| LookedUp {
            lists,
            index,
            position,
            certificate,
            other_keys: OnceCell::new(),
        })
    })
}

impl<'a> LookedUp<'a> {
    /// The lists that speak of the certificate, the newest first. On a path their issuer is named byte for byte as the
    /// certificate names it, as rustls compares names.
    fn covering(&self, input: &CheckInput<'_>) -> impl Iterator<Item = &'a SignedList> + use<'a> {
        let (is_by_path, certificate) = (input.is_verified_by_path(), self.certificate);
        let covering = self.lists.covering(certificate);
        covering.filter(move |list| !is_by_path || list.issuer() == certificate.issuer())
    }

    /// The list that decides whether the status is known and fresh: the newest one of the key that issued the
    /// certificate, RFC 5280 section 6.3.3; where there is none, that of another key of the issuer, or the first to be due
    /// of those that are together for all reasons. For a pin, whose issuer is not known, the newest.
    pub(super) fn decisive(&self, input: &'a CheckInput<'_>) -> Option<&'a SignedList> {
        let mut covering = self.covering(input);
        if !input.is_verified_by_path() {
            return covering.next();
        }
        let of_issuers_key =
            covering.find(|list| self.objection_to_issuers_key(input, list).is_none());
        of_issuers_key
            .or_else(|| {
                let mut covering = self.covering(input);
                covering.find(|list| self.is_of_another_key(input, list))
            })
            .or_else(|| self.by_reasons(input))
    }

    /// RFC 5280 section 6.3.3 (l): lists for some reasons count once there is one for each.
    fn by_reasons(&self, input: &'a CheckInput<'_>) -> Option<&'a SignedList> {
        let mut known = Reasons::NONE;
        let mut first_due: Option<&SignedList> = None;
        for list in self.lists.of_issuer(self.certificate) {
            let reasons = known.and(list.reasons_for(self.certificate));
            let is_of_issuer = list.issuer() == self.certificate.issuer();
            if reasons == known || !is_of_issuer || self.objection(input, list).is_some() {
                continue;
            }
            known = reasons;
            let is_due_first = first_due
                .is_none_or(|it| list.next_update().as_secs() < it.next_update().as_secs());
            if is_due_first {
                first_due = Some(list);
            }
        }
        first_due.filter(|_| known == Reasons::ALL)
    }

    /// What speaks against the signature of the list, whichever key of the issuer it is by.
    fn objection(&self, input: &'a CheckInput<'_>, list: &SignedList) -> Option<String> {
        let objection = self.objection_to_issuers_key(input, list)?;
        (!self.is_of_another_key(input, list)).then_some(objection)
    }

    /// Whether another key of the issuer signed the list, and may speak for this one.
    fn is_of_another_key(&self, input: &'a CheckInput<'_>, list: &SignedList) -> bool {
        if !input.is_verified_by_path() || list.is_of_one_key() {
            return false;
        }
        let find = || crl_signer::keys(input, self.index, self.lists);
        let mut keys = self.other_keys.get_or_init(find).iter();
        let of = input.issuer_is(self.index);
        keys.any(|key| list.verdict(key, of, input.provider) == Verdict::Valid)
    }

    /// What speaks against the signature of the key that issued the certificate. A pinned certificate comes without an issuer that is known; what a
    /// peer sends along for one proves nothing, so that there the word of the list stands.
    fn objection_to_issuers_key(
        &self,
        input: &CheckInput<'_>,
        list: &SignedList,
    ) -> Option<String> {
        let is_by_path = input.is_verified_by_path();
        let key = input.chain.issuer_key(self.index)?;
        if !is_by_path && !self.certificate.is_self_signed() {
            return None;
        }
        if is_by_path && !self.has_issuer_for_lists(input) {
            return Some("an issuer without the key usage cRLSign".into());
        }
        match list.verdict(key, input.issuer_is(self.index), input.provider) {
            Verdict::Invalid => Some(match list.authority_key_identifier() {
                Some(identifier) => format!(
                    "a list whose signature does not verify; it names the key {}",
                    hexadecimal(identifier)
                ),
                None => "a list whose signature does not verify".into(),
            }),
            Verdict::Unsupported if is_by_path => Some(format!(
                "a list signed with {}, which {} does not verify",
                list.signature_algorithm(),
                input.provider_name()
            )),
            _ => None,
        }
    }

    /// Whether the list names another key than that of the issuer, RFC 5280 section 5.2.1.
    fn is_of_other_key(&self, input: &CheckInput<'_>, list: &Crl) -> bool {
        let issuer = input.issuers().nth(self.index);
        let own = issuer.and_then(|(_, it)| it.subject_key_identifier().present());
        match (list.authority_key_identifier(), own) {
            (Some(named), Some(own)) => *named != **own,
            _ => false,
        }
    }

    /// RFC 5280 section 6.3.3 (f): where key usage is stated, it has to include cRLSign.
    fn has_issuer_for_lists(&self, input: &CheckInput<'_>) -> bool {
        let mut issuers = input.issuers().map(|(_, issuer)| issuer);
        let issuer = issuers.nth(self.index);
        let usages = issuer.and_then(|issuer| issuer.key_usage().present());
        usages.is_none_or(|usages| usages.contains(&KeyUsage::CrlSign))
    }
}

pub(super) fn described(list: &Crl) -> String {
    let issuer = listed([list.issuer()]);
    format!("{issuer} of {}", rfc3339(list.this_update()))
}
