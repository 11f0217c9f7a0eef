//! Password-based encryption: what the parts and the keys of a PKCS#12 file and encrypted PKCS#8 share.

use zeroize::Zeroizing;

use super::ber::{Element, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, malformed};
use super::budget::Budget;
use super::kdf::{Kdf, Purpose};
use super::oid;
use super::password_forms::Forms;
use super::pbkdf2::{Derived, Pbkdf2};
use crate::certificate::Oid;
use crate::error::ContainerError;
use crate::provenance::{Cipher, Encryption, Hash, Scheme};

/// What was decrypted, and how it had been encrypted.
pub(super) type Decrypted = (Zeroizing<Vec<u8>>, Encryption);

/// RFC 7292 appendix C.
pub(super) const PKCS12_CIPHERS: [(Oid, Cipher); 4] = [
    (oid::PKCS12_TRIPLE_DES, Cipher::TripleDes),
    (oid::PKCS12_TWO_KEY_TRIPLE_DES, Cipher::TwoKeyTripleDes),
    (oid::PKCS12_RC2_128, Cipher::Rc2With128Bits),
    (oid::PKCS12_RC2_40, Cipher::Rc2With40Bits),
];

/// RFC 8018 appendix B.2.
pub(super) const PBES2_CIPHERS: [(Oid, Cipher); 4] = [
    (oid::AES_256_CBC, Cipher::Aes256),
    (oid::AES_192_CBC, Cipher::Aes192),
    (oid::AES_128_CBC, Cipher::Aes128),
    (oid::TRIPLE_DES_CBC, Cipher::TripleDes),
];

/// The versions stand for effective bits, RFC 8018 appendix B.2.3.
const RC2_VERSIONS: [(&[u8], Cipher); 2] = [
    (&[58], Cipher::Rc2With128Bits),
    (&[0, 160], Cipher::Rc2With40Bits),
];

/// Decrypts EncryptedPrivateKeyInfo, RFC 5958 section 3, which becomes PKCS#8.
pub(super) fn decrypt_private_key_info(
    key: &Element<'_>,
    forms: &mut Forms,
    budget: &mut Budget,
    place: &'static str,
) -> Result<Decrypted, ContainerError> {
    let mut fields = key.children().named(place);
    let algorithm = fields.expect(SEQUENCE)?;
    let ciphertext = fields.expect(OCTET_STRING)?;
    fields.finish()?;
    decrypt(&algorithm, ciphertext.contents, forms, budget, place)
}

/// Decrypts with a password; everything encrypted in these formats is a SEQUENCE.
pub(super) fn decrypt(
    algorithm: &Element<'_>,
    ciphertext: &[u8],
    forms: &mut Forms,
    budget: &mut Budget,
    place: &'static str,
) -> Result<Decrypted, ContainerError> {
    let mut fields = algorithm.children().named(place);
    let identifier = fields.expect(OBJECT_IDENTIFIER)?;
    let pkcs12 = PKCS12_CIPHERS.iter().find(|(oid, _)| identifier.is(*oid));
    if pkcs12.is_none() && !identifier.is(oid::PBES2) {
        return Err(oid::unsupported(&identifier, place));
    }
    let parameters = fields.expect(SEQUENCE)?;
    fields.finish()?;
    let decrypted = match pkcs12 {
        Some(&(_, cipher)) => pkcs12_pbe(&parameters, cipher, ciphertext, forms, budget, place)?,
        None => {
            let scheme = Pbes2::read(&parameters, place)?;
            let key_size = scheme.cipher.key_size();
            let key = scheme
                .derivation
                .derive(forms.for_pbes2(), key_size, budget)?;
            let plaintext = scheme.cipher.decrypt(&key, scheme.iv, ciphertext);
            let plaintext = plaintext.filter(is_sequence);
            let encryption = Encryption {
                scheme: Scheme::Pbes2,
                cipher: scheme.cipher,
                hash: scheme.derivation.hash,
                iterations: scheme.derivation.iterations,
            };
            plaintext.map(|plaintext| (plaintext, encryption))
        }
    };
    decrypted.ok_or_else(|| forms.misfit(place))
}

