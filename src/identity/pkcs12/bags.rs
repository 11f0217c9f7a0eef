//! SafeContents and the bags in it, RFC 7292 section 4.2.

use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::attributes;
use super::ber::{
    self, CONTEXT_0, Cursor, Element, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET,
};
use super::budget::Budget;
use super::encryption::decrypt_private_key_info;
use super::password_forms::Forms;
use crate::certificate::Oid;
use crate::error::ContainerError;
use crate::identity::Ignored;
use crate::identity::entry::{Attributes, Origin};
use crate::provenance::Encryption;
use crate::shown::shown_up_to;

/// The most bags, and the most parts they come in.
pub(super) const MAX_BAGS: u64 = 1000;
pub(super) const MAX_CERTIFICATES: usize = 200;
const MAX_KEYS: u64 = 16;
/// Levels of bags inside bags.
const MAX_DEPTH: usize = 4;

const PLACE: &str = "a bag";
const KEY: &str = "the private key";

const KEY_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.1");
pub(super) const SHROUDED_KEY_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.2");
pub(super) const CERTIFICATE_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.3");
const CRL_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.4");
const SECRET_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.5");
const NESTED_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.6");
pub(super) const X509_CERTIFICATE: Oid = Oid::new("1.2.840.113549.1.9.22.1");

/// What the bags of a file hold.
#[derive(Default)]
pub(super) struct Bags {
    pub(super) needed_password: bool,
    pub(super) keys: Vec<(Zeroizing<Vec<u8>>, Origin)>,
    pub(super) certificates: Vec<(CertificateDer<'static>, Attributes)>,
    /// Each once.
    pub(super) certificate_encryptions: Vec<Encryption>,
    pub(super) ignored: Vec<Ignored>,
    count: u64,
    expected_keys: u64,
}

impl Bags {
    /// Reads SafeContents in its order, bags inside bags by a list of what is still to do.
    pub(super) fn read(
        &mut self,
        contents: &[u8],
        encryption: Option<Encryption>,
        forms: &mut Forms,
        budget: &mut Budget,
    ) -> Result<(), ContainerError> {
        self.needed_password |= encryption.is_some();
        let mut levels = vec![Element::only(contents, SEQUENCE, PLACE)?.children()];
        while let Some(level) = levels.last_mut() {
            if level.is_at_end() {
                levels.pop();
                continue;
            }
            let bag = level.expect(SEQUENCE)?;
            self.count += 1;
            within("bags", self.count, MAX_BAGS)?;
            if let Some(nested) = self.bag(&bag, encryption, forms, budget)? {
                within("levels of bags", levels.len() as u64, MAX_DEPTH as u64)?;
                levels.push(nested);
            }
        }
        Ok(())
    }

    /// Counts the private keys in SafeContents, so that too many are refused before any is decrypted.
    pub(super) fn expect_keys(&mut self, contents: &[u8]) -> Result<(), ContainerError> {
        for _ in keys_in(contents) {
            self.expected_keys += 1;
            within("private keys", self.expected_keys, MAX_KEYS)?;
        }
        Ok(())
    }

