use std::cell::OnceCell;

use crate::certificate::{Fingerprint, Thumbprint};

/// What a certificate is known by, each hashed once and only if somebody asks.
pub(crate) struct Marks<'a> {
    pub(super) der: &'a [u8],
    key: &'a [u8],
    of_certificate: OnceCell<Fingerprint>,
    of_key: OnceCell<Fingerprint>,
    thumbprint: OnceCell<Thumbprint>,
}

impl<'a> Marks<'a> {
    /// Of a certificate with this encoding, and this encoding of its key.
    pub(crate) fn new(der: &'a [u8], key: &'a [u8]) -> Self {
        Self {
            der,
            key,
            of_certificate: OnceCell::new(),
            of_key: OnceCell::new(),
            thumbprint: OnceCell::new(),
        }
    }

    pub(super) fn of_certificate(&self) -> &Fingerprint {
        self.of_certificate
            .get_or_init(|| Fingerprint::of(self.der))
    }

    pub(super) fn of_key(&self) -> &Fingerprint {
        self.of_key.get_or_init(|| Fingerprint::of(self.key))
    }

    pub(super) fn thumbprint(&self) -> &Thumbprint {
        self.thumbprint.get_or_init(|| Thumbprint::of(self.der))
    }

    /// Both fingerprints in words; what is larger than `most` octets is hashed only if a pin asked for it.
    pub(crate) fn in_words(&self, most: usize) -> String {
        let known = |cell: &OnceCell<_>, encoding: &[u8]| {
            if encoding.len() > most {
                cell.get().copied()
            } else {
                Some(*cell.get_or_init(|| Fingerprint::of(encoding)))
            }
        };
        let certificate = match known(&self.of_certificate, self.der) {
            Some(fingerprint) => format!("the certificate with SHA-256 {fingerprint}"),
            None => format!(
                "a certificate of {} octets, which was not examined further,",
                self.der.len()
            ),
        };
        match known(&self.of_key, self.key) {
            Some(key) => format!("{certificate} and the key with SHA-256 {key}"),
            None => format!("{certificate} and a key of {} octets", self.key.len()),
        }
    }
}
