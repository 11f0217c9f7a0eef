use std::borrow::Cow;

/// Text that is no lifetime, key identifier or preset.
///
/// ```
/// use vb365_tls::policy::Lifetime;
///
/// let error = "P6M".parse::<Lifetime>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`P6M` is no lifetime: months differ in length, and only days are understood, such as P180D",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no {what}")]
pub struct ParseError {
    text: String,
    what: Cow<'static, str>,
}

impl ParseError {
    /// The text is shown escaped and cut, it may come from anywhere.
    pub(super) fn new(text: &str, what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text
                .chars()
                .take(100)
                .flat_map(char::escape_debug)
                .collect(),
            what: what.into(),
        }
    }
}