/// Derives the keys for the next two decryptions side by side, which takes little longer than one of them: those by PBES2
/// that are alike and that the budget is going to pay for. Nothing is refused here, and nothing is charged.
///
/// Only with a password that fits: with another one, the first decryption ends it.
pub(super) fn derive_ahead(algorithms: &[Element<'_>], forms: &mut Forms, budget: &Budget) {
    // More than two keep a processor no busier.
    const TOGETHER: usize = 2;
    if !forms.is_proven {
        return;
    }
    let mut budget = budget.clone();
    let mut alike: Vec<(Pbkdf2<'_>, usize)> = Vec::new();
    let mut iterations = 0;
    for algorithm in algorithms.iter().take(TOGETHER) {
        let Some(scheme) = pbes2(algorithm) else {
            break;
        };
        let size = scheme.cipher.key_size();
        let costs = |derivation: &Pbkdf2<'_>| (derivation.hash, derivation.iterations);
        if let Some((first, _)) = alike.first()
            && costs(first) != costs(&scheme.derivation)
        {
            break;
        }
        let Ok(paid) = scheme.derivation.charge(size, &mut budget) else {
            break;
        };
        iterations = paid;
        alike.push((scheme.derivation, size));
    }
    if alike.len() == TOGETHER {
        forms.ahead = Derived::all(forms.utf8(), iterations, &alike);
    }
}

/// PBES2, if that is what it is and as it should be.
fn pbes2<'a>(algorithm: &Element<'a>) -> Option<Pbes2<'a>> {
    let mut fields = algorithm.children();
    let identifier = fields.expect(OBJECT_IDENTIFIER).ok()?;
    let parameters = fields.expect(SEQUENCE).ok()?;
    Pbes2::read(&parameters, "")
        .ok()
        .filter(|_| identifier.is(oid::PBES2))
}

/// PBES2-params, RFC 8018 appendix A.4.
struct Pbes2<'a> {
    derivation: Pbkdf2<'a>,
    cipher: Cipher,
    iv: &'a [u8],
}

impl<'a> Pbes2<'a> {
    fn read(parameters: &Element<'a>, place: &'static str) -> Result<Self, ContainerError> {
        let mut fields = parameters.children();
        let derivation = Pbkdf2::read(&fields.expect(SEQUENCE)?, place)?;
        let mut scheme = fields.expect(SEQUENCE)?.children();
        fields.finish()?;
        let identifier = scheme.expect(OBJECT_IDENTIFIER)?;
        let cipher = PBES2_CIPHERS.iter().find(|(oid, _)| identifier.is(*oid));
        let cipher = match cipher {
            Some(&(_, cipher)) => cipher,
            None if identifier.is(oid::RC2_CBC) => {
                let parameters = scheme.expect(SEQUENCE)?.children();
                scheme.finish()?;
                scheme = parameters;
                let version = scheme.expect(INTEGER)?.contents;
                let cipher = RC2_VERSIONS.iter().find(|(known, _)| *known == version);
                let Some(&(_, cipher)) = cipher else {
                    return Err(oid::unsupported(&identifier, place));
                };
                cipher
            }
            None => return Err(oid::unsupported(&identifier, place)),
        };
        let iv = scheme.expect(OCTET_STRING)?.contents;
        scheme.finish()?;
        if iv.len() != cipher.block_size() {
            return Err(malformed(place, "an initialisation vector of another size"));
        }
        Ok(Self {
            derivation,
            cipher,
            iv,
        })
    }
}

/// pkcs-12PbeParams, RFC 7292 appendix C.
fn pkcs12_pbe(
    parameters: &Element<'_>,
    cipher: Cipher,
    ciphertext: &[u8],
    forms: &mut Forms,
    budget: &mut Budget,
    place: &'static str,
) -> Result<Option<Decrypted>, ContainerError> {
    let mut fields = parameters.children();
    let salt = fields.expect(OCTET_STRING)?.contents;
    let iterations = fields
        .expect(INTEGER)?
        .count("iterations of a key derivation")?;
    fields.finish()?;
    let derivation = Kdf {
        hash: Hash::Sha1,
        salt,
        iterations,
        place,
    };
    let plaintext = forms.find(|password| {
        let outputs = [
            (Purpose::Key, cipher.key_size()),
            (Purpose::Iv, cipher.block_size()),
        ];
        let [key, iv] = derivation.derive(outputs, password, budget)?;
        Ok(cipher.decrypt(&key, &iv, ciphertext).filter(is_sequence))
    })?;
    let encryption = Encryption {
        scheme: Scheme::Pkcs12,
        cipher,
        hash: Hash::Sha1,
        iterations,
    };
    Ok(plaintext.map(|plaintext| (plaintext, encryption)))
}

/// One wrong password in 256 leaves a right padding.
fn is_sequence(plaintext: &Zeroizing<Vec<u8>>) -> bool {
    plaintext.first() == Some(&SEQUENCE)
}
