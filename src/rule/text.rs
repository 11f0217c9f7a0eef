//! Lists of texts out of certificates.

use crate::shown::shown;

/// The first few of a list in backticks, so that a hostile certificate cannot fill a report.
pub(crate) fn listed<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    const SHOWN: usize = 5;
    let mut items = items.into_iter();
    let shown: Vec<String> = items
        .by_ref()
        .take(SHOWN)
        .map(|item| format!("`{}`", shown(item)))
        .collect();
    match items.count() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The same, where there may be nothing to list.
pub(super) fn listed_or_none<T: std::fmt::Display>(items: &[T]) -> String {
    match items {
        [] => "none".into(),
        items => listed(items),
    }
}
