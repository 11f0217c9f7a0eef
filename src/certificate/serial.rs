use std::fmt;

use super::part::Part;

/// A serial number as encoded, RFC 5280 section 4.1.2.2.
///
/// Any length and sign is kept: a rule checks it. `Display` is upper-case hexadecimal, as Windows shows it.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// assert_eq!(certificate.serial().to_string(), "4A115E0D27936C08");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SerialNumber(Part);

impl SerialNumber {
    pub(super) fn of(contents: Part) -> Self {
        Self(contents)
    }

    pub(crate) fn copied(contents: &[u8]) -> Self {
        Self(Part::copied(contents))
    }

    /// The octets of the INTEGER, big-endian two's complement.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.first().is_some_and(|&first| first >= 0x80)
    }

    /// Whether the number is zero.
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|&byte| byte == 0)
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = match &*self.0 {
            [0, rest @ ..] if !rest.is_empty() => rest,
            all => all,
        };
        magnitude
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}
