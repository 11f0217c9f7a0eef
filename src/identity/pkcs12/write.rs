//! PKCS#12 and encrypted PKCS#8, written, with salts and initialisation vectors from the provider.

use rustls::crypto::SecureRandom;
use zeroize::Zeroizing;

use super::attributes;
use super::bags::{CERTIFICATE_BAG, MAX_CERTIFICATES, SHROUDED_KEY_BAG, X509_CERTIFICATE, within};
use super::ber::{CONTEXT_0, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, malformed};
use super::budget::{Budget, PBKDF2};
use super::encryption::{PBES2_CIPHERS, PKCS12_CIPHERS};
use super::hash::with_hash;
use super::hmac::Hmac;
use super::kdf::{Kdf, Purpose};
use super::password_forms::Forms;
use super::{MAX_SIZE, oid, pbkdf2};
use crate::asn1::{element, element_of, in_sequence};
use crate::certificate::Oid;
use crate::certificate::oid::{PKCS7_DATA, PKCS7_ENCRYPTED_DATA};
use crate::error::{ContainerError, Error};
use crate::identity::Password;
use crate::identity::entry::{Attributes, Origin};
use crate::provenance::{Encryption, Hash, KeySpec, Mac, MacKind, Scheme};

/// What goes into a file.
pub(in crate::identity) struct PfxToWrite<'a> {
    /// PKCS#8.
    pub(in crate::identity) key: Zeroizing<Vec<u8>>,
    /// What is said of the key, but for its key specification.
    pub(in crate::identity) origin: Origin,
    /// What takes the place of the key specification in the key; `None` leaves it as it is.
    pub(in crate::identity) key_spec: Option<Option<KeySpec>>,
    pub(in crate::identity) certificates: Vec<(&'a [u8], Attributes)>,
    pub(in crate::identity) encryption: Encryption,
    pub(in crate::identity) mac: Mac,
}

/// Writes a whole file in the order of Windows: a part with the encrypted key, and an encrypted part with the
/// certificates.
///
/// # Errors
///
/// [`Error::Container`] for what would not be read again; [`Error::Tls`] if the provider has no random octets.
pub(in crate::identity) fn write_pfx(
    pfx: &PfxToWrite<'_>,
    password: &Password,
    random: &dyn SecureRandom,
) -> Result<Vec<u8>, Error> {
    const VERSION: &[u8] = &[INTEGER, 1, 3];
    let count = pfx.certificates.len() as u64;
    within("certificates", count, MAX_CERTIFICATES as u64)?;
    let forms = Forms::of(password)?;
    let sealing = Sealing {
        forms: &forms,
        random,
    };
    let key = match pfx.key_spec {
        Some(spec) => attributes::with_key_spec(&pfx.key, spec)?,
        None => pfx.key.clone(),
    };
    let key = sealing.encrypt(&key, pfx.encryption)?;
    let key = element_of(
        SEQUENCE,
        &[&key.algorithm, &element(OCTET_STRING, &key.ciphertext)],
    );
    let keys = in_sequence(&bag(SHROUDED_KEY_BAG, &key, &pfx.origin));
    let certificates = pfx.certificates.iter().map(|(der, attributes)| {
        let attributes = Origin {
            attributes: attributes.clone(),
            ..Origin::default()
        };
        let kind = identifier(X509_CERTIFICATE);
        let der = element(CONTEXT_0, &element(OCTET_STRING, der));
        let certificate = element_of(SEQUENCE, &[&kind, &der]);
        bag(CERTIFICATE_BAG, &certificate, &attributes)
    });
    let certificates = in_sequence(&certificates.collect::<Vec<_>>().concat());
    let certificates = sealing.encrypt(&certificates, pfx.encryption)?;

    let stored = element_of(SEQUENCE, &[&data(&keys), &encrypted_data(&certificates)]);
    let mac = sealing.mac(&stored, pfx.mac)?;
    let file = element_of(SEQUENCE, &[VERSION, &data(&stored), &mac]);
    within(
        "bytes of a PKCS#12 (PFX) file",
        file.len() as u64,
        MAX_SIZE as u64,
    )?;
    Ok(file)
}

