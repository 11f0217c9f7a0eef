use std::ops::Range;

use zeroize::Zeroizing;

use super::base64;
use super::damage;
use super::kind::InputKind;
use super::other::{self, Other};
use super::outermost::{Step, outermost};
use super::text;
use super::wrapping::{Wrapping, is_padding};
use crate::asn1::Header;

/// More wrappings than anything that happens by accident has; each costs a few passes over the input.
pub(crate) const MAX_WRAPPINGS: usize = 6;

/// What is left of an input without its wrappings, with the way back to positions in the input.
pub(crate) struct Content<'a> {
    octets: Octets<'a>,
    /// Where among the octets the content is.
    range: Range<usize>,
    /// Where in the input the octets begin.
    origin: usize,
    /// Octets of the input for each of these.
    width: usize,
    /// UTF-16 with characters that one octet does not hold.
    characters: Option<Zeroizing<String>>,
    wrappings: Vec<Wrapping>,
    format: Format,
}

enum Octets<'a> {
    Given(&'a [u8]),
    /// They may be those of a key.
    Made(Zeroizing<Vec<u8>>),
}

/// How a content is encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A SEQUENCE of ASN.1.
    Der(InputKind),
    /// Text with `-----BEGIN` or `-----END` in it.
    Pem,
    /// Neither.
    Other(Other),
}

impl<'a> Content<'a> {
    /// Takes off what stands around the content, and says what the content is.
    pub(crate) fn of(input: &'a [u8]) -> Self {
        let mut content = Self {
            octets: Octets::Given(input),
            range: 0..input.len(),
            origin: 0,
            width: 1,
            characters: None,
            wrappings: Vec::new(),
            format: Format::Pem,
        };
        if !text::is_plain_pem(input) {
            content.format = content.take_all_off();
        }
        content
    }

    /// The content itself; of UTF-16 one octet for each unit, because what is read here is ASCII.
    pub(crate) fn bytes(&self) -> &[u8] {
        let octets = match &self.octets {
            Octets::Given(given) => given,
            Octets::Made(made) => made.as_slice(),
        };
        octets.get(self.range.clone()).unwrap_or_default()
    }

    pub(crate) fn format(&self) -> &Format {
        &self.format
    }

    /// What was taken off, the outermost first.
    pub(crate) fn wrappings(&self) -> &[Wrapping] {
        &self.wrappings
    }

    /// Where the octet at `index` of the content is in the input, or in what was [decoded](Self::decoded) last.
    pub(crate) fn position(&self, index: usize) -> usize {
        self.origin + self.width * (self.range.start + index)
    }

    /// What positions count in, if not in the input.
    pub(crate) fn decoded(&self) -> Option<Wrapping> {
        let decodes = |wrapping: &&Wrapping| wrapping.moves_positions();
        self.wrappings.iter().rfind(decodes).copied()
    }

    /// Takes wrappings off until none is left, or too many were there.
    fn take_all_off(&mut self) -> Format {
        loop {
            if self.wrappings.len() > MAX_WRAPPINGS {
                return Format::Other(Other::TooManyWrappings);
            }
            if let Some(format) = self.der() {
                return format;
            }
            if self.read_utf16() || self.trim() {
                continue;
            }
            let begin = text::first_begin(self.bytes());
            if begin.as_ref().is_some_and(|it| it.is_plain()) {
                return Format::Pem;
            }
            if let Some((wrapping, step)) = outermost(self.bytes(), begin.as_ref()) {
                self.take(wrapping, step);
                continue;
            }
            if let Some((wrapping, decoded)) = base64::whole(self.bytes())
                && other::is_known(&decoded)
            {
                self.take(wrapping, Step::Decoded(decoded));
                continue;
            }
            if let Some(decoded) = base64::whole_hexadecimal(self.bytes())
                && other::is_known_container(&decoded)
            {
                self.take(Wrapping::Hexadecimal, Step::Decoded(decoded));
                continue;
            }
            let characters = self.characters.as_ref().map(|it| it.as_bytes());
            return match other::named(characters.unwrap_or_else(|| self.bytes())) {
                Some(Other::BrokenBase64 { kind, offset }) => {
                    let offset = self.position(offset);
                    Format::Other(Other::BrokenBase64 { kind, offset })
                }
                Some(other) => Format::Other(other),
                None if begin.is_some() || text::has_end(self.bytes()) => Format::Pem,
                None => Format::Other(Other::Kind(InputKind::Other)),
            };
        }
    }

