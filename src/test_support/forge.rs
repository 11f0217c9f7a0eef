use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, UnixTime};

use super::{Extension, KeyUsageBit, Template, TestKey, unix_time};
use crate::certificate::pem;

mod delivery;
mod end_entity;

/// A certification path and the private key of its end entity: good unless told otherwise.
///
/// The constructors give something every rule is content with; each method breaks one thing.
/// Methods with the name of a field change the end entity; [`root`](Self::root),
/// [`intermediate`](Self::intermediate) and [`end_entity`](Self::end_entity) open every field of
/// the [`Template`] in question.
///
/// A provider signs, and is an argument of the methods that finish.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # use vb365_tls::{Context, check, scenario::RestApi};
/// let forge = Forge::tls("vb365.example.com").expired();
/// let identity = forge.identity(&provider);
///
/// let context = Context::fixed(provider, Forge::now());
/// let report = check(&RestApi::at("vb365.example.com")?, &identity, &context);
/// assert_eq!(report.findings()[0].rule.as_str(), "certificate-expired");
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[doc(alias = "self-signed", alias = "test certificate")]
#[derive(Clone, Debug)]
pub struct Forge {
    self_signed: bool,
    root: Template,
    /// The issuer of the end entity first.
    intermediates: Vec<Template>,
    end_entity: Template,
    private_key: Option<TestKey>,
    /// Places in the whole path, when not the usual ones.
    delivery: Option<Vec<usize>>,
    /// Self-signed.
    unrelated: Vec<Template>,
}

impl Forge {
    /// A certificate for TLS issued by an intermediate under a root, for one DNS name or IP
    /// address.
    ///
    /// RSA 2048, serverAuth and clientAuth, digitalSignature and keyEncipherment, valid from
    /// 2026-01-01 to 2027-12-31.
    pub fn tls(host: &str) -> Self {
        let mut forge = Self::of(Template::end_entity(host)).intermediates(1);
        forge.self_signed = false;
        forge
    }

    /// A certificate for TLS that is its own issuer and no CA (CA:FALSE), for one DNS name or IP address.
    pub fn self_signed(host: &str) -> Self {
        Self::of(Template::self_signed(host))
    }

    /// What was seen of the certificates the product generates, with the rest made up.
    ///
    /// Seen: its own issuer, this name and ten years, in a sample report of 8.4
    /// (<https://github.com/AsBuiltReport/AsBuiltReport.Veeam.VB365>), and the name in a log of 2020
    /// (<https://github.com/nielsengelen/vbo365-rest/issues/76>). Unseen, and chosen here as what
    /// asks the most of a client: RSA 2048, SHA-256, and version 3 without any extension.
    pub fn product_default() -> Self {
        let subject = "CN=Veeam Software, O=Veeam Software, OU=Veeam Software";
        Self::of(Template::new(subject, TestKey::Rsa2048).valid("2026-05-19", "2036-05-18"))
    }

    /// A self-signed RSA 2048 certificate that signs assertions for Microsoft Entra: no host, no
    /// purpose, digitalSignature.
    pub fn assertion() -> Self {
        Self::of(
            Template::new("CN=vb365-application", TestKey::Rsa2048)
                .with(Extension::not_ca())
                .key_usage(&[KeyUsageBit::DigitalSignature])
                .with(Extension::subject_key_identifier()),
        )
    }

    /// A self-signed certificate from any template.
    pub fn of(end_entity: Template) -> Self {
        Self {
            self_signed: true,
            root: Template::root("CN=Test Root"),
            intermediates: Vec::new(),
            end_entity,
            private_key: None,
            delivery: None,
            unrelated: Vec::new(),
        }
    }

    /// The time at which the good certificates are good: 2026-11-01T00:00:00Z.
    pub fn now() -> UnixTime {
        unix_time("2026-11-01")
    }

    /// As many intermediates between root and end entity; those there already are kept. Without
    /// effect on what is self-signed.
    pub fn intermediates(mut self, count: usize) -> Self {
        self.intermediates.truncate(count);
        for number in self.intermediates.len()..count {
            let subject = format!("CN=Test Intermediate {}", number + 1);
            let template = Template::intermediate(subject.as_str()).serial(&[2 + number as u8]);
            self.intermediates.push(template);
        }
        self
    }

    /// Changes the root. Without effect on what is self-signed.
    pub fn root(mut self, change: impl FnOnce(Template) -> Template) -> Self {
        self.root = change(self.root);
        self
    }

    /// Changes the intermediate that issues the end entity.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn intermediate(self, change: impl FnOnce(Template) -> Template) -> Self {
        self.intermediate_at(0, change)
    }

    /// Changes one intermediate; 0 issues the end entity, 1 issues 0.
    ///
    /// # Panics
    ///
    /// If there is no such intermediate.
    pub fn intermediate_at(
        mut self,
        index: usize,
        change: impl FnOnce(Template) -> Template,
    ) -> Self {
        self.intermediates[index] = change(self.intermediates[index].clone());
        self
    }

    /// Changes the end entity.
    pub fn end_entity(mut self, change: impl FnOnce(Template) -> Template) -> Self {
        self.end_entity = change(self.end_entity);
        self
    }

    /// Writes the issuer's name in the end entity as PrintableString where the issuer writes
    /// UTF8String.
    pub fn issuer_name_reencoded(self) -> Self {
        let name = self.issuer().subject.clone().printable();
        self.end_entity(|template| template.issuer(name))
    }

    /// The template that signs the end entity.
    fn issuer(&self) -> &Template {
        if self.self_signed {
            return &self.end_entity;
        }
        self.intermediates.first().unwrap_or(&self.root)
    }

    /// The whole path: end entity, intermediates, root. One certificate if it is self-signed.
    pub fn path(&self, provider: &Arc<CryptoProvider>) -> Vec<CertificateDer<'static>> {
        if self.self_signed {
            return vec![self.end_entity.issued_by(&self.end_entity, provider)];
        }
        let templates: Vec<_> = [&self.end_entity]
            .into_iter()
            .chain(&self.intermediates)
            .chain([&self.root])
            .collect();
        let issuers = templates[1..].iter().copied().chain([&self.root]);
        let issued = templates.iter().zip(issuers);
        issued
            .map(|(template, issuer)| template.issued_by(issuer, provider))
            .collect()
    }

    /// The root, or the end entity itself if it is self-signed.
    pub fn trust_anchor_der(&self, provider: &Arc<CryptoProvider>) -> CertificateDer<'static> {
        let anchor = if self.self_signed {
            &self.end_entity
        } else {
            &self.root
        };
        anchor.issued_by(anchor, provider)
    }

    /// The private key handed out with the certificates, PKCS #8.
    pub fn key_der(&self) -> PrivateKeyDer<'static> {
        self.private_key
            .unwrap_or(self.end_entity.key)
            .private_key()
    }

    /// The certificates as delivered and the private key, in PEM.
    pub fn pem(&self, provider: &Arc<CryptoProvider>) -> String {
        let certificates = self.certificates(provider);
        let blocks = certificates
            .iter()
            .map(|der| pem::block("CERTIFICATE", der).to_string());
        blocks
            .chain([pem::block("PRIVATE KEY", self.key_der().secret_der()).to_string()])
            .collect()
    }
}
