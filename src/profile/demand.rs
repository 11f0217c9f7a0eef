//! What a word of a profile can be about, and its form as text.

use std::fmt;
use std::str::FromStr;

use crate::certificate::{Curve, KeyAlgorithm, KeyUsage, Oid, Purpose};
use crate::parse_error::{ParseError, string_form};

/// What a word of a profile is about; always the end entity.
///
/// As text it is a kind, and where the kind needs one a value: `wildcard`, `key-usage=digitalSignature`, `key-size=2048`.
///
/// ```
/// use vb365_tls::certificate::KeyUsage;
/// use vb365_tls::profile::Demand;
///
/// let demand: Demand = "key-usage=digitalSignature".parse()?;
/// assert_eq!(demand, Demand::KeyUsage(KeyUsage::DigitalSignature));
/// assert_eq!(demand.to_string(), "key-usage=digitalSignature");
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "String", try_from = "String"))]
#[non_exhaustive]
pub enum Demand {
    /// `ca`: basic constraints with `CA:TRUE`.
    Ca,
    /// `common-name`: an address of the scenario as a common name of the subject.
    CommonName,
    /// `crl=http`: an address of a CRL of this kind in the CRL distribution points, RFC 5280 section 4.2.1.13.
    Crl(CrlScheme),
    /// `extended-key-usage=serverAuth`: a purpose among those listed; a certificate that lists none is not checked.
    ExtendedKeyUsage(Purpose),
    /// `extension=extKeyUsage`: an extension, by its name in RFC 5280 or in dotted decimal.
    Extension(Oid),
    /// `key=rsa`: a kind of key.
    Key(KeyKind),
    /// `key-provider=csp`: a cryptographic service provider (CSP) of Windows, and none of CNG; only files that name one
    /// are checked.
    CspKeyProvider,
    /// `key-size=2048`: an RSA key of at least so many bits; of another kind of key, [`Key`](Self::Key) says what is wanted.
    KeySize(u32),
    /// `key-usage=digitalSignature`: a usage among those listed; a certificate that lists none is not checked.
    KeyUsage(KeyUsage),
    /// `lifetime=398`: valid for at most so many days of 86 400 seconds.
    Lifetime(u32),
    /// `path-length=0`: basic constraints with a path length of at most so much.
    PathLength(u32),
    /// `reference-identifier`: each address of the scenario among the names.
    ReferenceIdentifier,
    /// `self-signed`: the certificate is its own issuer.
    SelfSigned,
    /// `subject-alt-name`: a dNSName or iPAddress in the subject alternative name.
    SubjectAltName,
    /// `wildcard`: a wildcard as the only match of an address of the scenario.
    Wildcard,
}

/// A kind of key.
///
/// ```
/// use vb365_tls::profile::{Demand, KeyKind};
///
/// assert_eq!("key=p-256".parse(), Ok(Demand::Key(KeyKind::P256)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// `rsa`.
    Rsa,
    /// `ec`: on any curve of NIST.
    Ec,
    /// `p-256`.
    P256,
    /// `p-384`.
    P384,
    /// `p-521`.
    P521,
    /// `ed25519`.
    Ed25519,
}

const KEY_KINDS: [(KeyKind, &str); 6] = [
    (KeyKind::Rsa, "rsa"),
    (KeyKind::Ec, "ec"),
    (KeyKind::P256, "p-256"),
    (KeyKind::P384, "p-384"),
    (KeyKind::P521, "p-521"),
    (KeyKind::Ed25519, "ed25519"),
];

impl KeyKind {
    /// Whether a key is of this kind.
    pub fn includes(self, key: KeyAlgorithm) -> bool {
        match self {
            Self::Rsa => matches!(key, KeyAlgorithm::Rsa { .. }),
            Self::Ec => matches!(
                key,
                KeyAlgorithm::Ec(Curve::P256 | Curve::P384 | Curve::P521)
            ),
            Self::P256 => key == KeyAlgorithm::Ec(Curve::P256),
            Self::P384 => key == KeyAlgorithm::Ec(Curve::P384),
            Self::P521 => key == KeyAlgorithm::Ec(Curve::P521),
            Self::Ed25519 => key == KeyAlgorithm::Ed25519,
        }
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(&KEY_KINDS, self))
    }
}

/// How a CRL is fetched.
///
/// ```
/// use vb365_tls::profile::CrlScheme;
///
/// assert!(CrlScheme::Http.includes("http://ca.example.com/ca.crl"));
/// assert!(!CrlScheme::Http.includes("ldap:///CN=CA"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CrlScheme {
    /// `http`.
    Http,
    /// `https`.
    Https,
    /// `ldap`: what Active Directory publishes.
    Ldap,
}