/// Writes EncryptedPrivateKeyInfo, RFC 5958 section 3.
///
/// # Errors
///
/// As [`write_pfx`].
pub(in crate::identity) fn write_key(
    pkcs8: &[u8],
    password: &Password,
    encryption: Encryption,
    random: &dyn SecureRandom,
) -> Result<Vec<u8>, Error> {
    let forms = Forms::of(password)?;
    let sealing = Sealing {
        forms: &forms,
        random,
    };
    let key = sealing.encrypt(pkcs8, encryption)?;
    let ciphertext = element(OCTET_STRING, &key.ciphertext);
    Ok(element_of(SEQUENCE, &[&key.algorithm, &ciphertext]))
}

/// SafeBag, RFC 7292 section 4.2.
fn bag(kind: Oid, value: &[u8], origin: &Origin) -> Vec<u8> {
    let value = element(CONTEXT_0, value);
    let attributes = attributes::encoded(origin);
    element_of(SEQUENCE, &[&identifier(kind), &value, &attributes])
}

/// ContentInfo with plain data, RFC 7292 section 4.
fn data(contents: &[u8]) -> Vec<u8> {
    let contents = element(CONTEXT_0, &element(OCTET_STRING, contents));
    element_of(SEQUENCE, &[&identifier(PKCS7_DATA), &contents])
}

/// ContentInfo with EncryptedData, RFC 5652 section 8.
fn encrypted_data(encrypted: &Encrypted) -> Vec<u8> {
    const VERSION: &[u8] = &[INTEGER, 1, 0];
    const IMPLICIT: u8 = 0x80;
    let ciphertext = element(IMPLICIT, &encrypted.ciphertext);
    let content_type = identifier(PKCS7_DATA);
    let info = element_of(
        SEQUENCE,
        &[&content_type, &encrypted.algorithm, &ciphertext],
    );
    let data = element_of(SEQUENCE, &[VERSION, &info]);
    let content = element(CONTEXT_0, &data);
    element_of(SEQUENCE, &[&identifier(PKCS7_ENCRYPTED_DATA), &content])
}

fn identifier(oid: Oid) -> Vec<u8> {
    element(OBJECT_IDENTIFIER, oid.as_bytes())
}

/// AlgorithmIdentifier.
fn algorithm(oid: Oid, parameters: &[u8]) -> Vec<u8> {
    element_of(SEQUENCE, &[&identifier(oid), parameters])
}

/// The parameters of hash functions and their HMACs.
const NULL: &[u8] = &[5, 0];

fn number(value: u64) -> Vec<u8> {
    let octets = value.to_be_bytes();
    let zeros = octets.iter().take(7).take_while(|octet| **octet == 0);
    let digits = &octets[zeros.count()..];
    let sign: &[u8] = if digits[0] < 0x80 { &[] } else { &[0] };
    element_of(INTEGER, &[sign, digits])
}

/// What something is encrypted with, and what it became.
struct Encrypted {
    algorithm: Vec<u8>,
    ciphertext: Vec<u8>,
}

/// What all parts of a file are protected by.
struct Sealing<'a> {
    forms: &'a Forms,
    random: &'a dyn SecureRandom,
}

const PLACE: &str = "the file to write";

