//! From an error of Microsoft Entra or Microsoft Graph to a finding for the person who has to act.

mod answer;
mod directory;
mod graph;
mod known;
mod signing;

use std::fmt;

use crate::finding::Finding;
use crate::rule::service_error::{UNEXPLAINED_CODE, UNEXPLAINED_NUMBER, UNEXPLAINED_WORD};
use answer::{Answer, Service};

pub use answer::UnreadableAnswer;
pub use known::{ErrorCode, KnownError, Renewal};

/// Every error this crate has words for, by topic: what is signed, where it is sent, what is registered.
///
/// Causes of one code stand together, and the one that is assumed if the server's text tells none apart comes last. The
/// [manual](crate::manual::errors) shows them all.
///
/// ```
/// use vb365_tls::entra::{ErrorCode, known_errors};
///
/// let causes =
///     known_errors().filter(|known| known.code == ErrorCode::Aadsts(700_027));
/// assert_eq!(causes.count(), 5);
/// ```
pub fn known_errors() -> impl Iterator<Item = &'static KnownError> {
    [signing::ERRORS, directory::ERRORS, graph::ERRORS]
        .into_iter()
        .flatten()
}

/// Says what an error body of the token endpoint means: cause, remedy, source.
///
/// It also reads the errors of Microsoft Graph, where a certificate is registered.
///
/// **For people only; no program may decide by it.** Microsoft changes codes and texts without notice and says that
/// programs break that rely on them
/// (<https://learn.microsoft.com/entra/identity-platform/reference-error-codes>). What a program may decide by is
/// [`Diagnosis::error`], the field of OAuth 2.0 (RFC 6749 section 5.2).
///
/// ```
/// use vb365_tls::entra::diagnose;
///
/// let body = r#"{
///     "error": "invalid_client",
///     "error_description": "AADSTS700027: [Reason - The key used is expired.]",
///     "error_codes": [700027]
/// }"#;
/// let diagnosis = diagnose(body)?;
/// assert_eq!(
///     diagnosis.finding().rule.as_str(),
///     "aadsts-700027-key-expired"
/// );
/// assert_eq!(
///     diagnosis.finding().citation,
///     "https://login.microsoftonline.com/error?code=700027"
/// );
/// # Ok::<(), vb365_tls::entra::UnreadableAnswer>(())
/// ```
///
/// # Errors
///
/// [`UnreadableAnswer`] if the body is not an error of either service: empty, above 64 KiB, a page of a proxy,
/// truncated, no JSON, or JSON that names no error. Nothing of such a body is quoted, it may hold a token.
pub fn diagnose(body: impl AsRef<[u8]>) -> Result<Diagnosis, UnreadableAnswer> {
    let answer = Answer::read(body.as_ref())?;
    let words = answer.description.to_lowercase();
    let find = |code| known_errors().find(|known| known.is_told_by(code, &words));
    let by_graph = || match answer.service {
        Service::Graph => find(answer.code()),
        Service::TokenEndpoint => None,
    };
    let by_number = || {
        let mut numbers = answer.codes.iter();
        numbers.find_map(|&number| find(ErrorCode::Aadsts(number)))
    };
    let known = by_graph().or_else(by_number);
    let code = match known.map(|known| known.code) {
        Some(ErrorCode::Aadsts(number)) => Some(number),
        Some(ErrorCode::Graph(_)) | None => answer.codes.first().copied(),
    };
    let finding = match known {
        Some(known) => known.rule.met_in_use(None, known.expected, found(&answer)),
        None => as_unknown(code, &answer),
    };
    Ok(Diagnosis {
        finding,
        code,
        renewal: known.map_or(Renewal::MayHelp, |known| known.renewal),
        codes: answer.codes,
        error: answer.error,
        correlation_id: answer.correlation_id,
        trace_id: answer.trace_id,
        timestamp: answer.timestamp,
    })
}

/// What an error body of Microsoft Entra or Microsoft Graph means, for people.
///
/// `Display` is one line: the finding, the other codes, and what a support request has to name.
///
/// ```
/// use vb365_tls::entra::diagnose;
///
/// let answer = r#"{"error": "invalid_client", "error_codes": [7000222]}"#;
/// let diagnosis = diagnose(answer)?;
/// assert_eq!(diagnosis.code(), Some(7000222));
/// println!("{diagnosis}; {}", diagnosis.finding().remedy);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    finding: Finding,
    code: Option<u32>,
    codes: Vec<u32>,
    error: String,
    renewal: Renewal,
    correlation_id: Option<String>,
    trace_id: Option<String>,
    timestamp: Option<String>,
}

