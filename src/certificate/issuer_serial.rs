//! By whom and under which number the issuer's own certificate was issued, RFC 5280 section 4.2.1.1.

use std::fmt;

use super::{
    Certificate, DistinguishedName, Extension, GeneralName, GeneralNames, Malformed, SerialNumber,
    oid,
};
use crate::shown::shown;

/// The fields authorityCertIssuer and authorityCertSerialNumber of an authority key identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IssuerAndSerial {
    /// The directory names; names of other kinds cannot be compared with an issuer.
    names: Vec<DistinguishedName>,
    serial: Option<SerialNumber>,
}

impl IssuerAndSerial {
    /// What the certificate says of its issuer's; `None` where it says nothing that can be compared.
    pub(crate) fn of(certificate: &Certificate) -> Option<Self> {
        let extension = certificate.extension(oid::AUTHORITY_KEY_IDENTIFIER)?;
        // A rule about extensions tells what cannot be read.
        let read = Self::read(&extension).ok()?;
        Some(read).filter(|it| !it.names.is_empty() || it.serial.is_some())
    }

    fn read(extension: &Extension<'_>) -> Result<Self, Malformed> {
        const WHAT: &str = "the authority key identifier";
        let mut fields = extension.sequence(WHAT)?;
        let (mut names, mut serial) = (Vec::new(), None);
        while !fields.is_at_end() {
            let field = fields.next(WHAT)?;
            if field.is_context(1, true) {
                let list = GeneralNames::read(field.children())?;
                names.extend(list.iter().filter_map(|name| match name {
                    GeneralName::DirectoryName(name) => Some(name.clone()),
                    _ => None,
                }));
            } else if field.is_context(2, false) {
                serial = Some(SerialNumber::copied(field.contents));
            }
        }
        Ok(Self { names, serial })
    }

    /// Whether it is that of this certificate, as far as it goes.
    pub(crate) fn is_that_of(&self, issuer: &Certificate) -> bool {
        let has_name = self.names.iter().any(|it| it.matches(issuer.issuer()));
        let has_serial = self.serial.as_ref().is_none_or(|it| it == issuer.serial());
        (has_name || self.names.is_empty()) && has_serial
    }
}

impl fmt::Display for IssuerAndSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issuer = self.names.first().map(shown);
        let serial = self.serial.as_ref().map(shown);
        match (issuer, serial) {
            (Some(issuer), Some(serial)) => {
                write!(f, "serial number `{serial}` of issuer `{issuer}`")
            }
            (Some(issuer), None) => write!(f, "issuer `{issuer}`"),
            (None, Some(serial)) => write!(f, "serial number `{serial}`"),
            (None, None) => f.write_str("neither issuer nor serial number"),
        }
    }
}
