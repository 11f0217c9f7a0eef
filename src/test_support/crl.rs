use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateRevocationListDer;

use super::encode::{constructed, integer, sequence};
use super::sign::sign;
use super::{Extension, Name, SignatureAlgorithm, Template, Time, oid};

/// A certificate revocation list (version 2, RFC 5280 section 5), from 2026-10-15 to 2026-11-15
/// unless told otherwise.
///
/// [`Forge::crl`](super::Forge::crl) and
/// [`Forge::revoked`](super::Forge::revoked) make the usual ones.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// let forge = Forge::tls("vb365.example.com");
/// let empty = forge.crl().der(&provider);
/// let revoked = forge.revoked().der(&provider);
/// assert!(revoked.len() > empty.len());
/// ```
#[derive(Clone, Debug)]
pub struct Crl {
    issuer: Template,
    this_update: Time,
    next_update: Time,
    revoked: Vec<(Vec<u8>, Vec<Extension>)>,
    extensions: Vec<Extension>,
    algorithm: SignatureAlgorithm,
    issuer_name: Option<Name>,
    signature_altered: bool,
}

impl Crl {
    /// An empty list of this issuer.
    pub fn of(issuer: Template) -> Self {
        Self {
            algorithm: issuer.key.signature_algorithm(),
            issuer,
            this_update: "2026-10-15".into(),
            next_update: "2026-11-15".into(),
            revoked: Vec::new(),
            extensions: vec![
                Extension::authority_key_identifier(),
                Extension::new(oid::CRL_NUMBER, false, integer(&[1])),
            ],
            issuer_name: None,
            signature_altered: false,
        }
    }

    /// Lists the certificate with these content octets of its serial number.
    pub fn revoking(mut self, serial: &[u8]) -> Self {
        self.revoked.push((serial.to_vec(), Vec::new()));
        self
    }

    /// Adds an extension to the entry listed last.
    pub fn with_entry_extension(mut self, extension: Extension) -> Self {
        if let Some((_, extensions)) = self.revoked.last_mut() {
            extensions.push(extension);
        }
        self
    }

    /// Adds an extension, or replaces the one with the same identifier.
    pub fn with(mut self, extension: Extension) -> Self {
        extension.put_into(&mut self.extensions);
        self
    }

    /// Leaves an extension out.
    pub fn without_extension(mut self, oid: &str) -> Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }

    /// Writes an extension that is there a second time, at the end.
    pub fn repeated(mut self, oid: &str) -> Self {
        Extension::repeat(oid, &mut self.extensions);
        self
    }

    /// The signature algorithm; where the issuer's key or the provider has no such scheme, the signature does not
    /// verify.
    pub fn signature(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// When the list was made and when the next one was promised.
    pub fn updated(mut self, this_update: impl Into<Time>, next_update: impl Into<Time>) -> Self {
        self.this_update = this_update.into();
        self.next_update = next_update.into();
        self
    }

    /// The issuer's name as the list writes it, in place of the issuer's own subject.
    pub fn issuer(mut self, issuer: impl Into<Name>) -> Self {
        self.issuer_name = Some(issuer.into());
        self
    }

    /// The issuer's name as PrintableString where the issuer writes UTF8String.
    pub fn issuer_name_reencoded(self) -> Self {
        let name = self.issuer.subject.clone().printable();
        self.issuer(name)
    }

    /// Flips the last bit of the signature.
    pub fn altered_signature(mut self) -> Self {
        self.signature_altered = true;
        self
    }

    /// The list, signed by its issuer.
    pub fn der(&self, provider: &Arc<CryptoProvider>) -> CertificateRevocationListDer<'static> {
        let identifier = self.issuer.key_identifier();
        let encoded = |extensions: &[Extension]| {
            let extensions = extensions.iter();
            sequence(
                &extensions
                    .map(|extension| extension.encode(&identifier, &identifier))
                    .collect::<Vec<_>>(),
            )
        };
        let mut parts = vec![
            integer(&[1]),
            self.algorithm.identifier(),
            { self.issuer_name.as_ref() }
                .unwrap_or(&self.issuer.subject)
                .to_der(),
            self.this_update.as_der().to_vec(),
            self.next_update.as_der().to_vec(),
        ];
        // RFC 5280 section 5.1.2.6: the list must be absent rather than empty.
        if !self.revoked.is_empty() {
            let entries = self.revoked.iter().map(|(serial, extensions)| {
                let mut parts = vec![integer(serial), self.this_update.as_der().to_vec()];
                if !extensions.is_empty() {
                    parts.push(encoded(extensions));
                }
                sequence(&parts)
            });
            parts.push(sequence(&entries.collect::<Vec<_>>()));
        }
        if !self.extensions.is_empty() {
            parts.push(constructed(0xa0, &[encoded(&self.extensions)]));
        }
        let body = sequence(&parts);
        let key = self.issuer.key;
        sign(&body, key, self.algorithm, self.signature_altered, provider).into()
    }
}