impl Diagnosis {
    /// Cause, remedy and source; `found` quotes the server, cut at 300 characters, without tokens and in one line.
    ///
    /// Its rule is one of [`rule::SERVICE_ERRORS`](crate::rule::SERVICE_ERRORS): that of a known error, or
    /// `aadsts-unexplained`, `graph-unexplained` or `oauth-unexplained`.
    pub fn finding(&self) -> &Finding {
        &self.finding
    }

    /// The number after `AADSTS` that the finding is about: the first that is known, or else the first.
    pub fn code(&self) -> Option<u32> {
        self.code
    }

    /// All numbers of the answer, in its order; at most 16.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The field `error`: that of OAuth 2.0, such as `invalid_client`, or the code of Microsoft Graph.
    pub fn error(&self) -> &str {
        &self.error
    }

    /// Whether another certificate would end the error.
    pub fn renewal(&self) -> Renewal {
        self.renewal
    }

    /// Whether Microsoft's own library for web services would read the certificate again from where it is stored and
    /// send the request **once** more: only for `invalid_client` with 700027, 700024, 7000214, 1000502, 7000274 or
    /// 7000277 (`Constants.cs` of <https://github.com/AzureAD/microsoft-identity-web>).
    ///
    /// It is a hint for an application whose certificate is renewed while it runs. If a code changes its meaning, it
    /// costs one request. A second retry helps nobody: reading again on every `invalid_client` made endless loops
    /// (<https://github.com/AzureAD/microsoft-identity-web/issues/3652>).
    ///
    /// ```
    /// use vb365_tls::entra::diagnose;
    ///
    /// let diagnosis =
    ///     diagnose(r#"{"error": "invalid_client", "error_codes": [7000222]}"#)?;
    /// assert!(!diagnosis.retry_with_reloaded_certificate());
    /// # Ok::<(), vb365_tls::entra::UnreadableAnswer>(())
    /// ```
    pub fn retry_with_reloaded_certificate(&self) -> bool {
        const RELOADED_FOR: [u32; 6] =
            [700_027, 700_024, 7_000_214, 1_000_502, 7_000_274, 7_000_277];
        self.error == "invalid_client" && self.codes.iter().any(|code| RELOADED_FOR.contains(code))
    }

    /// What Microsoft's support asks for, as the server wrote it, cut at 100 characters.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// The request at the server, as it wrote it, cut at 100 characters.
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    /// When the server refused, by its clock and in its form, such as `2026-11-01 09:30:00Z`; a wrong clock shows here.
    pub fn timestamp(&self) -> Option<&str> {
        self.timestamp.as_deref()
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (error `{}`", self.finding, self.error)?;
        // The id of a known error begins with its code.
        let told = self
            .code
            .filter(|_| self.finding.rule != UNEXPLAINED_NUMBER.id);
        for other in self.codes.iter().filter(|it| Some(**it) != told) {
            write!(f, ", AADSTS{other}")?;
        }
        for (name, value) in [
            ("correlation id", &self.correlation_id),
            ("trace id", &self.trace_id),
            ("time", &self.timestamp),
        ] {
            if let Some(value) = value {
                write!(f, ", {name} `{value}`")?;
            }
        }
        f.write_str(")")
    }
}

fn as_unknown(code: Option<u32>, answer: &Answer) -> Finding {
    let found = found(answer);
    match (code, answer.service) {
        (Some(code), _) => Finding {
            citation: format!("https://login.microsoftonline.com/error?code={code}").into(),
            ..UNEXPLAINED_NUMBER.met_in_use(None, A_TOKEN, found)
        },
        (None, Service::Graph) => {
            UNEXPLAINED_CODE.met_in_use(None, "the request to be carried out", found)
        }
        (None, Service::TokenEndpoint) => UNEXPLAINED_WORD.met_in_use(None, A_TOKEN, found),
    }
}

const A_TOKEN: &str = "a token";

/// What the service said, and if that is nothing, what it called it.
fn found(answer: &Answer) -> String {
    match answer::quoted(&answer.description) {
        quoted if quoted.is_empty() => {
            format!("the error `{}` without a description", answer.error)
        }
        quoted => format!("`{quoted}`"),
    }
}