const CRL_SCHEMES: [(CrlScheme, &str); 3] = [
    (CrlScheme::Http, "http"),
    (CrlScheme::Https, "https"),
    (CrlScheme::Ldap, "ldap"),
];

impl CrlScheme {
    /// Whether an address is one of this kind, RFC 3986 section 3.1.
    pub fn includes(self, address: &str) -> bool {
        let scheme = address.split_once(':').map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(name_of(&CRL_SCHEMES, &self)))
    }
}

impl fmt::Display for CrlScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(&CRL_SCHEMES, self))
    }
}

fn name_of<T: PartialEq>(names: &[(T, &'static str)], value: &T) -> &'static str {
    let mut known = names.iter();
    known
        .find(|(known, _)| known == value)
        .map_or("", |(_, name)| *name)
}

fn find<T: Copy>(names: &[(T, &str)], text: &str) -> Option<T> {
    let mut known = names.iter();
    known
        .find(|(_, name)| *name == text)
        .map(|(value, _)| *value)
}

impl Demand {
    /// One of each kind, sorted as text, for tools that list what a profile can ask.
    pub const EXAMPLES: [Self; 15] = [
        Self::Ca,
        Self::CommonName,
        Self::Crl(CrlScheme::Http),
        Self::ExtendedKeyUsage(Purpose::ServerAuth),
        Self::Extension(crate::certificate::oid::EXTENDED_KEY_USAGE),
        Self::Key(KeyKind::Rsa),
        Self::CspKeyProvider,
        Self::KeySize(2048),
        Self::KeyUsage(KeyUsage::DigitalSignature),
        Self::Lifetime(398),
        Self::PathLength(0),
        Self::ReferenceIdentifier,
        Self::SelfSigned,
        Self::SubjectAltName,
        Self::Wildcard,
    ];

    /// The kind, without its value.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Ca => "ca",
            Self::CommonName => "common-name",
            Self::Crl(_) => "crl",
            Self::ExtendedKeyUsage(_) => "extended-key-usage",
            Self::Extension(_) => "extension",
            Self::Key(_) => "key",
            Self::CspKeyProvider => "key-provider",
            Self::KeySize(_) => "key-size",
            Self::KeyUsage(_) => "key-usage",
            Self::Lifetime(_) => "lifetime",
            Self::PathLength(_) => "path-length",
            Self::ReferenceIdentifier => "reference-identifier",
            Self::SelfSigned => "self-signed",
            Self::SubjectAltName => "subject-alt-name",
            Self::Wildcard => "wildcard",
        }
    }

    /// The value that belongs to the kind, if it needs one.
    fn value(&self) -> Option<String> {
        match self {
            Self::Crl(scheme) => Some(scheme.to_string()),
            Self::ExtendedKeyUsage(purpose) => Some(purpose.to_string()),
            Self::Extension(oid) => Some(oid.name().map_or_else(|| oid.to_string(), str::to_owned)),
            Self::Key(kind) => Some(kind.to_string()),
            Self::CspKeyProvider => Some("csp".into()),
            Self::KeyUsage(usage) => Some(usage.to_string()),
            Self::KeySize(number) | Self::Lifetime(number) | Self::PathLength(number) => {
                Some(number.to_string())
            }
            Self::Ca
            | Self::CommonName
            | Self::ReferenceIdentifier
            | Self::SelfSigned
            | Self::SubjectAltName
            | Self::Wildcard => None,
        }
    }

    /// What it is for people who read a table: the certificate has, or does not have, this.
    ///
    /// ```
    /// use vb365_tls::profile::Demand;
    ///
    /// assert_eq!(
    ///     Demand::KeySize(2048).description(),
    ///     "a key of at least 2048 bits, where it is RSA"
    /// );
    /// ```
    pub fn description(&self) -> String {
        match self {
            Self::Ca => "basic constraints with `CA:TRUE`".into(),
            Self::CommonName => "an address of the service as a common name".into(),
            Self::Crl(scheme) => format!("a CRL at an address of {scheme}"),
            Self::ExtendedKeyUsage(purpose) => {
                format!("the purpose {purpose}, where purposes are listed")
            }
            Self::Extension(oid) => match oid.name() {
                Some(name) => format!("the extension {name}"),
                None => format!("the extension {oid}"),
            },
            Self::Key(kind) => match kind {
                KeyKind::Rsa => "an RSA key".into(),
                KeyKind::Ec => "a key on P-256, P-384 or P-521".into(),
                KeyKind::P256 => "a key on P-256".into(),
                KeyKind::P384 => "a key on P-384".into(),
                KeyKind::P521 => "a key on P-521".into(),
                KeyKind::Ed25519 => "an Ed25519 key".into(),
            },
            Self::CspKeyProvider => "a CSP for the key, where the file names a key provider".into(),
            Self::KeySize(bits) => format!("a key of at least {bits} bits, where it is RSA"),
            Self::KeyUsage(usage) => format!("the key usage {usage}, where key usages are listed"),
            Self::Lifetime(days) => format!("a lifetime of at most {days} days"),
            Self::PathLength(most) => {
                format!("basic constraints with a path length of at most {most}")
            }
            Self::ReferenceIdentifier => {
                "each address of the service in the subject alternative name".into()
            }
            Self::SelfSigned => "an end entity that is its own issuer".into(),
            Self::SubjectAltName => "a dNSName or iPAddress in the subject alternative name".into(),
            Self::Wildcard => "a wildcard as the only match of an address".into(),
        }
    }
}

impl Demand {
    /// What is expected of a certificate that must not have it.
    pub(crate) fn absence(&self) -> String {
        let description = self.description();
        let mut articles = ["a ", "an ", "the ", "each "].into_iter();
        let bare = articles.find_map(|article| description.strip_prefix(article));
        format!("no {}", bare.unwrap_or(&description))
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())?;
        match self.value() {
            Some(value) => write!(f, "={value}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Demand {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] that names the kinds there are, or the values the kind takes.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (kind, value) = match text.split_once('=') {
            Some((kind, value)) => (kind, Some(value)),
            None => (text, None),
        };
        parse(kind, value)
            .map_err(|reason| ParseError::new(text, format!("is not a demand: {reason}")))
    }
}

fn parse(kind: &str, value: Option<&str>) -> Result<Demand, String> {
    let Some(example) = Demand::EXAMPLES.iter().find(|it| it.kind() == kind) else {
        let kinds = Demand::EXAMPLES.map(|it| it.kind()).join(", ");
        return Err(format!("the kinds are {kinds}"));
    };
    let value = match (example.value(), value) {
        (None, None) => return Ok(*example),
        (None, Some(_)) => return Err(format!("`{kind}` takes no value")),
        (Some(_), None) => return Err(format!("`{kind}` takes a value, such as `{example}`")),
        (Some(_), Some(value)) => value,
    };
    let parsed = match example {
        Demand::Crl(_) => find(&CRL_SCHEMES, value).map(Demand::Crl),
        Demand::ExtendedKeyUsage(_) => {
            Oid::find(value).map(|oid| Demand::ExtendedKeyUsage(Purpose::from(oid)))
        }
        Demand::Extension(_) => Oid::find(value).map(Demand::Extension),
        Demand::Key(_) => find(&KEY_KINDS, value).map(Demand::Key),
        Demand::CspKeyProvider => (value == "csp").then_some(Demand::CspKeyProvider),
        Demand::KeyUsage(_) => KeyUsage::find(value).map(Demand::KeyUsage),
        Demand::KeySize(_) => positive(value).map(Demand::KeySize),
        Demand::Lifetime(_) => positive(value).map(Demand::Lifetime),
        Demand::PathLength(_) => number(value).map(Demand::PathLength),
        _ => None,
    };
    parsed.ok_or_else(|| values(example))
}

/// Digits alone: no sign, no space.
fn number(text: &str) -> Option<u32> {
    let is_digits = text.bytes().all(|octet| octet.is_ascii_digit());
    text.parse().ok().filter(|_| is_digits)
}

fn positive(text: &str) -> Option<u32> {
    number(text).filter(|number| *number > 0)
}

/// What the kind takes.
fn values(example: &Demand) -> String {
    let names = names_of_values(example).join(", ");
    match example {
        Demand::Crl(_) => format!("the address of a CRL is one of {names}"),
        Demand::Key(_) => format!("a kind of key is one of {names}"),
        Demand::CspKeyProvider => format!("the only kind of key provider is {names}"),
        Demand::KeyUsage(_) => format!("a key usage is one of {names}"),
        Demand::PathLength(_) => "a path length is a number from 0".into(),
        Demand::KeySize(_) => "a key size is a number of bits from 1".into(),
        Demand::Lifetime(_) => "a lifetime is a number of days from 1".into(),
        _ => "neither a known name nor an object identifier in dotted decimal".into(),
    }
}

/// The values of a kind that are a closed list.
pub(super) fn names_of_values(example: &Demand) -> Vec<&'static str> {
    match example {
        Demand::Crl(_) => CRL_SCHEMES.map(|(_, name)| name).into(),
        Demand::Key(_) => KEY_KINDS.map(|(_, name)| name).into(),
        Demand::CspKeyProvider => vec!["csp"],
        Demand::KeyUsage(_) => KeyUsage::NAMES.into(),
        _ => Vec::new(),
    }
}

string_form!(Demand);
