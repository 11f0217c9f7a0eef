//! PKCS#12, also called PFX, RFC 7292, and encrypted PKCS#8, RFC 5958: all that takes a password, behind two functions
//! that read and two that write. Input is hostile: sizes, counts and the work of all derivations are limited before any
//! is done, and nothing recurses.
//!
//! The bytes go one way: from here to the MAC, then to the parts ([`safes`]), to their [`bags`] and to what those say
//! of their contents ([`attributes`]). All of them walk over DER by [`ber`] and decrypt by [`encryption`]. What is
//! written ([`write`]) goes through the same tables of algorithms and attributes.

mod attributes;
mod bags;
mod ber;
mod block_hash;
mod budget;
mod cipher;
mod encryption;
mod hash;
mod hmac;
mod kdf;
mod mac;
mod oid;
mod password_forms;
mod pbkdf2;
mod safes;
#[cfg(test)]
mod textbook;
mod write;

use rustls_pki_types::CertificateDer;
use zeroize::Zeroizing;

use super::entry::{Attributes, Origin};
use super::{Ignored, Password};
use crate::error::{ContainerError, PasswordHint};
use crate::provenance::{Encoding, PasswordKind, Pfx};
use bags::Bags;
use ber::{Element, INTEGER, SEQUENCE};
pub(super) use budget::Budget;
use encryption::Decrypted;
use password_forms::Forms;
pub(super) use write::{PfxToWrite, write_key, write_pfx};

/// The largest file read, in bytes; a key with its chain takes a hundredth of it.
const MAX_SIZE: usize = 1024 * 1024;

/// What a file holds, in its order. Which certificate a key belongs to, its public key says better than its identifier.
pub(super) struct Contents {
    /// Speaks of the file, not of one key or certificate in it.
    pub(super) provenance: Pfx,
    pub(super) certificates: Vec<(CertificateDer<'static>, Attributes)>,
    /// Each in PKCS#8.
    pub(super) keys: Vec<(Zeroizing<Vec<u8>>, Origin)>,
    pub(super) ignored: Vec<Ignored>,
}

/// Reads a whole file. One without a MAC is read as well, with `mac` empty: whether to take it is for the caller to
/// say.
///
/// # Errors
///
/// [`ContainerError`], whose variants tell a wrong password from what can be told from it.
pub(super) fn open_pfx(
    bytes: &[u8],
    password: &Password,
    budget: &mut Budget,
) -> Result<Contents, ContainerError> {
    let read = |password: &Password, budget: &mut Budget| read_pfx(bytes, password, budget);
    with_hints(password, budget, read)
}

/// Adds to a refusal that the empty password fits, as far as the rest of the budget pays for finding out.
fn with_hints<T>(
    password: &Password,
    budget: &mut Budget,
    read: impl Fn(&Password, &mut Budget) -> Result<T, ContainerError>,
) -> Result<T, ContainerError> {
    let mut error = match read(password, budget) {
        Ok(contents) => return Ok(contents),
        Err(error) => error,
    };
    if let ContainerError::PasswordOrDamage { hints } = &mut error
        && password.as_str() != Some("")
        && read(&Password::from(""), budget).is_ok()
    {
        hints.push(PasswordHint::OpensWithEmptyPassword);
    }
    Err(error)
}

fn read_pfx(
    bytes: &[u8],
    password: &Password,
    budget: &mut Budget,
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
    // What Windows leaves behind a container, and what editors and mail programs add to a file.
    let is_padding = |octet: &u8| *octet == 0 || octet.is_ascii_whitespace();
    if !behind.iter().all(is_padding) {
        let count = behind.len();
        return Err(ContainerError::BytesBehind { end, count });
    }
    let content_info = fields.expect(SEQUENCE)?;
    let mac_data = fields.optional(SEQUENCE)?;
    fields.finish()?;

    let stored = safes::stored(&content_info, PLACE)?;
    let mut forms = Forms::of(password)?;
    let mac = match mac_data {
        Some(mac_data) => {
            let verified = mac::verify(&mac_data, stored, &mut forms, budget);
            Some(verified.map_err(|error| or_principals(error, stored))?)
        }
        None => None,
    };
    let mut bags = Bags::default();
    let is_inside_ber = safes::read(stored, &mut bags, &mut forms, budget)
        .map_err(|error| or_principals(error, stored))?;

    let is_ber = converted.is_some() || is_inside_ber;
    let is_open = mac.is_none() && !bags.needed_password;
    Ok(Contents {
        provenance: Pfx {
            encoding: if is_ber { Encoding::Ber } else { Encoding::Der },
            trailing_octets: behind.len(),
            mac,
            key_encryption: None,
            certificate_encryptions: bags.certificate_encryptions,
            friendly_name: None,
            key_container: None,
            key_provider: None,
            is_machine_key: false,
            key_spec: None,
            password: if is_open {
                PasswordKind::None
            } else {
                forms.kind
            },
            private_keys: bags.keys.len(),
        },
        certificates: bags.certificates,
        keys: bags.keys,
        ignored: bags.ignored,
    })
}

/// Nobody has the password of a file that keeps it for principals of Active Directory.
fn or_principals(error: ContainerError, stored: &[u8]) -> ContainerError {
    let is_of_password = matches!(
        error,
        ContainerError::PasswordMissing | ContainerError::PasswordOrDamage { .. }
    );
    match error {
        _ if is_of_password && safes::keep_password(stored) => {
            ContainerError::ProtectedToPrincipals
        }
        error => error,
    }
}

/// Opens EncryptedPrivateKeyInfo, RFC 5958 section 3, and returns PKCS#8.
///
/// # Errors
///
/// [`ContainerError`] with the key of a PEM block in mind: password, algorithm, amount of work.
pub(super) fn open_key(
    der: &[u8],
    password: &Password,
    budget: &mut Budget,
) -> Result<Decrypted, ContainerError> {
    const PLACE: &str = "the encrypted private key";
    let key = Element::only(der, SEQUENCE, PLACE)?;
    with_hints(password, budget, |password, budget| {
        let mut forms = Forms::of(password)?;
        encryption::decrypt_private_key_info(&key, &mut forms, budget, PLACE)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    mod hostile;
    mod openssl;
    mod read;
    mod write;
    mod writer;

    use super::{Budget, Contents, open_pfx};
    use crate::error::ContainerError;
    use crate::identity::Password;

    fn read(bytes: &[u8], password: &Password) -> Result<Contents, ContainerError> {
        open_pfx(bytes, password, &mut Budget::new())
    }

    /// Reads with a text as password.
    fn open(bytes: &[u8], password: &str) -> Result<Contents, ContainerError> {
        read(bytes, &Password::from(password))
    }
}
