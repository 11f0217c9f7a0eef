//! What a rule says about one certificate.

mod peer;

use std::borrow::Cow;
use std::fmt;

pub use peer::Peer;

use crate::shown::{in_one_line, shown};

/// How bad a finding is.
///
/// ```
/// use vb365_tls::finding::Severity;
///
/// assert!(Severity::Notice < Severity::Warning);
/// assert!(Severity::Warning < Severity::Error);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing has to be done.
    Notice,
    /// A recommendation is not followed, or the certificate will stop working at a known date.
    Warning,
    /// A requirement is broken: the product, its peer or the TLS engine will refuse.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Where the CA of a rule comes from.
///
/// ```
/// use vb365_tls::finding::Basis;
///
/// let rule = vb365_tls::rule::find("certificate-expired").expect("a rule");
/// assert_eq!(rule.basis, Basis::Standard);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Basis {
    /// The product's or Microsoft's documentation demands it.
    Documented,
    /// An RFC demands it.
    Standard,
    /// rustls or the crypto provider cannot do otherwise; measured.
    Engine,
    /// Peers were [seen](crate::rule::peers) to refuse it; an error only where most of them do.
    Peers,
    /// Best practice, a sibling product, a field report; never an error.
    Practice,
    /// Whoever runs the service demands it, by a [rule of their own](crate::rule::CustomRule).
    Own,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Documented => "documented",
            Self::Standard => "standard",
            Self::Engine => "engine",
            Self::Peers => "peers",
            Self::Practice => "practice",
            Self::Own => "own",
        })
    }
}

/// The stable name of a rule, in kebab case, such as `certificate-expired`.
///
/// [`rule::find`](crate::rule::find) leads from it to the record with summary, reason and remedy.
///
/// ```
/// use vb365_tls::finding::RuleId;
///
/// const EXPIRED: RuleId = RuleId::new("certificate-expired");
/// assert!(vb365_tls::rule::find(EXPIRED.as_str()).is_some());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct RuleId(Cow<'static, str>);

impl RuleId {
    /// A rule's name; for the rules of a scenario of your own.
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_one_line(&*self.0))
    }
}

impl From<String> for RuleId {
    fn from(id: String) -> Self {
        Self(Cow::Owned(id))
    }
}

/// Which certificate of what was presented a finding concerns.
///
/// Shown and serialized as `end-entity`, `intermediate-1`, `trust-anchor`, `unrelated-1`; counted from 1.
///
/// ```
/// use vb365_tls::finding::Position;
///
/// assert_eq!(Position::EndEntity.to_string(), "end-entity");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "String", try_from = "String"))]
#[non_exhaustive]
pub enum Position {
    /// The certificate whose key is used.
    EndEntity,
    /// A certificate between end entity and trust anchor; 1 is the issuer of the end entity.
    Intermediate(usize),
    /// The self-signed certificate at the end of the path, if it is included.
    TrustAnchor,
    /// A certificate on no path from the end entity, in the order found.
    Unrelated(usize),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndEntity => f.write_str("end-entity"),
            Self::Intermediate(number) => write!(f, "intermediate-{number}"),
            Self::TrustAnchor => f.write_str("trust-anchor"),
            Self::Unrelated(number) => write!(f, "unrelated-{number}"),
        }
    }
}

impl From<Position> for String {
    fn from(position: Position) -> Self {
        position.to_string()
    }
}

impl TryFrom<String> for Position {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|&number: &usize| number > 0);
        let position = match text.as_str() {
            "end-entity" => Some(Self::EndEntity),
            "trust-anchor" => Some(Self::TrustAnchor),
            other => match other.rsplit_once('-') {
                Some(("intermediate", count)) => number(count).map(Self::Intermediate),
                Some(("unrelated", count)) => number(count).map(Self::Unrelated),
                _ => None,
            },
        };
        position.ok_or_else(|| format!("`{}` is not a position in a chain", shown(&text)))
    }
}

/// One broken rule: which certificate, what was expected, what was found, why it matters and what to do.
///
/// `Display` is one line. Serialized, the field names are those of the JSON of `vb365-cert`.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::tls("vb365.example.com").expired().identity(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// # let rest_api = vb365_tls::scenario::RestApi::at("vb365.example.com")?;
/// let report = vb365_tls::check(&rest_api, &identity, &context);
/// let finding = &report.findings()[0];
/// assert_eq!(finding.rule.as_str(), "certificate-expired");
/// println!("expected {}, found {}", finding.expected, finding.found);
/// println!("{}", finding.remedy);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Finding {
    /// The rule that is broken.
    pub rule: RuleId,
    /// How bad it is for this scenario and this way of verifying.
    pub severity: Severity,
    /// Which certificate.
    pub position: Position,
    /// The subject of that certificate, to tell it from others; `None` where there is none to name, as in an alert of
    /// the peer.
    pub certificate: Option<String>,
    /// What is wrong, in one sentence.
    pub message: Cow<'static, str>,
    /// What the rule expects, in words of X.509.
    pub expected: Cow<'static, str>,
    /// What the certificate has.
    pub found: Cow<'static, str>,
    /// Why it matters; where the case calls for it, in other words than the rule's.
    pub why: Cow<'static, str>,
    /// What to do about it; where the case calls for it, something else than the rule says.
    pub remedy: Cow<'static, str>,
    /// Where the rule comes from: an RFC section or an address.
    pub citation: Cow<'static, str>,
    /// What kind of source that is: who demands it.
    pub basis: Basis,
    /// The peers that were [seen](crate::rule::peers) to refuse a path for this; empty where none was, and where no path is
    /// built.
    #[cfg_attr(feature = "serde", serde(default))]
    pub refused_by: Vec<Peer>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, in_one_line(&*self.message))?;
        match &self.certificate {
            Some(name) => write!(f, " ({} `{}`)", self.position, in_one_line(&**name))?,
            // What concerns no certificate says nothing of a position either.
            None if self.position == Position::EndEntity => {}
            None => write!(f, " ({})", self.position)?,
        }
        let [expected, found] = [&self.expected, &self.found].map(|text| in_one_line(&**text));
        write!(f, ": expected {expected}, found {found}")
    }
}