impl Sealing<'_> {
    /// The salt of the derivation of PKCS#12 has 8 octets everywhere; NIST SP 800-132 section 5.1 wants 16 in PBKDF2.
    fn octets<const N: usize>(&self) -> Result<[u8; N], Error> {
        let mut octets = [0; N];
        self.random.fill(&mut octets).map_err(rustls::Error::from)?;
        Ok(octets)
    }

    fn encrypt(&self, plaintext: &[u8], encryption: Encryption) -> Result<Encrypted, Error> {
        let Encryption {
            scheme,
            cipher,
            hash,
            iterations,
        } = encryption;
        let ciphers = match scheme {
            Scheme::Pkcs12 => &PKCS12_CIPHERS,
            Scheme::Pbes2 => &PBES2_CIPHERS,
        };
        let known = ciphers.iter().find(|(_, known)| *known == cipher);
        let (oid, _) = known.ok_or_else(not_written)?;
        let (key, iv, algorithm) = match scheme {
            Scheme::Pkcs12 => {
                let salt: [u8; 8] = self.octets()?;
                let outputs = [
                    (Purpose::Key, cipher.key_size()),
                    (Purpose::Iv, cipher.block_size()),
                ];
                let [key, iv] = self.pkcs12(hash, &salt, iterations, outputs)?;
                let salt = element(OCTET_STRING, &salt);
                let parameters = element_of(SEQUENCE, &[&salt, &number(iterations)]);
                (key, iv, algorithm(*oid, &parameters))
            }
            Scheme::Pbes2 => {
                let salt: [u8; 16] = self.octets()?;
                let iv: [u8; 16] = self.octets()?;
                let iv = Zeroizing::new(iv[..cipher.block_size()].to_vec());
                let key = self.pbkdf2(hash, &salt, iterations, cipher.key_size())?;
                let derivation = pbkdf2_algorithm(hash, &salt, iterations, &[])?;
                let scheme = algorithm(*oid, &element(OCTET_STRING, &iv));
                let parameters = element_of(SEQUENCE, &[&derivation, &scheme]);
                (key, iv, algorithm(oid::PBES2, &parameters))
            }
        };
        let ciphertext = cipher.encrypt(&key, &iv, plaintext);
        Ok(Encrypted {
            algorithm,
            ciphertext: ciphertext.ok_or_else(not_written)?,
        })
    }

    /// MacData, RFC 7292 section 4, with PBMAC1 as of RFC 9579.
    fn mac(&self, stored: &[u8], mac: Mac) -> Result<Vec<u8>, Error> {
        let Mac {
            kind,
            hash,
            iterations,
        } = mac;
        let (digest, hmac) = hash.identifiers().ok_or_else(not_written)?;
        let (key, algorithm, salt, iterations) = match kind {
            MacKind::Pkcs12 => {
                let salt: [u8; 8] = self.octets()?;
                let outputs = [(Purpose::Mac, hash.size())];
                let [key] = self.pkcs12(hash, &salt, iterations, outputs)?;
                (key, algorithm(digest, NULL), salt, number(iterations))
            }
            MacKind::Pbmac1 => {
                // What RFC 9579 has in these fields, which are without meaning there; one iteration is the default,
                // which DER leaves out.
                const UNUSED_SALT: [u8; 8] = *b"NOT USED";
                let salt: [u8; 16] = self.octets()?;
                let size = hash.size();
                let key = self.pbkdf2(hash, &salt, iterations, size)?;
                let derivation = pbkdf2_algorithm(hash, &salt, iterations, &number(size as u64))?;
                let scheme = algorithm(hmac, NULL);
                let parameters = element_of(SEQUENCE, &[&derivation, &scheme]);
                (
                    key,
                    algorithm(oid::PBMAC1, &parameters),
                    UNUSED_SALT,
                    Vec::new(),
                )
            }
        };
        let code = with_hash!(hash, H => Hmac::<H>::new(&key).chain(stored).hash().to_vec());
        let info = element_of(SEQUENCE, &[&algorithm, &element(OCTET_STRING, &code)]);
        let salt = element(OCTET_STRING, &salt);
        Ok(element_of(SEQUENCE, &[&info, &salt, &iterations]))
    }

    fn pkcs12<const N: usize>(
        &self,
        hash: Hash,
        salt: &[u8],
        iterations: u64,
        outputs: [(Purpose, usize); N],
    ) -> Result<[Zeroizing<Vec<u8>>; N], ContainerError> {
        let derivation = Kdf {
            hash,
            salt,
            iterations,
            place: PLACE,
        };
        derivation.derive(outputs, self.forms.utf16(), &mut Budget::new())
    }

    fn pbkdf2(
        &self,
        hash: Hash,
        salt: &[u8],
        iterations: u64,
        size: usize,
    ) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
        let iterations = Budget::new().charge(PLACE, iterations, 1, PBKDF2)?;
        let mut keys = pbkdf2::derive(hash, self.forms.utf8(), iterations, &[(salt, size)]);
        Ok(keys.pop().unwrap_or_default())
    }
}

/// The derivation of a key, RFC 8018 appendix A.2, with or without its size.
fn pbkdf2_algorithm(
    hash: Hash,
    salt: &[u8],
    iterations: u64,
    size: &[u8],
) -> Result<Vec<u8>, ContainerError> {
    let (_, hmac) = hash.identifiers().ok_or_else(not_written)?;
    let salt = element(OCTET_STRING, salt);
    let function = algorithm(hmac, NULL);
    let parameters = element_of(SEQUENCE, &[&salt, &number(iterations), size, &function]);
    Ok(algorithm(oid::PBKDF2, &parameters))
}

/// No profile asks for that.
fn not_written() -> ContainerError {
    malformed(PLACE, "a protection that nothing is written with")
}
