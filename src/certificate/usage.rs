use std::fmt;

use der::Tag;

use super::{Extension, Malformed, Oid, oid};

/// A key purpose of the extended key usage extension, RFC 5280 section 4.2.1.12.
///
/// ```
/// use vb365_tls::certificate::Purpose;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let purposes = certificate.extended_key_usage().present().expect("purposes");
/// assert!(purposes.contains(&Purpose::ServerAuth));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// anyExtendedKeyUsage.
    Any,
    /// TLS server authentication.
    ServerAuth,
    /// TLS client authentication.
    ClientAuth,
    /// Code signing.
    CodeSigning,
    /// E-mail protection.
    EmailProtection,
    /// Time stamping.
    TimeStamping,
    /// OCSP signing.
    OcspSigning,
    /// Microsoft smart-card logon.
    SmartCardLogon,
    /// Any other.
    Other(Oid),
}

const PURPOSES: &[(Oid, Purpose)] = &[
    (oid::ANY_EXTENDED_KEY_USAGE, Purpose::Any),
    (oid::SERVER_AUTH, Purpose::ServerAuth),
    (oid::CLIENT_AUTH, Purpose::ClientAuth),
    (oid::CODE_SIGNING, Purpose::CodeSigning),
    (oid::EMAIL_PROTECTION, Purpose::EmailProtection),
    (oid::TIME_STAMPING, Purpose::TimeStamping),
    (oid::OCSP_SIGNING, Purpose::OcspSigning),
    (oid::SMART_CARD_LOGON, Purpose::SmartCardLogon),
];

impl Purpose {
    /// The object identifier.
    pub fn oid(self) -> Oid {
        match self {
            Self::Other(oid) => oid,
            known => PURPOSES
                .iter()
                .find(|(_, purpose)| *purpose == known)
                .map_or(oid::ANY_EXTENDED_KEY_USAGE, |(oid, _)| *oid),
        }
    }
}

impl From<Oid> for Purpose {
    fn from(oid: Oid) -> Self {
        PURPOSES
            .iter()
            .find(|(known, _)| *known == oid)
            .map_or(Self::Other(oid), |(_, purpose)| *purpose)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let oid = self.oid();
        match oid.name() {
            Some(name) => f.write_str(name),
            None => oid.fmt(f),
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Purpose {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

pub(crate) fn extended_key_usage(extension: &Extension<'_>) -> Result<Vec<Purpose>, Malformed> {
    const WHAT: &str = "the extended key usage";
    let mut purposes = Vec::new();
    let mut oids = extension.sequence(WHAT)?;
    while !oids.is_at_end() {
        purposes.push(Purpose::from(Oid::parse(&oids.next(WHAT)?, WHAT)?));
    }
    purposes.shrink_to_fit();
    Ok(purposes)
}

/// A bit of the key usage extension, RFC 5280 section 4.2.1.3.
///
/// ```
/// use vb365_tls::certificate::KeyUsage;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let usages = certificate.key_usage().present().expect("key usages");
/// assert!(usages.contains(&KeyUsage::DigitalSignature));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
#[allow(clippy::exhaustive_enums, reason = "RFC 5280 defines nine bits")]
pub enum KeyUsage {
    /// digitalSignature: TLS handshakes, assertions.
    DigitalSignature,
    /// nonRepudiation, also called contentCommitment.
    NonRepudiation,
    /// keyEncipherment: RSA key transport.
    KeyEncipherment,
    /// dataEncipherment.
    DataEncipherment,
    /// keyAgreement.
    KeyAgreement,
    /// keyCertSign: signing certificates.
    KeyCertSign,
    /// cRLSign: signing CRLs.
    CrlSign,
    /// encipherOnly.
    EncipherOnly,
    /// decipherOnly.
    DecipherOnly,
}

const KEY_USAGES: [(KeyUsage, &str); 9] = [
    (KeyUsage::DigitalSignature, "digitalSignature"),
    (KeyUsage::NonRepudiation, "nonRepudiation"),
    (KeyUsage::KeyEncipherment, "keyEncipherment"),
    (KeyUsage::DataEncipherment, "dataEncipherment"),
    (KeyUsage::KeyAgreement, "keyAgreement"),
    (KeyUsage::KeyCertSign, "keyCertSign"),
    (KeyUsage::CrlSign, "cRLSign"),
    (KeyUsage::EncipherOnly, "encipherOnly"),
    (KeyUsage::DecipherOnly, "decipherOnly"),
];

impl KeyUsage {
    /// Their names in RFC 5280.
    pub(crate) const NAMES: [&'static str; 9] = {
        let mut names = [""; 9];
        let mut index = 0;
        while index < names.len() {
            names[index] = KEY_USAGES[index].1;
            index += 1;
        }
        names
    };

    /// By its name in RFC 5280.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let mut known = KEY_USAGES.iter();
        known
            .find(|(_, name)| *name == text)
            .map(|(usage, _)| *usage)
    }
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KEY_USAGES[*self as usize].1)
    }
}

pub(crate) fn key_usage(extension: &Extension<'_>) -> Result<Vec<KeyUsage>, Malformed> {
    const WHAT: &str = "the key usage";
    let bits = extension.element(WHAT)?;
    let (true, [unused, octets @ ..]) = (bits.is(Tag::BitString), bits.contents) else {
        return Err(Malformed::new(WHAT, bits.offset, "expected a BIT STRING"));
    };
    let last = octets.last().copied();
    let is_consistent = match (*unused, last) {
        (0, _) => true,
        // Readers do not agree whether bits count that are set among the unused ones.
        (unused @ 1..8, Some(last)) => last.trailing_zeros() >= u32::from(unused),
        _ => false,
    };
    if !is_consistent {
        let reason = format_args!("{unused} unused bits that are not");
        return Err(Malformed::new(WHAT, bits.offset, reason));
    }
    let is_set = |number: usize| {
        octets
            .get(number / 8)
            .is_some_and(|octet| octet & (0x80 >> (number % 8)) != 0)
    };
    Ok(KEY_USAGES
        .iter()
        .enumerate()
        .filter(|(number, _)| is_set(*number))
        .map(|(_, (usage, _))| *usage)
        .collect())
}
