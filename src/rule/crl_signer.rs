//! Other keys of a CA that sign its CRLs, RFC 5280 section 6.3.3 (f).
//!
//! A peer chooses what it sends along, so a certificate beside the path counts only if the CA itself, or who issued the
//! CA's certificate on this path, certified it under the same name: for signing lists alone, or as the other key of a
//! rollover. A second certificate for issuing of the same name, from the CA above, is another set of books: Active
//! Directory Certificate Services keeps a list for each key.

use super::CheckInput;
use super::extension::has_unprocessed;
use crate::certificate::signature::{Verdict, verify_certificate};
use crate::certificate::{Certificate, DistinguishedName, KeyUsage, PublicKey};
use crate::chain::anchor::Anchor;
use crate::revocation::{
    Crls, ExpirationPolicy, RevocationCheckDepth, SignedList, UnknownStatusPolicy,
};

/// Certificates beside the path that are looked at for one name.
const MOST_CANDIDATES: usize = 4;

/// A CA on the path.
#[derive(Clone, Copy)]
struct Above<'a> {
    subject: &'a DistinguishedName,
    key: &'a PublicKey,
    /// Not known of every trust anchor.
    certificate: Option<&'a Certificate>,
}

impl<'a> Above<'a> {
    fn of(certificate: &'a Certificate) -> Self {
        Self {
            subject: certificate.subject(),
            key: certificate.public_key(),
            certificate: Some(certificate),
        }
    }

    fn of_anchor(anchor: &'a Anchor) -> Self {
        Self {
            subject: anchor.subject(),
            key: anchor.public_key(),
            certificate: anchor.certificate(),
        }
    }

    fn signs_lists(&self) -> bool {
        let usages = self.certificate.and_then(|it| it.key_usage().present());
        usages.is_none_or(|usages| usages.contains(&KeyUsage::CrlSign))
    }
}

/// The keys beside that of the issuer that sign lists for the certificate at this place of the path.
pub(super) fn keys<'a>(
    input: &'a CheckInput<'_>,
    index: usize,
    lists: &Crls,
) -> Vec<&'a PublicKey> {
    let path = input.chain.path();
    let (Some(certificate), Some(anchor)) = (path.get(index), input.chain.anchor()) else {
        return Vec::new();
    };
    let name = certificate.issuer();
    let above = path[index + 1..].iter().map(Above::of);
    let mut above = above.chain([Above::of_anchor(anchor)]);
    let mut own = Vec::new();
    // Who issued the CA's certificate.
    let parent = loop {
        match above.next() {
            Some(it) if it.subject == name => own.push(it),
            other => break other,
        }
    };
    let on_path = own.iter().skip(1).filter(|it| it.signs_lists());
    let mut keys: Vec<&PublicKey> = on_path.map(|it| it.key).collect();
    let named = input.chain.beside().filter(|it| it.subject() == name);
    for candidate in named.take(MOST_CANDIDATES) {
        let certifier = match candidate.issuer() == name {
            true if signs_lists(candidate) => certifier(&own, candidate, input),
            false if signs_lists_alone(candidate) => certifier(parent.as_slice(), candidate, input),
            _ => None,
        };
        if certifier.is_some_and(|it| !is_perhaps_revoked(candidate, it, index, lists, input)) {
            keys.push(candidate.public_key());
        }
    }
    keys
}

/// A certificate without key usage is for lists only if it is one of a CA: an end entity is of whoever asked.
fn signs_lists(certificate: &Certificate) -> bool {
    let usages = certificate.key_usage();
    match usages.present() {
        Some(usages) => usages.contains(&KeyUsage::CrlSign),
        None => usages.is_absent() && certificate.is_ca(),
    }
}

fn signs_lists_alone(certificate: &Certificate) -> bool {
    let usages = certificate.key_usage().present();
    usages.is_some_and(|usages| {
        usages.contains(&KeyUsage::CrlSign) && !usages.contains(&KeyUsage::KeyCertSign)
    })
}

/// Which of these issued the certificate, if it is valid now.
fn certifier<'a>(
    cas: &[Above<'a>],
    certificate: &Certificate,
    input: &CheckInput<'_>,
) -> Option<Above<'a>> {
    if !certificate.validity().contains(input.now) || has_unprocessed(certificate) {
        return None;
    }
    let issued = |it: &&Above<'_>| {
        it.subject == certificate.issuer()
            && verify_certificate(certificate, it.key, input.provider) == Verdict::Valid
    };
    cas.iter().find(issued).copied()
}

/// Whether the signer of lists is revoked, or nobody can tell though it is asked for. Its own lists do not speak for it, so
/// that this ends here.
fn is_perhaps_revoked(
    signer: &Certificate,
    certifier: Above<'_>,
    index: usize,
    lists: &Crls,
    input: &CheckInput<'_>,
) -> bool {
    let of = input.issuer_is(index);
    let is_signed_by =
        |list: &SignedList, key| list.verdict(key, of, input.provider) == Verdict::Valid;
    let mut naming = lists.naming(signer);
    if naming
        .any(|list| is_signed_by(list, certifier.key) || is_signed_by(list, signer.public_key()))
    {
        return true;
    }
    if lists.depth == RevocationCheckDepth::EndEntity {
        return false;
    }
    let mut covering = lists.covering(signer);
    let decisive = covering.find(|list| {
        list.issuer() == signer.issuer()
            && certifier.signs_lists()
            && is_signed_by(list, certifier.key)
    });
    match decisive {
        Some(list) => {
            lists.expiration_policy == ExpirationPolicy::Enforce && list.is_stale(input.now)
        }
        None => lists.status_policy == UnknownStatusPolicy::Deny,
    }
}
