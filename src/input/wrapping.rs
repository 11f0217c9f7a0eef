//! What stands around a content and is taken off.

use std::fmt;

/// Something around a content; `Display` is what people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    ByteOrderMark,
    Utf16,
    Space,
    Quotes,
    /// Of JSON or YAML.
    EscapedText,
    LineBreaks,
    BlockScalar,
    PercentEncoding,
    DataUrl,
    Base64,
    Base64Url,
    Hexadecimal,
    /// So many octets behind the end.
    Behind(usize),
}

impl Wrapping {
    /// Whether positions in what is inside have nothing to do with those outside.
    pub(super) fn moves_positions(self) -> bool {
        use Wrapping::*;
        matches!(
            self,
            EscapedText | PercentEncoding | Base64 | Base64Url | Hexadecimal
        )
    }

    /// Why it is not part of the content.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Behind(_) => "zeros or white space, passed over",
            Self::Space | Self::LineBreaks => "read as those of ASCII",
            _ => "taken off",
        }
    }
}

impl fmt::Display for Wrapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ByteOrderMark => "a byte order mark",
            Self::Utf16 => "UTF-16",
            Self::Space => "no-break spaces and the like",
            Self::Quotes => "quotation marks",
            Self::EscapedText => "a text in quotation marks with escapes",
            Self::LineBreaks => r"line breaks written as `\n`",
            Self::BlockScalar => "a block of YAML",
            Self::PercentEncoding => "percent-encoding",
            Self::DataUrl => "a data URL",
            Self::Base64 => "Base64",
            Self::Base64Url => "Base64url",
            Self::Hexadecimal => "hexadecimal digits",
            Self::Behind(1) => "1 octet behind the end",
            Self::Behind(count) => return write!(f, "{count} octets behind the end"),
        })
    }
}

/// What Windows leaves behind a container, and what editors and mail programs add to a file.
pub(crate) fn is_padding(octet: &u8) -> bool {
    *octet == 0 || octet.is_ascii_whitespace()
}
