//! Lists of texts out of certificates.

use crate::shown::shown;

/// The first few of a list in backticks, so that a hostile certificate cannot fill a report.
pub(crate) fn listed<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut items = items.into_iter();
    let mut list = String::new();
    for item in items.by_ref().take(SHOWN) {
        append(&mut list, &item);
    }
    let more = items.count();
    if more > 0 {
        list += &format!(" and {more} more");
    }
    list
}

const SHOWN: usize = 5;

/// What is listed is of many types, and this is compiled once for all of them.
fn append(list: &mut String, item: &dyn std::fmt::Display) {
    if !list.is_empty() {
        list.push_str(", ");
    }
    list.push('`');
    list.push_str(&shown(item).to_string());
    list.push('`');
}

/// The same, where there may be nothing to list.
pub(super) fn listed_or_none<T: std::fmt::Display>(items: &[T]) -> String {
    match items {
        [] => "none".into(),
        items => listed(items),
    }
}
