//! Text out of certificates, at a length and in characters a person can read.

/// The first few of a list in backticks, so that a hostile certificate cannot fill a report.
pub(crate) fn listed<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    const SHOWN: usize = 5;
    let mut items = items.into_iter();
    let shown: Vec<String> = items
        .by_ref()
        .take(SHOWN)
        .map(|item| format!("`{}`", shortened(&item.to_string())))
        .collect();
    match items.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Text of a certificate at a length a person reads, with control characters escaped.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 256;
    let mut characters = text.chars();
    let mut short: String = characters
        .by_ref()
        .take(LONGEST)
        .map(|it| {
            if it.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                it
            }
        })
        .collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
