use std::net::IpAddr;

use super::general_name::IP_ADDRESS;
use super::{Extension, GeneralNames, Malformed};

/// The names of a subject alternative name, in the order of the encoding.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let names = certificate.subject_alt_name().present().expect("names");
/// assert_eq!(names.dns_names().next(), Some("vb365.example.com"));
/// assert_eq!(names.ip_addresses().next(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectAltName {
    names: GeneralNames,
    critical: bool,
}

impl SubjectAltName {
    pub(crate) fn parse(extension: &Extension<'_>) -> Result<Self, Malformed> {
        let names = extension.sequence("the subject alternative name")?;
        Ok(Self {
            names: GeneralNames::read(names)?,
            critical: extension.is_critical(),
        })
    }

    /// All names.
    pub fn names(&self) -> &GeneralNames {
        &self.names
    }

    /// The DNS names as written.
    pub fn dns_names(&self) -> impl Iterator<Item = &str> {
        self.names.dns_names()
    }

    /// The IP addresses.
    pub fn ip_addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.names.ip_addresses()
    }

    /// Whether there is a DNS name or an IP address at all.
    pub(crate) fn names_a_host(&self) -> bool {
        self.dns_names().next().is_some() || self.ip_addresses().next().is_some()
    }

    /// The address that has neither 4 nor 16 octets, if there is one.
    pub(crate) fn misshapen_address(&self) -> Option<&Malformed> {
        self.names
            .malformed()
            .find(|error| error.what() == IP_ADDRESS)
    }

    /// The first name that cannot be read, addresses aside.
    pub(crate) fn unreadable_name(&self) -> Option<&Malformed> {
        self.names
            .malformed()
            .find(|error| error.what() != IP_ADDRESS)
    }

    /// The URIs as written.
    pub(crate) fn uris(&self) -> impl Iterator<Item = &str> {
        self.names.uris()
    }

    /// Whether the extension is critical.
    pub fn is_critical(&self) -> bool {
        self.critical
    }
}
