//! Reads PKCS#12, also called PFX, RFC 7292. Input is hostile: sizes, counts and the work of all derivations are
//! limited before any is done, and nothing recurses.

mod attributes;
mod bags;
mod ber;
mod mac;
mod safes;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests;

use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::Password;
use super::pbe::cursor::{CONTEXT_0, Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};
use super::pbe::{Budget, Forms, oid};
use crate::certificate::oid::PKCS7_DATA;
use crate::error::ContainerError;
use crate::provenance::{Encoding, Encryption, KeySpec, PasswordKind, Pfx};
use bags::Bags;

/// The largest file read, in bytes; a key with its chain takes a hundredth of it.
pub(super) const MAX_SIZE: usize = 1024 * 1024;

/// What a file holds, in its order.
pub(super) struct Contents {
    pub(super) certificates: Vec<CertificateBag>,
    pub(super) keys: Vec<KeyBag>,
    /// Speaks of the first key, and of the certificate that goes with it by local key identifier.
    pub(super) provenance: Pfx,
    /// What was left aside, and why.
    pub(super) ignored: Vec<(String, &'static str)>,
}

pub(super) struct CertificateBag {
    pub(super) der: CertificateDer<'static>,
    pub(super) friendly_name: Option<String>,
    pub(super) local_key_id: Option<Vec<u8>>,
}

/// A private key; which certificate it belongs to, its public key says better than its identifier.
pub(super) struct KeyBag {
    /// PKCS#8.
    pub(super) der: Zeroizing<Vec<u8>>,
    pub(super) encryption: Option<Encryption>,
    pub(super) friendly_name: Option<String>,
    pub(super) local_key_id: Option<Vec<u8>>,
    pub(super) provider: Option<String>,
    pub(super) is_machine_key: bool,
    pub(super) key_spec: Option<KeySpec>,
}

/// Reads a whole file. One without a MAC is read as well, with `mac` empty: whether to take it is for the caller to
/// say.
///
/// # Errors
///
/// [`ContainerError`], whose variants tell a wrong password from what can be told from it.
pub(super) fn read(bytes: &[u8], password: &Password) -> Result<Contents, ContainerError> {
    read_within(&mut Budget::new(), bytes, password)
}

fn read_within(
    budget: &mut Budget,
    bytes: &[u8],
    password: &Password,
) -> Result<Contents, ContainerError> {
    const PLACE: &str = "the outer structure of the PKCS#12 file";
    if bytes.len() > MAX_SIZE {
        return Err(ContainerError::TooLarge {
            size: bytes.len(),
            limit: MAX_SIZE,
        });
    }
    if bytes.first() != Some(&SEQUENCE) {
        let reason = "it does not begin with a SEQUENCE";
        return Err(ContainerError::NotPfx { reason });
    }
    let (converted, end) = ber::first_to_der(bytes, PLACE)?;
    let (bytes, behind) = bytes.split_at(end);
    let mut fields =
        Element::only(converted.as_ref().map_or(bytes, |it| it), SEQUENCE, PLACE)?.children();
    match fields.optional(INTEGER)? {
        Some(version) if version.contents == [3] => {}
        _ => {
            let reason = "it does not say version 3";
            return Err(ContainerError::NotPfx { reason });
        }
    }
    if !behind.iter().all(is_padding) {
        let count = behind.len();
        return Err(ContainerError::BytesBehind { end, count });
    }
    let content_info = fields.expect(SEQUENCE)?;
    let mac_data = fields.optional(SEQUENCE)?;
    fields.finish()?;

    let stored = stored(&content_info, PLACE)?;
    let mut forms = Forms::of(password)?;
    let mac = match mac_data {
        Some(mac_data) => Some(mac::verify(&mac_data, stored, &mut forms, budget)?),
        None => None,
    };
    let mut bags = Bags::default();
    let is_inside_ber = safes::read(stored, &mut bags, &mut forms, budget)?;

    let encoding = match converted.is_some() || is_inside_ber {
        true => Encoding::Ber,
        false => Encoding::Der,
    };
    let is_open = mac.is_none() && !bags.needed_password;
    Ok(
        bags.into_contents(|keys, certificates, certificate_encryptions| {
            let key = keys.first();
            let id = key.and_then(|key| key.local_key_id.as_ref());
            let certificate = certificates
                .iter()
                .find(|it| id.is_some() && it.local_key_id.as_ref() == id)
                .or_else(|| certificates.first());
            Pfx {
                encoding,
                trailing_octets: behind.len(),
                mac,
                key_encryption: key.and_then(|key| key.encryption),
                certificate_encryptions,
                friendly_name: certificate.and_then(|it| it.friendly_name.clone()),
                key_container: key.and_then(|key| key.friendly_name.clone()),
                key_provider: key.and_then(|key| key.provider.clone()),
                is_machine_key: key.is_some_and(|key| key.is_machine_key),
                key_spec: key.and_then(|key| key.key_spec),
                password: match is_open {
                    true => PasswordKind::None,
                    false => forms.kind(),
                },
                private_keys: keys.len(),
            }
        }),
    )
}

/// What Windows leaves behind a container, and what editors and mail programs add to a file.
fn is_padding(octet: &u8) -> bool {
    *octet == 0 || octet.is_ascii_whitespace()
}

/// The contents of a ContentInfo that holds plain data.
fn stored<'a>(content_info: &Element<'a>, place: &'static str) -> Result<&'a [u8], ContainerError> {
    let mut fields = content_info.children().named(place);
    let content_type = fields.expect(OBJECT_IDENTIFIER)?;
    if !content_type.is(PKCS7_DATA) {
        return Err(oid::unsupported(&content_type, place));
    }
    let mut explicit = fields.expect(CONTEXT_0)?.children();
    fields.finish()?;
    let data = explicit.expect(OCTET_STRING)?;
    explicit.finish()?;
    Ok(data.contents)
}
