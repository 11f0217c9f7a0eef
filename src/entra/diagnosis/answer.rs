use serde_json::Value;
use serde_json::error::Category;

use super::known::ErrorCode;
use crate::shown::shown_up_to;

/// The longest body that is read; those of the token endpoint have one or two kilobytes.
const LONGEST_BODY: usize = 64 * 1024;

/// A body that is not an error of Microsoft Entra or Microsoft Graph. Nothing of it is shown.
///
/// ```
/// use vb365_tls::entra::{UnreadableAnswer, diagnose};
///
/// assert_eq!(
///     diagnose("<html><body>Proxy authentication required"),
///     Err(UnreadableAnswer::Page)
/// );
/// assert_eq!(
///     diagnose(r#"{"access_token": "eyJ0eXAi"}"#),
///     Err(UnreadableAnswer::NoError)
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnreadableAnswer {
    /// Nothing, or white space.
    #[error("the answer is empty; only its status says why")]
    Empty,
    /// More than 64 KiB.
    #[error(
        "the answer has {0} bytes, an error of Microsoft Entra has a few thousand; something else answered"
    )]
    TooLong(usize),
    /// HTML or XML, as proxies and sign-in pages write it.
    #[error(
        "the answer is a page of HTML or XML; a proxy, a firewall or a sign-in page answered in place of Microsoft \
         Entra"
    )]
    Page,
    /// JSON that ends too early.
    #[error(
        "the JSON of the answer ends after {0} bytes; the connection was cut or the body not read to its end"
    )]
    Truncated(usize),
    /// Neither JSON nor a page.
    #[error(
        "the answer is not JSON, from line {line}, column {column} on; something other than Microsoft Entra answered"
    )]
    NotJson {
        /// The line, counted from 1.
        line: usize,
        /// The column in bytes, counted from 1.
        column: usize,
    },
    /// JSON without an error, such as the answer that carries a token.
    #[error("the answer is JSON that names no error")]
    NoError,
}

/// Who answers in this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    TokenEndpoint,
    Graph,
}

/// What an error body says.
pub(super) struct Answer {
    pub(super) service: Service,
    /// The field `error`, or the code of Microsoft Graph.
    pub(super) error: String,
    pub(super) codes: Vec<u32>,
    pub(super) description: String,
    pub(super) trace_id: Option<String>,
    pub(super) correlation_id: Option<String>,
    pub(super) timestamp: Option<String>,
}

impl Answer {
    pub(super) fn read(body: &[u8]) -> Result<Self, UnreadableAnswer> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let start = body.trim_ascii_start();
        if start.is_empty() {
            return Err(UnreadableAnswer::Empty);
        }
        if start.starts_with(b"<") {
            return Err(UnreadableAnswer::Page);
        }
        if body.len() > LONGEST_BODY {
            return Err(UnreadableAnswer::TooLong(body.len()));
        }
        let json: Value = serde_json::from_slice(body).map_err(|error| match error.classify() {
            Category::Eof => UnreadableAnswer::Truncated(body.len()),
            _ => UnreadableAnswer::NotJson {
                line: error.line(),
                column: error.column(),
            },
        })?;
        let error = json.get("error").or_else(|| json.get("odata.error"));
        match error {
            Some(Value::String(error)) => Ok(Self::of_token_endpoint(error, &json)),
            Some(error @ Value::Object(_)) if error.get("code").is_some() => {
                Ok(Self::of_graph(error))
            }
            _ => Err(UnreadableAnswer::NoError),
        }
    }

    /// RFC 6749 section 5.2, and what Microsoft Entra adds.
    fn of_token_endpoint(error: &str, json: &Value) -> Self {
        let description = text(json, &["error_description"]).unwrap_or_default();
        let codes = json.get("error_codes").and_then(Value::as_array);
        let codes = codes.into_iter().flatten().filter_map(number);
        Self {
            service: Service::TokenEndpoint,
            error: cut(error, 100),
            codes: distinct(codes.chain(numbers_in(description))),
            description: description.to_owned(),
            trace_id: short(json, &["trace_id"]),
            correlation_id: short(json, &["correlation_id"]),
            timestamp: short(json, &["timestamp"]),
        }
    }

    /// <https://learn.microsoft.com/graph/errors>, and the older form of Azure AD Graph.
    fn of_graph(error: &Value) -> Self {
        let message = error.get("message").unwrap_or(&Value::Null);
        let description = message
            .as_str()
            .or_else(|| text(message, &["value"]))
            .unwrap_or_default();
        let inner = ["innerError", "innererror"]
            .iter()
            .find_map(|name| error.get(name));
        let inner = inner.unwrap_or(error);
        Self {
            service: Service::Graph,
            error: cut(text(error, &["code"]).unwrap_or_default(), 100),
            codes: distinct(numbers_in(description)),
            description: description.to_owned(),
            trace_id: short(inner, &["request-id", "requestId"]),
            correlation_id: short(inner, &["client-request-id"]),
            timestamp: short(inner, &["date"]),
        }
    }

    /// The code, if Microsoft Graph answered.
    pub(super) fn code(&self) -> ErrorCode<'_> {
        ErrorCode::Graph(&self.error)
    }
}

fn text<'a>(json: &'a Value, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| json.get(name)?.as_str())
}

fn short(json: &Value, names: &[&str]) -> Option<String> {
    text(json, names).map(|text| cut(text, 100))
}

fn number(json: &Value) -> Option<u32> {
    let number = json.as_u64().or_else(|| json.as_str()?.parse().ok());
    number.and_then(|number| u32::try_from(number).ok())
}

/// The numbers behind each `AADSTS` of a text.
fn numbers_in(text: &str) -> impl Iterator<Item = u32> {
    text.split("AADSTS").skip(1).filter_map(|rest| {
        let end = rest.find(|it: char| !it.is_ascii_digit());
        rest[..end.unwrap_or(rest.len())].parse().ok()
    })
}

fn distinct(codes: impl Iterator<Item = u32>) -> Vec<u32> {
    const MOST: usize = 16;
    let mut distinct = Vec::new();
    for code in codes {
        if distinct.len() < MOST && !distinct.contains(&code) {
            distinct.push(code);
        }
    }
    distinct
}

/// What the server said in one line of at most 300 characters, without tokens and the ids that stand behind it.
pub(super) fn quoted(description: &str) -> String {
    // Microsoft Entra ends each description with `Trace ID: … Correlation ID: … Timestamp: …`.
    let said = description.split("Trace ID:").next().unwrap_or_default();
    let visible: Vec<String> = said.split_whitespace().map(without_tokens).collect();
    cut(&visible.join(" "), 300)
}

/// Cut after so many characters; a backtick cannot end the quotation.
pub(super) fn cut(text: &str, longest: usize) -> String {
    shown_up_to(longest, text.trim()).replace('`', "'")
}

/// A word in which tokens are left out: a JSON Web Token begins with `eyJ`, and names are never as long as a code or a
/// refresh token.
fn without_tokens(word: &str) -> String {
    const LONGEST_NAME: usize = 80;
    const LONGEST_START: usize = 20;
    let is_of_token = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    let mut shown = String::new();
    let mut rest = word;
    while !rest.is_empty() {
        let end = rest.find(|it| !is_of_token(it)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        let is_token =
            run.len() > LONGEST_NAME || run.starts_with("eyJ") && run.len() > LONGEST_START;
        shown.push_str(if is_token { "[a token]" } else { run });
        let next = behind.find(is_of_token).unwrap_or(behind.len());
        let (between, after) = behind.split_at(next);
        shown.push_str(between);
        rest = after;
    }
    shown
}
