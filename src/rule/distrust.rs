//! Keys that rustls refuses wherever they stand on a path.

use super::{CheckInput, E, Levels, NA, Rule, Violations};
use crate::certificate::{Curve, KeyAlgorithm, PublicKey};
use crate::chain::anchor::Anchor;
use crate::finding::{Basis, Position, RuleId};
use crate::shown::listed;

pub(super) static DISTRUSTED: Rule = Rule {
    id: RuleId::new("key-distrusted"),
    summary: "the key of a CA is one rustls distrusts",
    why: "rustls carries a short list of keys it does not trust, and refuses every path with one of them, be it that of \
          a trust anchor given to it.",
    remedy: "Have the certificate issued by another CA.",
    citation: "rustls-webpki 0.103.17: DISTRUSTED_SPKIS",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
};

/// The SHA-256 of each subject public key info, all of them on P-384.
const KEYS: [&str; 8] = [
    "43bffa19d6ef651451f6841e019931e96f6f2eaeff28ab4b6f1ce4576de2717b",
    "49dd353dc2b919a3770645117d0e60c16115e7d1bc259eefe734b00ea434fe5f",
    "5c0660a2b164910d8ff589c18e14552e9e0ec237dcefe2cb736d41a4811f81a0",
    "63ecefee431d49523bc1136c4e72d0206a477086caf606cd5cf025686c109cf8",
    "92c063d67e8f14db71d288e11266ffdaf69cbf115f7bab14f3bc2f68d25e0e30",
    "e0254c7fcdc265e2f0f8a428dabb75ab4ae039b4872d62f5ee57f0877d5a8a41",
    "ebed6475c2c2d80fcb199f3fe8dd6e6b3ce60b77eb15d4e42c3dec0c6f5b5105",
    "ec4ffa1ad0ac88081314b7aaffef6a91f97cd57291bb5ba686c5415f5eb4f6b6",
];

pub(super) fn distrusted(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let key = certificate.public_key();
        if is_distrusted(key) {
            let found = listed([key.fingerprint()]);
            violations.add(position, EXPECTED, found);
        }
    }
    // All that is known of some anchors is their key.
    let anchor = input.chain.anchor();
    let bare = anchor.filter(|anchor| anchor.certificate().is_none());
    if let Some(key) = bare.map(Anchor::public_key).filter(|it| is_distrusted(it)) {
        let found = listed([key.fingerprint()]);
        violations.add(Position::TrustAnchor, EXPECTED, found);
    }
}

const EXPECTED: &str = "a key that is not on the list";

fn is_distrusted(key: &PublicKey) -> bool {
    key.algorithm() == KeyAlgorithm::Ec(Curve::P384)
        && KEYS.contains(&key.fingerprint().to_string().as_str())
}
