//! Octets that are not copied: where they are in what was read, which they keep.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;

use rustls_pki_types::CertificateDer;

use crate::asn1::Element;

/// What was read, most often all of a certificate, with the position of its first octet.
#[derive(Clone, Debug)]
pub(super) struct Source {
    whole: Arc<CertificateDer<'static>>,
    base: usize,
}

/// Some octets of a [`Source`].
#[derive(Clone)]
pub(super) struct Part {
    whole: Arc<CertificateDer<'static>>,
    place: Span,
}

/// From where to where, in half the room of a `Range<usize>`; nothing read here is longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Source {
    pub(super) fn of_certificate(whole: &Arc<CertificateDer<'static>>) -> Self {
        Self {
            whole: Arc::clone(whole),
            base: 0,
        }
    }

    /// A copy of what stands at this position.
    pub(super) fn copied(octets: &[u8], base: usize) -> Self {
        Self {
            whole: Arc::new(octets.to_vec().into()),
            base,
        }
    }

    /// The whole encoding of an element.
    pub(super) fn encoding(&self, element: &Element<'_>) -> Part {
        self.part(element.offset, element.encoding)
    }

    pub(super) fn contents(&self, element: &Element<'_>) -> Part {
        self.part(element.contents_offset(), element.contents)
    }

    fn part(&self, offset: usize, octets: &[u8]) -> Part {
        Part {
            whole: Arc::clone(&self.whole),
            place: self.span(offset, octets),
        }
    }

    /// The place of octets that were read at this position.
    pub(super) fn span(&self, offset: usize, octets: &[u8]) -> Span {
        let start = offset.saturating_sub(self.base);
        Span::from(start..start + octets.len())
    }
}

impl Part {
    /// A copy of its own.
    pub(super) fn copied(octets: &[u8]) -> Self {
        let source = Source::copied(octets, 0);
        source.part(0, octets)
    }

    /// Other octets of the same source.
    pub(super) fn elsewhere(&self, place: Span) -> &[u8] {
        place.of(&self.whole)
    }
}

impl Span {
    pub(super) fn of(self, whole: &[u8]) -> &[u8] {
        let place = self.start as usize..self.end as usize;
        whole.get(place).unwrap_or_default()
    }

    pub(super) fn of_text(self, whole: &str) -> &str {
        let place = self.start as usize..self.end as usize;
        whole.get(place).unwrap_or_default()
    }

    /// From where, and how many octets, if they are at most 255.
    pub(super) fn short(self) -> (u32, u8) {
        let length = self.end.saturating_sub(self.start);
        (self.start, u8::try_from(length).unwrap_or(u8::MAX))
    }

    pub(super) fn from_short(start: u32, length: u8) -> Self {
        let end = start.saturating_add(length.into());
        Self { start, end }
    }

    pub(super) fn start(self) -> usize {
        self.start as usize
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        let [start, end] = [range.start, range.end].map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        Self { start, end }
    }
}

impl Deref for Part {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.elsewhere(self.place)
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Part {}

impl Hash for Part {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
