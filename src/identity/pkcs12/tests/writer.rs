//! PKCS#12 byte by byte, with everything in it that a program would not write.

use std::num::NonZeroU32;

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use der::asn1::ObjectIdentifier;
use ring::{hmac, pbkdf2};

pub(super) const SALT: &[u8] = b"a salt";
const IV: &[u8] = &[0; 16];

pub(super) fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut bytes = vec![tag];
    match length {
        0..0x80 => bytes.push(length as u8),
        _ => {
            let octets = (length as u32).to_be_bytes();
            bytes.push(0x84);
            bytes.extend(octets);
        }
    }
    // The shortest form: BER is for those who ask for it.
    while bytes.len() > 2 && bytes[2] == 0 {
        bytes.remove(2);
        bytes[1] -= 1;
    }
    bytes.extend_from_slice(contents);
    bytes
}

pub(super) fn indefinite(tag: u8, contents: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], contents, &[0, 0]].concat()
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(super) fn octets(contents: &[u8]) -> Vec<u8> {
    tlv(0x04, contents)
}

pub(super) fn explicit(contents: &[u8]) -> Vec<u8> {
    tlv(0xa0, contents)
}

pub(super) fn oid(dotted: &str) -> Vec<u8> {
    tlv(0x06, ObjectIdentifier::new_unwrap(dotted).as_bytes())
}

pub(super) fn integer(value: u64) -> Vec<u8> {
    let mut bytes = vec![0];
    bytes.extend(value.to_be_bytes());
    let spare = bytes
        .windows(2)
        .take(8)
        .take_while(|it| it[0] == 0 && it[1] < 0x80);
    tlv(0x02, &bytes[spare.count()..])
}

/// ContentInfo with plain data.
pub(super) fn data(contents: &[u8]) -> Vec<u8> {
    sequence(&[&oid("1.2.840.113549.1.7.1"), &explicit(&octets(contents))])
}

/// ContentInfo with encrypted data.
pub(super) fn encrypted(algorithm: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    let info = sequence(&[
        &oid("1.2.840.113549.1.7.1"),
        algorithm,
        &tlv(0x80, ciphertext),
    ]);
    let data = sequence(&[&integer(0), &info]);
    sequence(&[&oid("1.2.840.113549.1.7.6"), &explicit(&data)])
}

/// SafeBag, by the last number of its identifier.
pub(super) fn bag(kind: u8, value: &[u8]) -> Vec<u8> {
    let kind = oid(&format!("1.2.840.113549.1.12.10.1.{kind}"));
    sequence(&[&kind, &explicit(value)])
}

pub(super) fn certificate(der: &[u8]) -> Vec<u8> {
    let kind = oid("1.2.840.113549.1.9.22.1");
    bag(3, &sequence(&[&kind, &explicit(&octets(der))]))
}

/// PKCS#8 of an algorithm nobody knows.
pub(super) fn pkcs8() -> Vec<u8> {
    sequence(&[&integer(0), &sequence(&[&oid("1.2.3")]), &octets(b"key")])
}

pub(super) fn shrouded(algorithm: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    bag(2, &sequence(&[algorithm, &octets(ciphertext)]))
}

/// A file without a MAC.
pub(super) fn without_mac(safes: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[&integer(3), &data(&tlv(0x30, &safes.concat()))])
}

/// A file of these parts with PBMAC1, SHA-256, one iteration.
pub(super) fn sealed(safes: &[Vec<u8>], password: &str) -> Vec<u8> {
    let stored = tlv(0x30, &safes.concat());
    let mac = mac_data(&pbmac1(1), &digest(password, &stored), 1);
    sequence(&[&integer(3), &data(&stored), &mac])
}

pub(super) fn digest(password: &str, stored: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key(password, 1));
    hmac::sign(&key, stored).as_ref().to_vec()
}

pub(super) fn mac_data(algorithm: &[u8], digest: &[u8], iterations: u64) -> Vec<u8> {
    let info = sequence(&[algorithm, &octets(digest)]);
    sequence(&[&info, &octets(SALT), &integer(iterations)])
}

pub(super) fn pbkdf2(iterations: u64) -> Vec<u8> {
    let function = sequence(&[&oid("1.2.840.113549.2.9"), &[5, 0]]);
    let parameters = sequence(&[&octets(SALT), &integer(iterations), &integer(32), &function]);
    sequence(&[&oid("1.2.840.113549.1.5.12"), &parameters])
}

pub(super) fn pbmac1(iterations: u64) -> Vec<u8> {
    let scheme = sequence(&[&oid("1.2.840.113549.2.9"), &[5, 0]]);
    let parameters = sequence(&[&pbkdf2(iterations), &scheme]);
    sequence(&[&oid("1.2.840.113549.1.5.14"), &parameters])
}

/// PBES2 with AES-256 and SHA-256.
pub(super) fn pbes2(iterations: u64) -> Vec<u8> {
    let cipher = sequence(&[&oid("2.16.840.1.101.3.4.1.42"), &octets(IV)]);
    let parameters = sequence(&[&pbkdf2(iterations), &cipher]);
    sequence(&[&oid("1.2.840.113549.1.5.13"), &parameters])
}

/// An algorithm of RFC 7292 appendix C, by the last number of its identifier.
pub(super) fn pkcs12_pbe(kind: u8, iterations: u64) -> Vec<u8> {
    let kind = oid(&format!("1.2.840.113549.1.12.1.{kind}"));
    sequence(&[&kind, &sequence(&[&octets(SALT), &integer(iterations)])])
}

/// Encrypts for [`pbes2`].
pub(super) fn encrypt(plaintext: &[u8], password: &str, iterations: u32) -> Vec<u8> {
    cbc::Encryptor::<aes::Aes256>::new_from_slices(&key(password, iterations), IV)
        .unwrap()
        .encrypt_padded_vec::<Pkcs7>(plaintext)
}

fn key(password: &str, iterations: u32) -> [u8; 32] {
    // No iteration at all cannot be derived; whoever reads that refuses it before.
    let iterations = NonZeroU32::new(iterations).unwrap_or(NonZeroU32::MIN);
    let mut key = [0; 32];
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA256,
        iterations,
        SALT,
        password.as_bytes(),
        &mut key,
    );
    key
}
