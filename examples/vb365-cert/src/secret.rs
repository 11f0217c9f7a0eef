//! Passwords and PINs, which no command line should show.

use std::path::Path;

use crate::outcome::{Failure, read};

/// Without a byte order mark, which editors of Windows write, and the end of the line.
pub(crate) fn first_line(path: &Path) -> Result<String, Failure> {
    let text = String::from_utf8(read(path)?)
        .map_err(|_| Failure::about(path.display(), "not UTF-8; save the password as UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

pub(crate) fn variable(name: &str) -> Result<String, Failure> {
    let reason = "no such environment variable, or not UTF-8";
    std::env::var(name).map_err(|_| Failure::about(name, reason))
}