    /// Reads SafeBag; returns the bags inside it, if that is what it holds.
    fn bag<'a>(
        &mut self,
        bag: &Element<'a>,
        encryption: Option<Encryption>,
        forms: &mut Forms,
        budget: &mut Budget,
    ) -> Result<Option<Cursor<'a>>, ContainerError> {
        let mut fields = bag.children();
        let kind = fields.expect(OBJECT_IDENTIFIER)?;
        let mut explicit = fields.expect(CONTEXT_0)?.children();
        let set = fields.optional(SET)?;
        fields.finish()?;
        if kind.is(NESTED_BAG) {
            return explicit.expect(SEQUENCE).map(|it| Some(it.children()));
        }
        let origin = attributes::of_bag(set)?;
        if kind.is(KEY_BAG) {
            let key = explicit.expect(SEQUENCE)?;
            let der = Zeroizing::new(key.encoding.to_vec());
            self.add_key(der, encryption, origin)?;
        } else if kind.is(SHROUDED_KEY_BAG) {
            let key = explicit.expect(SEQUENCE)?;
            let (decrypted, encryption) = decrypt_private_key_info(&key, forms, budget, KEY)?;
            let der = ber::to_der(&decrypted, KEY)?.unwrap_or(decrypted);
            self.needed_password = true;
            self.add_key(der, Some(encryption), origin)?;
        } else if kind.is(CERTIFICATE_BAG) {
            self.certificate(&explicit.expect(SEQUENCE)?, encryption, origin.attributes)?;
        } else if kind.is(CRL_BAG) {
            self.ignore("a CRL", &origin.attributes);
        } else if kind.is(SECRET_BAG) {
            self.ignore("a secret", &origin.attributes);
        } else {
            self.ignore("something unknown", &origin.attributes);
        }
        Ok(None)
    }

    /// CertBag, RFC 7292 section 4.2.3.
    fn certificate(
        &mut self,
        bag: &Element<'_>,
        encryption: Option<Encryption>,
        attributes: Attributes,
    ) -> Result<(), ContainerError> {
        let mut fields = bag.children();
        let kind = fields.expect(OBJECT_IDENTIFIER)?;
        if !kind.is(X509_CERTIFICATE) {
            self.ignore("a certificate that is not X.509", &attributes);
            return Ok(());
        }
        let mut explicit = fields.expect(CONTEXT_0)?.children();
        let der = explicit.expect(OCTET_STRING)?.contents;
        let found = self.certificates.len() as u64 + 1;
        within("certificates", found, MAX_CERTIFICATES as u64)?;
        let der = CertificateDer::from(der.to_vec());
        self.certificates.push((der, attributes));
        if let Some(encryption) = encryption
            && !self.certificate_encryptions.contains(&encryption)
        {
            self.certificate_encryptions.push(encryption);
        }
        Ok(())
    }

    fn add_key(
        &mut self,
        der: Zeroizing<Vec<u8>>,
        encryption: Option<Encryption>,
        origin: Origin,
    ) -> Result<(), ContainerError> {
        let origin = Origin {
            encryption,
            key_spec: attributes::key_spec(&der)?,
            ..origin
        };
        self.keys.push((der, origin));
        Ok(())
    }

    fn ignore(&mut self, what: &str, attributes: &Attributes) {
        let number = self.count;
        let name = attributes.friendly_name.as_ref();
        let name = name.map_or_else(String::new, |name| {
            format!(", `{}`", shown_up_to(100, name))
        });
        self.ignored.push(Ignored::new(
            format!("bag {number} ({what}{name})"),
            None,
            "only private keys and X.509 certificates are read",
        ));
    }
}

/// The private keys in SafeContents, one more than allowed at most; of those that are encrypted, the algorithm. What is not
/// built as it should be is left for [`Bags::read`] to refuse.
pub(super) fn keys_in(contents: &[u8]) -> Vec<Option<Element<'_>>> {
    let mut found = Vec::new();
    let mut levels: Vec<_> = Element::only(contents, SEQUENCE, PLACE)
        .map(|contents| contents.children())
        .into_iter()
        .collect();
    while let Some(level) = levels.last_mut() {
        let is_enough = found.len() as u64 > MAX_KEYS;
        let Some(bag) = level.expect(SEQUENCE).ok().filter(|_| !is_enough) else {
            levels.pop();
            continue;
        };
        let mut fields = bag.children();
        let Ok(kind) = fields.expect(OBJECT_IDENTIFIER) else {
            continue;
        };
        let mut value = || fields.expect(CONTEXT_0)?.children().expect(SEQUENCE);
        if kind.is(KEY_BAG) {
            found.push(None);
        } else if kind.is(SHROUDED_KEY_BAG) {
            let algorithm = value().and_then(|key| key.children().expect(SEQUENCE));
            found.push(algorithm.ok());
        } else if kind.is(NESTED_BAG) && levels.len() < MAX_DEPTH {
            levels.extend(value().map(|bags| bags.children()));
        }
    }
    found
}

/// The types of the secrets in SafeContents, RFC 7292 section 4.2.5; those in bags inside bags are not looked for.
pub(super) fn secrets_in(contents: &[u8]) -> impl Iterator<Item = Element<'_>> {
    let mut bags = Element::only(contents, SEQUENCE, PLACE).map(|contents| contents.children());
    std::iter::from_fn(move || bags.as_mut().ok()?.expect(SEQUENCE).ok()).filter_map(|bag| {
        let mut fields = bag.children();
        let kind = fields.expect(OBJECT_IDENTIFIER).ok()?;
        let secret = fields
            .expect(CONTEXT_0)
            .ok()?
            .children()
            .expect(SEQUENCE)
            .ok()?;
        let kind_of_secret = secret.children().expect(OBJECT_IDENTIFIER).ok()?;
        kind.is(SECRET_BAG).then_some(kind_of_secret)
    })
}

pub(super) fn within(what: &'static str, found: u64, limit: u64) -> Result<(), ContainerError> {
    if found > limit {
        return Err(ContainerError::LimitExceeded { what, found, limit });
    }
    Ok(())
}