    /// The format, if it is a SEQUENCE. A text may begin with the digit zero, which is the tag of one; its next octet is
    /// ASCII, which as a length has to be the right one.
    fn der(&mut self) -> Option<Format> {
        let bytes = self.bytes();
        match bytes {
            [0x30, length, rest @ ..]
                if !length.is_ascii() || usize::from(*length) == rest.len() => {}
            _ => return None,
        }
        let header = Header::of(bytes)?;
        let kind = InputKind::of(bytes);
        let Some(length) = header.length else {
            return Some(Format::Der(kind));
        };
        let end = length.saturating_add(header.octets);
        let is_named = |undone: Zeroizing<Vec<u8>>| InputKind::of(&undone).named().is_some();
        if end != bytes.len() && damage::undo_line_ends(bytes).is_some_and(is_named) {
            return Some(Format::Other(Other::Kind(InputKind::OtherLineEnds)));
        }
        // The reader of PKCS#12 keeps account of what is behind it.
        let is_kept = kind == InputKind::Pkcs12 || kind.named().is_none();
        let Some(behind) = bytes.get(end..).filter(|it| !it.is_empty() && !is_kept) else {
            return Some(Format::Der(kind));
        };
        let count = behind.len();
        if !behind.iter().all(is_padding) {
            return Some(Format::Other(Other::OctetsBehind { kind, end, count }));
        }
        self.range.end = self.range.start + end;
        self.wrappings.push(Wrapping::Behind(count));
        Some(Format::Der(kind))
    }

    /// Takes a byte order mark off, and reads UTF-16.
    fn read_utf16(&mut self) -> bool {
        let Some((wrapping, mark, to_unit)) = text::encoding(self.bytes()) else {
            return false;
        };
        match to_unit {
            None => self.range.start += mark,
            Some(to_unit) => {
                let units = self.bytes().get(mark..).unwrap_or_default();
                let origin = self.position(mark);
                let (made, characters) = text::utf16(units, to_unit);
                let width = 2 * self.width;
                self.replace(made, origin, width);
                self.characters = characters;
            }
        }
        self.wrappings.push(wrapping);
        true
    }

    /// Leaves white space at the ends out, and turns any that is not of ASCII into that of ASCII.
    fn trim(&mut self) -> bool {
        let bytes = self.bytes();
        let before = bytes.len() - bytes.trim_ascii_start().len();
        let behind = bytes.len() - bytes.trim_ascii_end().len();
        if before + behind > 0 && before < bytes.len() {
            self.range = self.range.start + before..self.range.end - behind;
            return true;
        }
        let Some(made) = text::blanked(bytes) else {
            return false;
        };
        self.take(Wrapping::Space, Step::SameLength(made));
        true
    }

    fn take(&mut self, wrapping: Wrapping, step: Step) {
        match step {
            Step::Narrower(inner) => {
                let start = self.range.start;
                self.range = start + inner.start..start + inner.end;
            }
            Step::SameLength(made) => self.replace(made, self.position(0), self.width),
            Step::Decoded(made) => self.replace(made, 0, 1),
        }
        self.wrappings.push(wrapping);
    }

    fn replace(&mut self, made: Zeroizing<Vec<u8>>, origin: usize, width: usize) {
        self.range = 0..made.len();
        self.octets = Octets::Made(made);
        (self.origin, self.width) = (origin, width);
        self.characters = None;
    }
}
