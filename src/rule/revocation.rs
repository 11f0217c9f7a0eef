//! What the revocation lists the caller gave say of the certificates, RFC 5280 section 6.3.

use super::text::listed;
use super::{Breaches, E, Levels, NA, Rule, Subject, W};
use crate::certificate::{Certificate, KeyUsage, RevocationList, rfc3339};
use crate::finding::{Position, RuleId};
use crate::profile::Basis;
use crate::revocation::{CheckedCertificates, RevocationLists, UnknownStatus};
use crate::signature::{Verdict, verify_revocation_list};

pub(crate) static REVOKED: Rule = Rule {
    id: RuleId::new("certificate-revoked"),
    summary: "a revocation list names the certificate",
    why: "Its authority took it back, most often because the key fell into other hands or the certificate was replaced. \
          Whoever looks at the list refuses it.",
    remedy: "Have a certificate issued for a new key and install it; ask the authority for the reason if nobody here \
             asked for the revocation.",
    citation: "RFC 5280 section 6.3",
    basis: Basis::Standard,
    levels: Levels::new(E, E, E),
    check: revoked,
};

fn revoked(subject: &Subject<'_>, breaches: &mut Breaches) {
    for looked_up in looked_up(subject) {
        let since = looked_up
            .lists
            .covering(looked_up.certificate)
            .filter(|list| looked_up.trusts(subject, list))
            .find_map(|list| Some((list, list.revoked_since(looked_up.certificate)?)));
        if let Some((list, since)) = since {
            breaches.add(
                looked_up.position,
                "a certificate no revocation list names",
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
    id: RuleId::new("revocation-list-stale"),
    summary: "the newest revocation list for the certificate is past its next update",
    why: "What was revoked since does not stand in it, so it proves little. Unless stale lists are accepted, handshakes \
          refuse every certificate of that authority.",
    remedy: "Get the current list of the authority; if there is none, its publication has stopped, which the authority \
             has to mend.",
    citation: "RFC 5280 section 5.1.2.5",
    basis: Basis::Standard,
    levels: Levels::new(W, W, W),
    check: stale,
};

fn stale(subject: &Subject<'_>, breaches: &mut Breaches) {
    for looked_up in looked_up(subject) {
        let newest = looked_up.lists.covering(looked_up.certificate).next();
        if let Some(list) = newest.filter(|list| list.next_update() <= subject.now) {
            breaches.add(
                looked_up.position,
                format!(
                    "a list whose successor is due after {}",
                    rfc3339(subject.now)
                ),
                format!(
                    "due at {}, in the list of {}",
                    rfc3339(list.next_update()),
                    described(list)
                ),
            );
        }
    }
}

pub(crate) static UNVERIFIED: Rule = Rule {
    id: RuleId::new("revocation-list-unverified"),
    summary: "the revocation list for the certificate is not signed by its issuer",
    why: "It says nothing then. It may be that of an authority of the same name with another key, or altered. rustls \
          refuses the certificate.",
    remedy: "Get the list from the address in the certificate's distribution points, and compare its authority key \
             identifier; an authority that signs lists has cRLSign among its key usages.",
    citation: "RFC 5280 section 6.3.3 (f) and (g)",
    basis: Basis::Standard,
    levels: Levels::new(E, W, W),
    check: unverified,
};

fn unverified(subject: &Subject<'_>, breaches: &mut Breaches) {
    for looked_up in looked_up(subject) {
        let mut covering = looked_up.lists.covering(looked_up.certificate);
        let wrong = covering.find(|list| !looked_up.trusts(subject, list));
        if let Some(list) = wrong {
            let found = match looked_up.signs_lists(subject) {
                true => "a list whose signature does not verify",
                false => "an issuer without the key usage cRLSign",
            };
            let expected = format!("a list signed by {}", listed([list.issuer()]));
            breaches.add(looked_up.position, expected, found);
        }
    }
}

pub(crate) static STATUS_UNKNOWN: Rule = Rule {
    id: RuleId::new("revocation-status-unknown"),
    summary: "no revocation list covers the certificate",
    why: "Lists were given, and none of them is of this certificate's authority, so nobody can tell whether it was \
          revoked. Unless that is accepted, handshakes refuse it.",
    remedy: "Give the list of that authority too, or say that unknown certificates are accepted or only end entities \
             looked up.",
    citation: "RFC 5280 section 6.3.3; rustls-webpki refuses an unknown status by default",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
    check: status_unknown,
};

fn status_unknown(subject: &Subject<'_>, breaches: &mut Breaches) {
    for looked_up in looked_up(subject) {
        let is_refused = looked_up.lists.unknown == UnknownStatus::Refused;
        let mut covering = looked_up.lists.covering(looked_up.certificate);
        if is_refused && covering.next().is_none() {
            let issuer = listed([looked_up.certificate.issuer()]);
            let published = looked_up.certificate.crl_distribution_points().present();
            let found = match published {
                Some(addresses) if !addresses.is_empty() => {
                    format!("none; it is published at {}", listed(addresses))
                }
                _ => "none".into(),
            };
            breaches.add(
                looked_up.position,
                format!("a revocation list of {issuer}"),
                found,
            );
        }
    }
}

/// A certificate that is looked up.
struct LookedUp<'a> {
    lists: &'a RevocationLists,
    index: usize,
    position: Position,
    certificate: &'a Certificate,
}

/// Without lists nothing, and only what is judged at all. A path that leads nowhere tells nobody's revocation.
fn looked_up<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = LookedUp<'a>> {
    let lists = subject.lists;
    let count = match lists.map(|lists| lists.checked) {
        Some(CheckedCertificates::EndEntityOnly) => 1,
        _ => usize::MAX,
    };
    let judged = subject.judged().enumerate().take(count);
    judged.filter_map(move |(index, (position, certificate))| {
        // A self-signed certificate that is believed is its own anchor, which no list revokes.
        let is_anchor = subject.is_judged_by_path() && certificate.is_self_signed();
        lists.filter(|_| !is_anchor).map(|lists| LookedUp {
            lists,
            index,
            position,
            certificate,
        })
    })
}

impl LookedUp<'_> {
    /// Whether nothing speaks against the signature of the list. A pinned certificate comes without an issuer that is
    /// known; what a peer sends along for one proves nothing, so that there the word of the list stands.
    fn trusts(&self, subject: &Subject<'_>, list: &RevocationList) -> bool {
        let is_known = subject.is_judged_by_path() || self.certificate.is_self_signed();
        match subject.chain.issuer_key(self.index) {
            Some(key) if is_known => {
                self.signs_lists(subject)
                    && verify_revocation_list(list, key, subject.provider) != Verdict::Invalid
            }
            _ => true,
        }
    }

    /// RFC 5280 section 6.3.3 (f): where key usage is stated, it has to include cRLSign.
    fn signs_lists(&self, subject: &Subject<'_>) -> bool {
        let issuers = subject.issuers().map(|(_, issuer)| issuer);
        let issuer = match self.certificate.is_self_signed() {
            true => Some(self.certificate),
            false => issuers.take(self.index + 1).nth(self.index),
        };
        let usages = issuer.and_then(|issuer| issuer.key_usage().present());
        !subject.is_judged_by_path()
            || usages.is_none_or(|usages| usages.contains(&KeyUsage::CrlSign))
    }
}

fn described(list: &RevocationList) -> String {
    let issuer = listed([list.issuer()]);
    format!("{issuer} of {}", rfc3339(list.this_update()))
}
