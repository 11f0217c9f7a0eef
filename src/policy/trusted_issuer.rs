use std::fmt;
use std::str::FromStr;

use crate::certificate::Certificate;
use crate::parse_error::{ParseError, string_form};
use crate::shown::{LONGEST_NAME, shown_up_to};

/// A CA that may issue certificates for applications, by name and, where one is given, by key.
///
/// It is what a `certificateBasedApplicationConfiguration` of Microsoft Graph says of a trusted CA
/// (<https://learn.microsoft.com/graph/api/resources/certificateauthorityasentity>): its name and its subject key
/// identifier. Names are compared as this crate prints them, whatever the case and the spaces.
///
/// ```
/// use vb365_tls::policy::{Policy, TrustedIssuer};
///
/// let issuer = TrustedIssuer::named("CN=Contoso Issuing CA 2, O=Contoso")
///     .with_key_identifier("C4:E2:8A:64".parse()?);
/// let policy = Policy::recommended().with_trusted_issuers([issuer]);
/// assert_eq!(
///     policy.trusted_issuers()[0].to_string(),
///     "CN=Contoso Issuing CA 2, O=Contoso with the key c4e28a64",
/// );
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(deny_unknown_fields, rename_all = "kebab-case")
)]
pub struct TrustedIssuer {
    subject: String,
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    key_identifier: Option<KeyIdentifier>,
}

impl TrustedIssuer {
    /// A CA by its distinguished name in the form of RFC 4514, such as `CN=Contoso Root, O=Contoso`.
    pub fn named(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            key_identifier: None,
        }
    }

    /// The CA a certificate is about, with its key identifier if it has one.
    pub fn of(ca: &Certificate) -> Self {
        let identifier = ca.subject_key_identifier().present();
        Self {
            subject: ca.subject().in_full(),
            key_identifier: identifier.map(|octets| KeyIdentifier(octets.clone())),
        }
    }

    /// The same CA with this key only.
    pub fn with_key_identifier(self, key_identifier: KeyIdentifier) -> Self {
        Self {
            key_identifier: Some(key_identifier),
            ..self
        }
    }

    /// The distinguished name.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The key, if only one of the CA's keys is trusted.
    pub fn key_identifier(&self) -> Option<&KeyIdentifier> {
        self.key_identifier.as_ref()
    }

    /// Whether a certificate says that this CA issued it; `key` is the identifier of its issuer's key, as far as it is
    /// known.
    pub(crate) fn is_issuer_of(&self, certificate: &Certificate, key: Option<&[u8]>) -> bool {
        let is_key = |wanted: &KeyIdentifier| key.is_some_and(|key| *key == *wanted.0);
        self.is_named_by(certificate) && self.key_identifier.as_ref().is_none_or(is_key)
    }

    /// Whether a certificate names this CA as its issuer.
    pub(crate) fn is_named_by(&self, certificate: &Certificate) -> bool {
        folded(&self.subject) == folded(&certificate.issuer().in_full())
    }
}

impl fmt::Display for TrustedIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown_up_to(LONGEST_NAME, &self.subject))?;
        match &self.key_identifier {
            Some(key_identifier) => write!(f, " with the key {key_identifier}"),
            None => Ok(()),
        }
    }
}

/// RFC 5280 section 7.1 sets case and spaces aside; those around separators are a matter of taste.
fn folded(name: &str) -> String {
    let words: Vec<_> = name.split_whitespace().map(str::to_lowercase).collect();
    let joined = words.join(" ");
    [",", "+", "="].iter().fold(joined, |name, separator| {
        let parts: Vec<_> = name.split(separator).map(str::trim).collect();
        parts.join(separator)
    })
}

/// The identifier of a CA's key, RFC 5280 section 4.2.1.2: 1 to 64 octets, 20 as a rule.
///
/// `Display` is lower-case hexadecimal; `FromStr` also takes upper case, colons and spaces.
///
/// ```
/// use vb365_tls::policy::KeyIdentifier;
///
/// let identifier: KeyIdentifier = "C4 E2 8A 64".parse()?;
/// assert_eq!(identifier.to_string(), "c4e28a64");
/// assert!("c4e".parse::<KeyIdentifier>().is_err());
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct KeyIdentifier(Box<[u8]>);

impl FromStr for KeyIdentifier {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] if the text is not 1 to 64 octets in hexadecimal.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        const LONGEST: usize = 64;
        let error = || {
            ParseError::invalid(
                text,
                "key identifier: 1 to 64 octets in hexadecimal, such as c4e28a64",
            )
        };
        let digits = text.chars().filter(|it| *it != ':' && !it.is_whitespace());
        let digits: Option<Vec<u8>> = digits
            .take(2 * LONGEST + 1)
            .map(|it| it.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let digits = digits.ok_or_else(error)?;
        if digits.is_empty() || digits.len() % 2 == 1 || digits.len() > 2 * LONGEST {
            return Err(error());
        }
        let octets = digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]);
        Ok(Self(octets.collect()))
    }
}

impl fmt::Display for KeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

string_form!(KeyIdentifier);
