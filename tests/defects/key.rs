//! Defects of the key and the signature of a server's certificate.

use vb365_tls::rule::peers::Place::EndEntity;
use vb365_tls::test_support::KeyUsageBit::{DigitalSignature, KeyEncipherment};
use vb365_tls::test_support::encode::{bit_string, integer, null, object_identifier, sequence};
use vb365_tls::test_support::{Forge, SignatureAlgorithm, TestKey};

use super::Defect;

pub(super) static ALL: &[Defect] = &[
    Defect::new("ec-parameters-explicit", EndEntity, |it| {
        it.key(TestKey::P256Explicit)
    }),
    Defect::new("key-algorithm-unsupported", EndEntity, |it| {
        it.key(TestKey::RsaPss)
    }),
    Defect::new("key-usage-impossible", EndEntity, |it| {
        it.key(TestKey::P256)
            .key_usage(&[DigitalSignature, KeyEncipherment])
    })
    .aspect("of an elliptic curve key"),
    Defect::new("public-key-malformed", EndEntity, negative_modulus),
    Defect::new("rsa-exponent-weak", EndEntity, |it| {
        it.key(TestKey::RsaExponent3)
    }),
    Defect::new("rsa-key-predictable", EndEntity, |it| {
        it.key(TestKey::RsaRoca)
    }),
    Defect::new("rsa-modulus-irregular", EndEntity, |it| {
        it.key(TestKey::RsaSmallFactor)
    }),
    Defect::new("rsa-modulus-length-irregular", EndEntity, |it| {
        it.key(TestKey::Rsa2049)
    }),
    Defect::new("rsa-modulus-too-long", EndEntity, |it| {
        it.key(TestKey::Rsa8320)
    }),
    Defect::new("rsa-modulus-too-short", EndEntity, |it| {
        it.key(TestKey::Rsa1024)
    }),
    Defect::new("rsa-modulus-too-short", EndEntity, |it| {
        it.key(TestKey::Rsa2047)
    })
    .aspect("2041 to 2047 bits"),
    Defect::new("signature-algorithm-inconsistent", EndEntity, |it| {
        it.inner_signature(SignatureAlgorithm::RsaSha384)
    }),
    Defect::new("signature-algorithm-unsupported", EndEntity, |it| {
        it.signature(SignatureAlgorithm::RsaPssSha256Salt20)
    }),
    Defect::new("signature-algorithm-weak", EndEntity, |it| {
        it.signature(SignatureAlgorithm::RsaSha1)
    }),
    Defect::new("signature-bits-unused", EndEntity, |it| {
        it.end_entity(|it| it.unused_signature_bits())
    }),
    Defect::new("signature-invalid", EndEntity, Forge::altered_signature),
    Defect::new("rsa-modulus-too-short", EndEntity, |it| {
        it.key(TestKey::Rsa1024)
    })
    .of_client(),
    Defect::new("signature-algorithm-weak", EndEntity, |it| {
        it.signature(SignatureAlgorithm::RsaSha1)
    })
    .of_client(),
    Defect::new("signature-invalid", EndEntity, Forge::altered_signature).of_client(),
];

/// The modulus of the key without the zero that makes it positive.
fn negative_modulus(forge: Forge) -> Forge {
    let algorithm = sequence(&[object_identifier("1.2.840.113549.1.1.1"), null()]);
    let encoding = TestKey::Rsa2048.public_key();
    // Behind the modulus stands the exponent, an INTEGER of five octets in all.
    let modulus = &encoding[encoding.len() - 5 - 256..encoding.len() - 5];
    let numbers = [integer(modulus), integer(&[1, 0, 1])];
    forge.public_key(&sequence(&[algorithm, bit_string(&sequence(&numbers))]))
}
