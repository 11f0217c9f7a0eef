//! One thing changed in something encoded, and signed again: the same changes every time.

mod changes;
mod numbers;
mod tree;

use rustls::SignatureScheme;
use rustls::crypto::CryptoProvider;
use vb365_tls::test_support::TestKey;
use vb365_tls::test_support::encode::{bit_string, sequence};

pub use numbers::Numbers;
use tree::{Body, Node};

/// Something signed, such as a certificate or a list: a part that is signed, an algorithm and a signature.
#[derive(Clone, Debug)]
pub struct Encoding {
    tree: Node,
    places: Vec<Vec<usize>>,
}

/// What was changed, and what came of it.
#[derive(Debug)]
pub struct Change {
    pub name: String,
    tree: Node,
    /// Whether it is in the part that is signed.
    is_signed: bool,
}

impl Encoding {
    pub fn new(der: &[u8]) -> Self {
        let tree = Node::read(der).unwrap();
        let places = tree.places();
        Self { tree, places }
    }

    /// One element deleted, doubled, swapped, retagged, emptied, filled or replaced; or one bit of any octet.
    pub fn changed(&self, numbers: &mut Numbers) -> Change {
        loop {
            let place = &self.places[numbers.below(self.places.len())];
            let changed = match numbers.below(4) {
                0 => self.with_another_bit(numbers),
                _ => changes::one(&self.tree, place, numbers),
            };
            let Some((name, tree)) = changed.filter(|(_, tree)| *tree != self.tree) else {
                continue;
            };
            return Change {
                name: format!("{place:?} {name}"),
                is_signed: tree.at(&[0]) != self.tree.at(&[0]),
                tree,
            };
        }
    }

    /// In the part that is signed, headers included.
    fn with_another_bit(&self, numbers: &mut Numbers) -> Option<(String, Node)> {
        let mut octets = self.tree.at(&[0])?.write();
        let (index, bit) = (numbers.below(octets.len()), numbers.below(8));
        octets[index] ^= 1 << bit;
        let part = Node {
            tag: 0x30,
            body: Body::Raw(octets),
        };
        let tree = self.tree.with(&[0], &[part])?;
        Some((format!("octet {index}, bit {bit}"), tree))
    }
}

impl Change {
    pub fn is_in_what_is_signed(&self) -> bool {
        self.is_signed
    }

    /// As it stands: signed by whoever signed it before.
    pub fn encoding(&self) -> Vec<u8> {
        self.tree.write()
    }

    /// Signed again by this key, where what is signed has changed.
    pub fn signed(&self, signer: TestKey, provider: &CryptoProvider) -> Vec<u8> {
        match &self.tree.body {
            Body::Nodes(_, parts) if self.is_signed && parts.len() == 3 => {
                signed(&parts[0].write(), &parts[1].write(), signer, provider)
            }
            _ => self.encoding(),
        }
    }
}

fn signed(body: &[u8], algorithm: &[u8], signer: TestKey, provider: &CryptoProvider) -> Vec<u8> {
    let load = provider.key_provider;
    let key = load.load_private_key(signer.private_key()).unwrap();
    let scheme = match signer {
        TestKey::P256 => SignatureScheme::ECDSA_NISTP256_SHA256,
        TestKey::P384 => SignatureScheme::ECDSA_NISTP384_SHA384,
        TestKey::Ed25519 => SignatureScheme::ED25519,
        _ => SignatureScheme::RSA_PKCS1_SHA256,
    };
    let signature = key.choose_scheme(&[scheme]).unwrap().sign(body).unwrap();
    sequence(&[body.to_vec(), algorithm.to_vec(), bit_string(&signature)])
}

/// How many cases a test is to run: as many as the variable says, or `usual`.
pub fn count(variable: &str, usual: u64) -> u64 {
    let asked_for = std::env::var(variable).ok();
    asked_for.map_or(usual, |number| number.parse().unwrap())
}
