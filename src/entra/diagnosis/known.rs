use std::fmt;

use crate::rule::Rule;

/// An error of Microsoft Entra or Microsoft Graph that has words here: one cause of one code.
///
/// ```
/// use vb365_tls::entra::known_errors;
///
/// for known in known_errors() {
///     println!("{}: {}", known.code, known.rule.summary);
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct KnownError {
    /// Summary, reason, remedy and source, by an id that is the code and then the problem. Its basis is
    /// [`Documented`](crate::finding::Basis::Documented) where it is in Microsoft's documentation, and
    /// [`Practice`](crate::finding::Basis::Practice) where it is what Microsoft's libraries and people's reports show, which
    /// may be wrong.
    pub rule: &'static Rule,
    /// What the service calls it.
    pub code: ErrorCode<'static>,
    /// Parts of the server's text, in lower case, any of which tells this cause from others of the same code; empty
    /// for the cause that is assumed otherwise.
    pub told_by: &'static [&'static str],
    /// What the service expects.
    pub expected: &'static str,
    /// Whether another certificate would end the error.
    pub renewal: Renewal,
}

impl KnownError {
    /// Whether it is the cause of an error with this code and these words, in lower case.
    pub(super) fn is_told_by(&self, code: ErrorCode<'_>, words: &str) -> bool {
        let is_told = || self.told_by.iter().any(|part| words.contains(part));
        self.code == code && (self.told_by.is_empty() || is_told())
    }
}

/// What a service of Microsoft calls an error.
///
/// `Display` is `AADSTS700027` or the code of Microsoft Graph.
///
/// ```
/// use vb365_tls::entra::ErrorCode;
///
/// assert_eq!(ErrorCode::Aadsts(700027).to_string(), "AADSTS700027");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode<'a> {
    /// The number after `AADSTS`, of Microsoft Entra.
    Aadsts(u32),
    /// The code of Microsoft Graph, such as `Authorization_RequestDenied`.
    Graph(&'a str),
}

impl fmt::Display for ErrorCode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Aadsts(number) => write!(f, "AADSTS{number}"),
            Self::Graph(code) => f.write_str(code),
        }
    }
}

/// Whether another certificate would end an error: a renewed one, a longer key, the one that is registered.
///
/// ```
/// use vb365_tls::entra::{Renewal, diagnose};
///
/// let answer = r#"{"error": "invalid_client", "error_codes": [7000222]}"#;
/// assert_eq!(diagnose(answer)?.renewal(), Renewal::DoesNotHelp);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Renewal {
    /// Nothing else would.
    Helps,
    /// It is one of several causes.
    MayHelp,
    /// The certificate is not what is wrong.
    DoesNotHelp,
}

impl fmt::Display for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Helps => "helps",
            Self::MayHelp => "may help",
            Self::DoesNotHelp => "does not help",
        })
    }
}
