use std::fmt;

use crate::shown::in_one_line;

/// A part of an input that was left aside.
///
/// `Display` is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    what: String,
    offset: Option<usize>,
    reason: String,
}

impl Ignored {
    pub(super) fn new(
        what: impl Into<String>,
        offset: Option<usize>,
        reason: impl Into<String>,
    ) -> Self {
        Self {
            what: in_one_line(what.into()).into_owned(),
            offset,
            reason: in_one_line(reason.into()).into_owned(),
        }
    }

    /// What it is, such as the label of a PEM block in backquotes.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Where it begins, in bytes from the start of the input, where the input has positions.
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// Why it was left aside.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, ": {}", self.reason)
    }
}
