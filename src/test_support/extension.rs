use super::encode::{
    boolean, constructed, element, named_bits, object_identifier, octet_string, sequence, unsigned,
};
use super::{Name, oid};

/// One extension of a [`Template`](super::Template).
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// use vb365_tls::test_support::Extension;
///
/// let forge = Forge::tls("vb365.example.com");
/// let forge = forge.with(Extension::crl_at("http://ca.example.com/ca.crl"));
/// let points = forge.chain(&provider);
/// let points = points.end_entity().crl_distribution_points().present();
/// assert_eq!(points.map(Vec::len), Some(1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub(super) oid: String,
    pub(super) critical: bool,
    pub(super) value: Value,
}

/// What is in the extension; a key identifier is known only when the certificate is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Der(Vec<u8>),
    SubjectKeyIdentifier,
    AuthorityKeyIdentifier,
    /// With further fields behind the key identifier.
    AuthorityKeyIdentifierAnd(Vec<u8>),
}

/// A bit of the key usage extension, RFC 5280 section 4.2.1.3.
///
/// ```
/// use vb365_tls::test_support::{Forge, KeyUsageBit};
///
/// let forge = Forge::tls("vb365.example.com");
/// let signs_only = forge.key_usage(&[KeyUsageBit::DigitalSignature]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum KeyUsageBit {
    /// Signatures other than those on certificates and CRLs: what TLS 1.3 needs.
    DigitalSignature = 0,
    /// contentCommitment, once nonRepudiation.
    ContentCommitment = 1,
    /// Key transport: what TLS 1.2 with RSA key exchange needs.
    KeyEncipherment = 2,
    /// Encryption of data.
    DataEncipherment = 3,
    /// Key agreement.
    KeyAgreement = 4,
    /// Signatures on certificates.
    KeyCertSign = 5,
    /// Signatures on CRLs.
    CrlSign = 6,
    /// Only to encipher, in key agreement.
    EncipherOnly = 7,
    /// Only to decipher, in key agreement.
    DecipherOnly = 8,
}

impl Extension {
    /// An extension with any value: `value` is the content of the OCTET STRING.
    pub fn new(oid: &str, critical: bool, value: impl Into<Vec<u8>>) -> Self {
        Self::with(oid, critical, Value::Der(value.into()))
    }

    /// Adds it, or replaces the one with the same identifier in its place.
    pub(super) fn put_into(self, extensions: &mut Vec<Self>) {
        match extensions.iter_mut().find(|it| it.oid == self.oid) {
            Some(present) => *present = self,
            None => extensions.push(self),
        }
    }

    /// Writes the one that is there a second time, at the end.
    pub(super) fn repeat(oid: &str, extensions: &mut Vec<Self>) {
        let found = extensions.iter().find(|it| it.oid == oid).cloned();
        extensions.extend(found);
    }

    /// subjectAltName with these GeneralNames, not critical.
    pub fn subject_alt_name(names: &[Vec<u8>]) -> Self {
        Self::new(oid::SUBJECT_ALT_NAME, false, sequence(names))
    }

    /// keyUsage, critical.
    pub fn key_usage(bits: &[KeyUsageBit]) -> Self {
        let bits: Vec<u8> = bits.iter().map(|bit| *bit as u8).collect();
        Self::new(oid::KEY_USAGE, true, named_bits(&bits))
    }

    /// extKeyUsage with these purposes in dotted decimal, not critical.
    pub fn purposes(purposes: &[&str]) -> Self {
        let purposes: Vec<_> = purposes.iter().map(|oid| object_identifier(oid)).collect();
        Self::new(oid::EXTENDED_KEY_USAGE, false, sequence(&purposes))
    }

    /// basicConstraints of a certification authority, critical.
    pub fn ca(path_length: Option<u8>) -> Self {
        let mut parts = vec![boolean(true)];
        parts.extend(path_length.map(|length| unsigned(&[length])));
        Self::new(oid::BASIC_CONSTRAINTS, true, sequence(&parts))
    }

    /// basicConstraints of any other certificate, critical: an empty SEQUENCE, since FALSE is the
    /// default.
    pub fn not_ca() -> Self {
        Self::new(oid::BASIC_CONSTRAINTS, true, element(0x30, &[]))
    }

    /// basicConstraints with a path length and no CA, which RFC 5280 section 4.2.1.9 forbids.
    pub fn path_length_without_ca(length: u8) -> Self {
        Self::new(
            oid::BASIC_CONSTRAINTS,
            true,
            sequence(&[unsigned(&[length])]),
        )
    }

