//! DER, written without asking whether it makes sense.
//!
//! Every function returns one complete element: tag, length, content.

use std::net::IpAddr;

use der::asn1::ObjectIdentifier;

use crate::asn1;

/// An element with the given identifier octet (`0x30` SEQUENCE, `0xa0` context-specific 0, ...).
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    asn1::element(tag, content)
}

/// A constructed element with the given identifier octet.
pub fn constructed<P: AsRef<[u8]>>(tag: u8, parts: &[P]) -> Vec<u8> {
    let content: Vec<u8> = parts.iter().flat_map(AsRef::as_ref).copied().collect();
    element(tag, &content)
}

/// A SEQUENCE.
pub fn sequence<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    constructed(0x30, parts)
}

/// A SET with its elements in the order given.
pub fn set<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    constructed(0x31, parts)
}

/// An INTEGER with exactly these content octets: `&[0xff]` is minus one.
pub fn integer(content: &[u8]) -> Vec<u8> {
    element(0x02, content)
}

/// An INTEGER that is not negative, from a magnitude of any length.
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let digits = &magnitude[magnitude.iter().take_while(|octet| **octet == 0).count()..];
    match digits.first() {
        None => integer(&[0]),
        Some(first) if first & 0x80 == 0 => integer(digits),
        Some(_) => integer(&[&[0], digits].concat()),
    }
}

/// A BOOLEAN.
pub fn boolean(value: bool) -> Vec<u8> {
    element(0x01, &[if value { 0xff } else { 0 }])
}

/// NULL.
pub fn null() -> Vec<u8> {
    element(0x05, &[])
}

/// An OBJECT IDENTIFIER.
///
/// # Panics
///
/// If `dotted` is not dotted decimal.
pub fn object_identifier(dotted: &str) -> Vec<u8> {
    element(0x06, ObjectIdentifier::new_unwrap(dotted).as_bytes())
}

/// An OCTET STRING.
pub fn octet_string(content: &[u8]) -> Vec<u8> {
    element(0x04, content)
}

/// A BIT STRING of whole octets.
pub fn bit_string(content: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], content].concat())
}

/// A BIT STRING with the given bits set, bit 0 first, without trailing zero bits.
pub fn named_bits(bits: &[u8]) -> Vec<u8> {
    let Some(last) = bits.iter().max() else {
        return element(0x03, &[0]);
    };
    let mut content = vec![0; usize::from(last / 8) + 2];
    content[0] = 7 - last % 8;
    for bit in bits {
        content[usize::from(bit / 8) + 1] |= 0x80 >> (bit % 8);
    }
    element(0x03, &content)
}

/// A GeneralName of type dNSName with exactly these octets.
pub fn dns_name(name: impl AsRef<[u8]>) -> Vec<u8> {
    element(0x82, name.as_ref())
}

/// A GeneralName of type iPAddress.
pub fn ip_address(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => element(0x87, &address.octets()),
        IpAddr::V6(address) => element(0x87, &address.octets()),
    }
}

/// A GeneralName of type uniformResourceIdentifier.
pub fn uri(uri: &str) -> Vec<u8> {
    element(0x86, uri.as_bytes())
}

/// A GeneralName of type rfc822Name.
pub fn mail_address(address: &str) -> Vec<u8> {
    element(0x81, address.as_bytes())
}

/// The GeneralName a reader expects: iPAddress for an IP literal, dNSName for anything else.
pub fn general_name(text: &str) -> Vec<u8> {
    text.parse().map_or_else(|_| dns_name(text), ip_address)
}

/// A SubjectPublicKeyInfo for RSA with any modulus and exponent, both as big-endian magnitudes.
pub fn rsa_public_key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    sequence(&[
        sequence(&[object_identifier("1.2.840.113549.1.1.1"), null()]),
        bit_string(&sequence(&[unsigned(modulus), unsigned(exponent)])),
    ])
}
