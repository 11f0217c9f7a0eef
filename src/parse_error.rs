//! The error of every text form of this crate.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;

use crate::shown::{in_one_line, shown_up_to};

/// Text that is not what it was read as: an address, a fingerprint, a lifetime, a tenant, a scenario and the like.
///
/// ```
/// use vb365_tls::policy::Lifetime;
/// use vb365_tls::scenario::ScenarioId;
///
/// let error = "P6M".parse::<Lifetime>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`P6M` is not a valid lifetime: months differ in length, \
///      and only days are understood, such as P180D",
/// );
/// let error = "https".parse::<ScenarioId>().unwrap_err();
/// let said = "`https` is not a scenario; one of organization-management, ";
/// assert!(error.to_string().starts_with(said));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// `None` where it may be a secret, or too long to be of use.
    text: Option<String>,
    reason: Cow<'static, str>,
    rule: Option<&'static str>,
}

impl ParseError {
    /// The text is shown escaped and truncated, as it may come from anywhere.
    pub(crate) fn new(text: &str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: Some(shown_up_to(100, text)),
            ..Self::untold(reason)
        }
    }

    /// The same, of one kind of text and what it looks like.
    pub(crate) fn invalid(text: &str, what: impl fmt::Display) -> Self {
        Self::new(text, format!("is not a valid {what}"))
    }

    /// One that does not tell the text.
    pub(crate) fn untold(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: None,
            reason: reason.into(),
            rule: None,
        }
    }

    /// The same error, naming the rule that is broken.
    pub(crate) fn breaking(self, rule: &'static str) -> Self {
        Self {
            rule: Some(rule),
            ..self
        }
    }

    /// The id of the rule the text breaks, if there is one: `tenant-not-specific` for a placeholder.
    ///
    /// ```
    /// use vb365_tls::rule;
    /// use vb365_tls::scenario::TenantId;
    ///
    /// let error = "common".parse::<TenantId>().unwrap_err();
    /// let rule = error.rule().and_then(rule::find).ok_or("no such rule")?;
    /// println!("{error}. {}", rule.remedy);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn rule(&self) -> Option<&'static str> {
        self.rule
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = &self.text {
            write!(f, "`{text}` ")?;
        }
        f.write_str(&in_one_line(&*self.reason))
    }
}

impl std::error::Error for ParseError {}

/// Where a text is taken, the value itself is too, and that cannot fail.
impl From<Infallible> for ParseError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// The value, or what a text says it is.
pub(crate) fn value<T>(of: impl TryInto<T, Error: Into<ParseError>>) -> Result<T, ParseError> {
    of.try_into().map_err(Into::into)
}

/// The name that was probably meant: no more than a third of it is written otherwise.
pub(crate) fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    let written: Vec<char> = text
        .chars()
        .take(LONGEST)
        .map(|it| if it == '_' || it == ' ' { '-' } else { it })
        .flat_map(char::to_lowercase)
        .collect();
    let distances = names.map(|name| (edits(&written, name), name));
    let (edits, name) = distances.min_by_key(|(edits, _)| *edits)?;
    (3 * edits <= name.len()).then_some(name)
}

/// How many characters have to be put in, left out or exchanged (Levenshtein).
fn edits(written: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=written.len()).collect();
    for (line, wanted) in name.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, &character) in written.iter().enumerate() {
            let exchanged = diagonal + usize::from(character != wanted);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[written.len()]
}

/// `TryFrom` of texts, borrowed or not, and `Into<String>` through `FromStr` and `Display`, for serde and for callers.
macro_rules! string_form {
    ($($type:ty),+ $(,)?) => {$(
        impl TryFrom<&str> for $type {
            type Error = $crate::parse_error::ParseError;
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
        impl TryFrom<&String> for $type {
            type Error = $crate::parse_error::ParseError;
            fn try_from(text: &String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
        impl TryFrom<String> for $type {
            type Error = $crate::parse_error::ParseError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    )+};
}

pub(crate) use string_form;
