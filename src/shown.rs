//! Text that somebody else wrote, on its way into a message.
//!
//! A terminal acts on control characters, and a reader is misled by what changes the direction of a line or is not seen
//! at all: such characters are shown by their numbers.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

/// The most characters of one foreign text.
pub(crate) const LONGEST: usize = 256;

/// The most characters of a whole name, which has several texts.
pub(crate) const LONGEST_NAME: usize = 1024;

/// The most characters of one part of a message, in which foreign texts stand among words of this crate.
const LONGEST_PART: usize = 4096;

/// A foreign text in one line that a person can read. Shown again, it stays as it is.
pub(crate) fn shown(text: impl Display) -> String {
    clipped(LONGEST, &text)
}

/// The same with another limit.
pub(crate) fn shown_up_to(longest: usize, text: impl Display) -> String {
    clipped(longest, &text)
}

/// Compiled once, for texts of all types.
fn clipped(longest: usize, text: &dyn Display) -> String {
    let mut clip = Clip::new(longest);
    // It fails to stop whoever writes, once there is no more room.
    let _ = write!(clip, "{text}");
    clip.into_string()
}

/// A part of a message whose foreign texts should have been escaped before; this is for the one that was forgotten.
pub(crate) fn in_one_line<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let text = text.into();
    if text.len() <= LONGEST_PART && (is_printable(&text) || !text.chars().any(is_hidden)) {
        return text;
    }
    Cow::Owned(shown_up_to(LONGEST_PART, text))
}

/// Whether it is of ASCII alone, and each character is seen.
fn is_printable(text: &str) -> bool {
    text.bytes().all(|it| matches!(it, b' '..=b'~'))
}

/// The first few of a list in backticks, so that a hostile certificate cannot fill a report.
pub(crate) fn listed<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut list = List::default();
    items.into_iter().for_each(|item| list.add(&item));
    list.finish()
}

const LISTED: usize = 5;

/// What is listed is of many types, and this is compiled once for all of them.
#[derive(Default)]
struct List {
    text: String,
    count: usize,
}

impl List {
    fn add(&mut self, item: &dyn Display) {
        self.count += 1;
        if self.count > LISTED {
            return;
        }
        if self.count > 1 {
            self.text.push_str(", ");
        }
        self.text.push('`');
        self.text.push_str(&shown(item).to_string());
        self.text.push('`');
    }

    fn finish(mut self) -> String {
        if self.count > LISTED {
            self.text += &format!(" and {} more", self.count - LISTED);
        }
        self.text
    }
}

/// The same, where there may be nothing to list.
pub(crate) fn listed_or_none<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let list = listed(items);
    if list.is_empty() { "none".into() } else { list }
}

/// Takes text up to a length, and fails from there on.
pub(crate) struct Clip {
    text: String,
    width: usize,
    longest: usize,
    /// The bytes that can stay if an ellipsis has to follow.
    keep: usize,
    is_cut: bool,
}

impl Clip {
    pub(crate) fn new(longest: usize) -> Self {
        Self {
            text: String::new(),
            width: 0,
            longest,
            keep: 0,
            is_cut: false,
        }
    }

    pub(crate) fn into_string(self) -> String {
        self.text
    }
}

impl Write for Clip {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Most texts are, and need no look at each character.
        if !self.is_cut && self.width + text.len() < self.longest && is_printable(text) {
            self.text.push_str(text);
            self.width += text.len();
            self.keep = self.text.len();
            return Ok(());
        }
        for character in text.chars() {
            if self.is_cut {
                return Err(fmt::Error);
            }
            let before = self.text.len();
            if !is_hidden(character) {
                self.text.push(character);
            } else if character.escape_debug().len() > 1 {
                self.text.extend(character.escape_debug());
            } else {
                self.text.extend(character.escape_unicode());
            }
            // An escaped character is ASCII.
            self.width += match self.text.len() - before {
                bytes if bytes == character.len_utf8() => 1,
                bytes => bytes,
            };
            if self.width > self.longest {
                self.is_cut = true;
                self.text.truncate(self.keep);
                self.text.push('…');
                return Err(fmt::Error);
            }
            if self.width < self.longest {
                self.keep = self.text.len();
            }
        }
        Ok(())
    }
}

/// Controls, and of Unicode the properties Bidi_Control and Default_Ignorable_Code_Point with the two separators of
/// lines and paragraphs.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_shown_by_number() {
        let text = "Müller\u{1b}[2J\r\n\u{202e}\u{9b}\u{7f}\0\u{200b}\u{2028}\u{feff} \\ ' \" 山";
        let expected = "Müller\\u{1b}[2J\\r\\n\\u{202e}\\u{9b}\\u{7f}\\0\\u{200b}\\u{2028}\\u{feff} \\ ' \" 山";
        assert_eq!(shown(text), expected);
        assert_eq!(shown(expected), expected);
        assert_eq!(in_one_line(text), expected);
        assert!(matches!(in_one_line(expected), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_long_is_cut_and_not_cut_again() {
        let fits = "é".repeat(LONGEST);
        assert_eq!(shown(&fits), fits);
        for long in [
            fits.clone() + "a",
            "\u{1b}".repeat(300),
            "ab\u{1b}".repeat(3_000_000),
        ] {
            let cut = shown(&long);
            assert!(
                cut.ends_with('…') && cut.chars().count() <= LONGEST,
                "{cut}"
            );
            assert_eq!(shown(&cut), cut);
        }
        assert_eq!(shown_up_to(3, "abc"), "abc");
        assert_eq!(shown_up_to(3, "abcd"), "ab…");
        assert_eq!(shown_up_to(8, "a\u{1b}b"), "a\\u{1b}b");
        assert_eq!(shown_up_to(7, "a\u{1b}b"), "a…");
        assert_eq!(shown_up_to(6, "a\u{1b}b"), "a…");
    }

    /// Whoever writes on after a failure adds nothing.
    #[test]
    fn nothing_follows_the_ellipsis() {
        let mut clip = Clip::new(3);
        assert!(clip.write_str("abcd").is_err());
        assert!(clip.write_str("e").is_err());
        assert_eq!(clip.into_string(), "ab…");
    }
}
