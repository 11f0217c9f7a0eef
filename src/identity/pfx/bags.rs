use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::attributes::{Attributes, key_spec};
use super::{CertificateBag, Contents, KeyBag, ber};
use crate::certificate::Oid;
use crate::error::ContainerError;
use crate::identity::pbe::cursor::{
    CONTEXT_0, Cursor, Element, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET,
};
use crate::identity::pbe::{self, Budget, Forms};
use crate::provenance::{Encryption, Pfx};
use crate::shown::shown_up_to;

/// The most bags, and the most parts they come in.
pub(super) const MAX_BAGS: u64 = 1000;
const MAX_CERTIFICATES: usize = 200;
const MAX_KEYS: u64 = 16;
/// Levels of bags inside bags.
const MAX_DEPTH: usize = 4;

const PLACE: &str = "a bag";
const KEY: &str = "the private key";

const KEY_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.3");
const CRL_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.4");
const SECRET_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.5");
const NESTED_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.6");
const X509_CERTIFICATE: Oid = Oid::new("1.2.840.113549.1.9.22.1");

/// What the bags of a file hold, RFC 7292 section 4.2.
#[derive(Default)]
pub(super) struct Bags {
    pub(super) needed_password: bool,
    keys: Vec<KeyBag>,
    certificates: Vec<CertificateBag>,
    certificate_encryptions: Vec<Encryption>,
    ignored: Vec<(String, &'static str)>,
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
        let attributes = fields.optional(SET)?;
        fields.finish()?;
        if kind.is(NESTED_BAG) {
            return explicit.expect(SEQUENCE).map(|it| Some(it.children()));
        }
        let attributes = Attributes::of(attributes)?;
        if kind.is(KEY_BAG) {
            let key = explicit.expect(SEQUENCE)?;
            let der = Zeroizing::new(key.encoding.to_vec());
            self.add_key(der, encryption, attributes)?;
        } else if kind.is(SHROUDED_KEY_BAG) {
            let key = explicit.expect(SEQUENCE)?;
            let (decrypted, encryption) = pbe::decrypt_private_key_info(&key, forms, budget, KEY)?;
            let der = ber::to_der(&decrypted, KEY)?.unwrap_or(decrypted);
            self.needed_password = true;
            self.add_key(der, Some(encryption), attributes)?;
        } else if kind.is(CERTIFICATE_BAG) {
            self.certificate(&explicit.expect(SEQUENCE)?, encryption, attributes)?;
        } else if kind.is(CRL_BAG) {
            self.ignore("a CRL", attributes);
        } else if kind.is(SECRET_BAG) {
            self.ignore("a secret", attributes);
        } else {
            self.ignore("something unknown", attributes);
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
            self.ignore("a certificate that is not X.509", attributes);
            return Ok(());
        }
        let mut explicit = fields.expect(CONTEXT_0)?.children();
        let der = explicit.expect(OCTET_STRING)?.contents;
        let found = self.certificates.len() as u64 + 1;
        within("certificates", found, MAX_CERTIFICATES as u64)?;
        self.certificates.push(CertificateBag {
            der: CertificateDer::from(der.to_vec()),
            friendly_name: attributes.friendly_name,
            local_key_id: attributes.local_key_id,
        });
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
        attributes: Attributes,
    ) -> Result<(), ContainerError> {
        self.keys.push(KeyBag {
            key_spec: key_spec(&der)?,
            der,
            encryption,
            friendly_name: attributes.friendly_name,
            local_key_id: attributes.local_key_id,
            provider: attributes.provider,
            is_machine_key: attributes.is_machine_key,
        });
        Ok(())
    }

    fn ignore(&mut self, what: &str, attributes: Attributes) {
        let number = self.count;
        let name = attributes.friendly_name;
        let name = name.map_or_else(String::new, |name| {
            format!(", `{}`", shown_up_to(100, name))
        });
        let what = format!("bag {number} ({what}{name})");
        self.ignored
            .push((what, "only private keys and X.509 certificates are read"));
    }

    pub(super) fn into_contents(
        self,
        provenance: impl FnOnce(&[KeyBag], &[CertificateBag], Vec<Encryption>) -> Pfx,
    ) -> Contents {
        Contents {
            provenance: provenance(&self.keys, &self.certificates, self.certificate_encryptions),
            certificates: self.certificates,
            keys: self.keys,
            ignored: self.ignored,
        }
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
        let bag = match level.is_at_end() || found.len() as u64 > MAX_KEYS {
            true => None,
            false => level.expect(SEQUENCE).ok(),
        };
        let Some(bag) = bag else {
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

fn within(what: &'static str, found: u64, limit: u64) -> Result<(), ContainerError> {
    match found <= limit {
        true => Ok(()),
        false => Err(ContainerError::LimitExceeded { what, found, limit }),
    }
}
