//! The words of a server, at a length and in characters a person can read.

use crate::shown::shown_up_to;

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