    /// nameConstraints on these GeneralNames (an IP range is address and mask in one), critical.
    pub fn name_constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Self {
        let parts: Vec<_> = [(0xa0, permitted), (0xa1, excluded)]
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(tag, names)| {
                let subtrees: Vec<_> = names.iter().map(|name| sequence(&[name])).collect();
                constructed(tag, &subtrees)
            })
            .collect();
        Self::new(oid::NAME_CONSTRAINTS, true, sequence(&parts))
    }

    /// subjectKeyIdentifier: the SHA-1 of the public key, RFC 5280 section 4.2.1.2 method 1.
    pub fn subject_key_identifier() -> Self {
        Self::with(
            oid::SUBJECT_KEY_IDENTIFIER,
            false,
            Value::SubjectKeyIdentifier,
        )
    }

    /// authorityKeyIdentifier: the SHA-1 of the issuer's public key.
    pub fn authority_key_identifier() -> Self {
        Self::with(
            oid::AUTHORITY_KEY_IDENTIFIER,
            false,
            Value::AuthorityKeyIdentifier,
        )
    }

    /// authorityKeyIdentifier: the SHA-1 of the issuer's public key, and besides by whom and under which serial number the
    /// issuer's certificate was issued.
    pub fn authority_key_identifier_naming(issuer: impl Into<Name>, serial: &[u8]) -> Self {
        let fields = issuer_and_serial(&issuer.into(), serial);
        let value = Value::AuthorityKeyIdentifierAnd(fields);
        Self::with(oid::AUTHORITY_KEY_IDENTIFIER, false, value)
    }

    /// authorityKeyIdentifier with that issuer and serial number, and without a key identifier.
    pub fn authority_issuer_and_serial(issuer: impl Into<Name>, serial: &[u8]) -> Self {
        let value = element(0x30, &issuer_and_serial(&issuer.into(), serial));
        Self::new(oid::AUTHORITY_KEY_IDENTIFIER, false, value)
    }

    /// authorityKeyIdentifier with this key identifier, whoever the issuer is.
    pub fn authority_key_identifier_of(identifier: &[u8]) -> Self {
        let value = authority_key_identifier(identifier);
        Self::new(oid::AUTHORITY_KEY_IDENTIFIER, false, value)
    }

    /// authorityInfoAccess that says where the issuer's certificate is to be had.
    pub fn issuer_at(uri: &str) -> Self {
        const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
        let description = sequence(&[object_identifier(CA_ISSUERS), super::encode::uri(uri)]);
        Self::new(oid::AUTHORITY_INFO_ACCESS, false, sequence(&[description]))
    }

    /// cRLDistributionPoints with one point that has this address, not critical.
    pub fn crl_at(uri: &str) -> Self {
        let full_name = constructed(0xa0, &[super::encode::uri(uri)]);
        let point = sequence(&[constructed(0xa0, &[full_name])]);
        Self::new(oid::CRL_DISTRIBUTION_POINTS, false, sequence(&[point]))
    }

    /// certificatePolicies in dotted decimal, not critical.
    pub fn policies(policies: &[&str]) -> Self {
        let policies: Vec<_> = policies
            .iter()
            .map(|oid| sequence(&[object_identifier(oid)]))
            .collect();
        Self::new(oid::CERTIFICATE_POLICIES, false, sequence(&policies))
    }

    /// The same extension, marked critical.
    pub fn critical(mut self) -> Self {
        self.critical = true;
        self
    }

    /// The same extension, not marked critical.
    pub fn not_critical(mut self) -> Self {
        self.critical = false;
        self
    }

    fn with(oid: &str, critical: bool, value: Value) -> Self {
        let oid = oid.to_owned();
        Self {
            oid,
            critical,
            value,
        }
    }

    pub(super) fn encode(&self, subject_key: &[u8], issuer_key: &[u8]) -> Vec<u8> {
        let mut parts = vec![object_identifier(&self.oid)];
        if self.critical {
            parts.push(boolean(true));
        }
        let value = match &self.value {
            Value::Der(value) => value.clone(),
            Value::SubjectKeyIdentifier => octet_string(subject_key),
            Value::AuthorityKeyIdentifier => authority_key_identifier(issuer_key),
            Value::AuthorityKeyIdentifierAnd(fields) => {
                sequence(&[&element(0x80, issuer_key), fields])
            }
        };
        parts.push(octet_string(&value));
        sequence(&parts)
    }
}

/// The fields authorityCertIssuer and authorityCertSerialNumber.
fn issuer_and_serial(issuer: &Name, serial: &[u8]) -> Vec<u8> {
    let names = constructed(0xa1, &[element(0xa4, &issuer.to_der())]);
    [names, element(0x82, serial)].concat()
}

fn authority_key_identifier(identifier: &[u8]) -> Vec<u8> {
    sequence(&[element(0x80, identifier)])
}
