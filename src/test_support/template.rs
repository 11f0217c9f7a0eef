use super::encode::general_name;
use super::{Extension, KeyUsageBit, Name, SignatureAlgorithm, TestKey, Time, oid};

mod field;

/// One certificate before it is signed: every field, each to be broken on its own.
///
/// Every method takes the template and returns it changed, and the last word counts. Setting an
/// extension replaces the one with the same identifier, in its place.
///
/// A certificate is signed by its issuer's key through a provider. Where the provider cannot (it
/// does not load the key, or rustls has no such scheme), the certificate is made all the same, with
/// a signature that does not verify.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// use vb365_tls::test_support::Template;
///
/// let template = Template::self_signed("vb365.example.com").serial(&[7]);
/// let certificate = Forge::of(template).trust_anchor(&provider);
/// assert_eq!(certificate.serial().to_string(), "07");
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    pub(super) version: u8,
    pub(super) serial_number: Vec<u8>,
    pub(super) issuer: Option<Name>,
    pub(super) not_before: Time,
    pub(super) not_after: Time,
    pub(super) subject: Name,
    pub(super) key: TestKey,
    pub(super) public_key: Option<Vec<u8>>,
    pub(super) unique_identifiers: Vec<Vec<u8>>,
    pub(super) extensions: Vec<Extension>,
    pub(super) signer: Option<TestKey>,
    pub(super) inner_algorithm: Option<SignatureAlgorithm>,
    pub(super) outer_algorithm: Option<SignatureAlgorithm>,
    pub(super) signature_altered: bool,
    pub(super) signature_has_unused_bits: bool,
}

impl Template {
    /// A version 3 certificate without extensions, valid from 2026-01-01 to 2027-12-31.
    pub fn new(subject: impl Into<Name>, key: TestKey) -> Self {
        Self {
            version: 3,
            serial_number: vec![0x4a, 0x11, 0x5e, 0x0d, 0x27, 0x93, 0x6c, 0x08],
            issuer: None,
            not_before: "2026-01-01".into(),
            not_after: "2027-12-31".into(),
            subject: subject.into(),
            key,
            public_key: None,
            unique_identifiers: Vec::new(),
            extensions: Vec::new(),
            signer: None,
            inner_algorithm: None,
            outer_algorithm: None,
            signature_altered: false,
            signature_has_unused_bits: false,
        }
    }

    /// A root: CA:TRUE, keyCertSign and cRLSign, subject key identifier.
    pub fn root(subject: impl Into<Name>) -> Self {
        Self::new(subject, TestKey::Root)
            .serial(&[0x01])
            .with(Extension::ca(None))
            .key_usage(&[KeyUsageBit::KeyCertSign, KeyUsageBit::CrlSign])
            .with(Extension::subject_key_identifier())
    }

    /// An intermediate: as a root, with an authority key identifier.
    pub fn intermediate(subject: impl Into<Name>) -> Self {
        Self::root(subject)
            .key(TestKey::Intermediate)
            .serial(&[0x02])
            .with(Extension::authority_key_identifier())
    }

    /// An end entity of TLS for one DNS name or IP address, issued by a CA: it says which key signed it, and where its
    /// revocation would be published.
    pub fn end_entity(host: &str) -> Self {
        Self::self_signed(host)
            .with(Extension::authority_key_identifier())
            .with(Extension::crl_at("http://crl.example.com/ca.crl"))
    }

    /// An end entity of TLS for one DNS name or IP address, its own issuer: no authority key
    /// identifier.
    pub fn self_signed(host: &str) -> Self {
        Self::new(format!("CN={host}").as_str(), TestKey::Rsa2048)
            .with(Extension::not_ca())
            .key_usage(&[KeyUsageBit::DigitalSignature, KeyUsageBit::KeyEncipherment])
            .purposes(&[oid::SERVER_AUTH, oid::CLIENT_AUTH])
            .names(&[host])
            .with(Extension::subject_key_identifier())
    }

    /// Adds an extension, or replaces the one with the same identifier.
    pub fn with(mut self, extension: Extension) -> Self {
        extension.put_into(&mut self.extensions);
        self
    }

    /// As [`with`](Self::with): `value` is the content of the OCTET STRING, well-formed or not.
    pub fn extension(self, oid: &str, critical: bool, value: &[u8]) -> Self {
        self.with(Extension::new(oid, critical, value))
    }

    /// Leaves an extension out.
    pub fn without_extension(mut self, oid: &str) -> Self {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }

    /// Leaves all extensions out.
    pub fn without_extensions(mut self) -> Self {
        self.extensions.clear();
        self
    }

    /// Writes an extension that is there a second time, at the end.
    pub fn repeated(mut self, oid: &str) -> Self {
        Extension::repeat(oid, &mut self.extensions);
        self
    }

    /// Subject alternative names: an IP literal becomes an iPAddress, anything else a dNSName as it
    /// stands.
    ///
    /// Other kinds, or an IP literal as dNSName: [`general_names`](Self::general_names).
    pub fn names(self, names: &[&str]) -> Self {
        let names: Vec<_> = names.iter().map(|name| general_name(name)).collect();
        self.general_names(&names)
    }

    /// Subject alternative names as encoded GeneralNames; an empty slice makes the extension
    /// present and empty.
    pub fn general_names(self, names: &[Vec<u8>]) -> Self {
        self.with(Extension::subject_alt_name(names))
    }

    /// Leaves the subject alternative name out.
    pub fn without_san(self) -> Self {
        self.without_extension(oid::SUBJECT_ALT_NAME)
    }

    /// Purposes in dotted decimal (see [`oid`]); an empty slice makes the extension present and
    /// empty.
    pub fn purposes(self, purposes: &[&str]) -> Self {
        self.with(Extension::purposes(purposes))
    }

    /// Key usage, critical.
    pub fn key_usage(self, bits: &[KeyUsageBit]) -> Self {
        self.with(Extension::key_usage(bits))
    }

    /// CA:TRUE, critical, with or without a path length.
    pub fn ca(self, path_length: Option<u8>) -> Self {
        self.with(Extension::ca(path_length))
    }

    /// CA:FALSE, critical.
    pub fn not_ca(self) -> Self {
        self.with(Extension::not_ca())
    }

    /// Constrains the names below to these, given as for [`names`](Self::names) (DNS names only).
    pub fn permitting(self, names: &[&str]) -> Self {
        let names: Vec<_> = names.iter().map(|name| general_name(name)).collect();
        self.with(Extension::name_constraints(&names, &[]))
    }

    /// Constrains the names below to anything but these, given as for [`names`](Self::names) (DNS
    /// names only).
    pub fn excluding(self, names: &[&str]) -> Self {
        let names: Vec<_> = names.iter().map(|name| general_name(name)).collect();
        self.with(Extension::name_constraints(&[], &names))
    }
}
