//! Keys and signatures that resist quantum computers, and that few peers know.

use super::{CheckInput, Levels, NA, Rule, Violations, W};
use crate::finding::{Basis, RuleId};

pub(super) static RARELY_SUPPORTED: Rule = Rule {
    id: RuleId::new("ml-dsa-rarely-supported"),
    summary: "the key or the signature is ML-DSA, which few peers verify",
    why: "It takes TLS 1.3 and two ends that know the algorithm, such as rustls with aws-lc-rs from 0.23.44 on, OpenSSL \
          from 3.5 on and Chromium 156. No handshake comes about with rustls on ring, with curl, Python and Node on \
          OpenSSL 3.0, with Java 17, GnuTLS 3.7 and Firefox 153; .NET 8, which the product needs, and Schannel of \
          Windows Server 2016 to 2025 do not know it either. To pin does not help: the handshake itself is signed with \
          that key.",
    remedy: "Take RSA or ECDSA keys, from the end entity up to the root, for whatever the product or its clients meet. \
             Keep ML-DSA where both ends are known to verify it, and allow this rule there.",
    citation: "RFC 9881; https://docs.openssl.org/3.5/man7/EVP_SIGNATURE-ML-DSA/; measured with rustls 0.23, OpenSSL \
               3.0, Java 17, GnuTLS 3.7, Firefox 153 and Chromium 156",
    basis: Basis::Practice,
    levels: Levels::new(W, W, NA),
};

pub(super) fn rarely_supported(input: &CheckInput<'_>, violations: &mut Violations) {
    const EXPECTED: &str = "RSA or ECDSA, which peers verify";
    for (position, certificate) in input.relied_on() {
        let algorithm = certificate.public_key().algorithm();
        if algorithm.is_ml_dsa() {
            violations.add(position, EXPECTED, format!("a key of type {algorithm}"));
        }
    }
    if !input.is_verified_by_path() {
        return;
    }
    for (index, (position, certificate)) in input.checked().enumerate() {
        let algorithm = certificate.signature_algorithm();
        // Of an issuer that is included, the key is told.
        if algorithm.is_ml_dsa() && input.chain.issuer_key(index).is_none() {
            let found = format!("a signature by {algorithm}");
            violations.add(position, EXPECTED, found);
        }
    }
}
