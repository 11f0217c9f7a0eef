use std::fmt;

use crate::certificate::{Certificate, Fingerprint};
use crate::shown::shown_up_to;

/// One of several private keys in an input, with what helps to tell it from the others.
///
/// `Display` is one line for people.
#[derive(Clone)]
pub struct KeyChoice {
    kind: String,
    fingerprint: Option<Fingerprint>,
    friendly_name: Option<String>,
    certificate: Option<Certificate>,
}

impl KeyChoice {
    pub(crate) fn new(
        kind: String,
        fingerprint: Option<Fingerprint>,
        friendly_name: Option<String>,
        certificate: Option<Certificate>,
    ) -> Self {
        Self {
            kind,
            fingerprint,
            friendly_name,
            certificate,
        }
    }

    /// What a person would call it, such as `RSA 2048`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The SHA-256 of its subject public key info, if the key or its certificate shows it.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint
    }

    /// The name a PKCS#12 (PFX) file gives to its certificate, or else to the key; the alias of Java.
    pub fn friendly_name(&self) -> Option<&str> {
        self.friendly_name.as_deref()
    }

    /// The certificate it belongs to; where several do, the one that ends last.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }
}

impl fmt::Debug for KeyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyChoice({self})")
    }
}

impl fmt::Display for KeyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if let Some(name) = &self.friendly_name {
            write!(f, " named `{}`", shown_up_to(MAX_NAME, name))?;
        }
        match &self.certificate {
            Some(certificate) => {
                let (name, thumbprint) = (certificate.subject(), certificate.thumbprint());
                write!(f, " of `{name}` with thumbprint {thumbprint}")?;
            }
            None if self.fingerprint.is_some() => f.write_str(" of no certificate here")?,
            None => f.write_str(" of no certificate that could be told")?,
        }
        match self.fingerprint {
            Some(fingerprint) => write!(f, ", key SHA-256 {fingerprint}"),
            None => Ok(()),
        }
    }
}

/// A line that lists keys stays readable.
const MAX_NAME: usize = 60;

/// The end of a sentence that lists the keys; of very many the first.
pub(super) struct Choices<'a>(pub(super) &'a [KeyChoice]);

impl fmt::Display for Choices<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, key) in self.0.iter().take(MAX_SHOWN).enumerate() {
            let separator = if index == 0 { ": " } else { "; " };
            write!(f, "{separator}({}) {key}", index + 1)?;
        }
        match self.0.len().saturating_sub(MAX_SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// What a person can choose from at a glance.
const MAX_SHOWN: usize = 8;
