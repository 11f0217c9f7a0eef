//! The MAC of a file.

use super::ber::{Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, malformed};
use super::budget::Budget;
use super::hash::with_hash;
use super::hmac::Hmac;
use super::kdf::{Kdf, Purpose};
use super::oid;
use super::password_forms::Forms;
use super::pbkdf2::Pbkdf2;
use crate::error::ContainerError;
use crate::provenance::{Hash, Mac, MacKind};

const PLACE: &str = "the MAC";

/// MacData, RFC 7292 section 4, with PBMAC1 as of RFC 9579.
struct MacData<'a> {
    algorithm: Element<'a>,
    digest: &'a [u8],
    salt: &'a [u8],
    iterations: u64,
}

impl<'a> MacData<'a> {
    fn read(mac_data: &Element<'a>) -> Result<Self, ContainerError> {
        let mut fields = mac_data.children().named(PLACE);
        let mut info = fields.expect(SEQUENCE)?.children();
        let algorithm = info.expect(SEQUENCE)?;
        let digest = info.expect(OCTET_STRING)?.contents;
        info.finish()?;
        let salt = fields.expect(OCTET_STRING)?.contents;
        let iterations = match fields.optional(INTEGER)? {
            Some(iterations) => iterations.count("iterations of a key derivation")?,
            None => 1,
        };
        fields.finish()?;
        Ok(Self {
            algorithm,
            digest,
            salt,
            iterations,
        })
    }
}

/// Compares the MAC with the bytes it was made over, as they are stored.
pub(super) fn verify(
    mac_data: &Element<'_>,
    stored: &[u8],
    forms: &mut Forms,
    budget: &mut Budget,
) -> Result<Mac, ContainerError> {
    let mac_data = MacData::read(mac_data)?;
    let mut algorithm = mac_data.algorithm.children();
    let identifier = algorithm.expect(OBJECT_IDENTIFIER)?;
    let mac = if identifier.is(oid::PBMAC1) {
        let parameters = algorithm.expect(SEQUENCE)?;
        pbmac1(&parameters, mac_data.digest, stored, forms, budget)?
    } else {
        let hash = Hash::of_digest(&identifier, PLACE)?;
        pkcs12(hash, &mac_data, stored, forms, budget)?
    };
    let mac = mac.ok_or_else(|| forms.misfit(PLACE))?;
    forms.is_proven = true;
    Ok(mac)
}

fn pkcs12(
    hash: Hash,
    mac_data: &MacData<'_>,
    stored: &[u8],
    forms: &mut Forms,
    budget: &mut Budget,
) -> Result<Option<Mac>, ContainerError> {
    let derivation = Kdf {
        hash,
        salt: mac_data.salt,
        iterations: mac_data.iterations,
        place: PLACE,
    };
    forms.find(|password| {
        let [key] = derivation.derive([(Purpose::Mac, hash.size())], password, budget)?;
        Ok(fits(hash, &key, stored, mac_data.digest).then_some(Mac {
            kind: MacKind::Pkcs12,
            hash,
            iterations: mac_data.iterations,
        }))
    })
}

/// PBMAC1-params, RFC 8018 appendix A.5. The iterations outside the parameters are without meaning, RFC 9579 section 5.
fn pbmac1(
    parameters: &Element<'_>,
    digest: &[u8],
    stored: &[u8],
    forms: &Forms,
    budget: &mut Budget,
) -> Result<Option<Mac>, ContainerError> {
    let mut fields = parameters.children();
    let derivation = Pbkdf2::read(&fields.expect(SEQUENCE)?, PLACE)?;
    let mut scheme = fields.expect(SEQUENCE)?.children();
    fields.finish()?;
    let hash = Hash::of_hmac(&scheme.expect(OBJECT_IDENTIFIER)?, PLACE)?;
    // Below 20 the key is what is guessed, RFC 9579 section 5; above 64 it is hashed anyway.
    let size = derivation
        .key_size
        .and_then(|size| usize::try_from(size).ok());
    let Some(size @ 20..=64) = size else {
        return Err(malformed(
            PLACE,
            "the size of its key is not 20 to 64 bytes",
        ));
    };
    let key = derivation.derive(forms.for_pbes2(), size, budget)?;
    Ok(fits(hash, &key, stored, digest).then_some(Mac {
        kind: MacKind::Pbmac1,
        hash,
        iterations: derivation.iterations,
    }))
}

fn fits(hash: Hash, key: &[u8], stored: &[u8], digest: &[u8]) -> bool {
    with_hash!(hash, H => Hmac::<H>::new(key).verify(stored, digest))
}
