//! A walk over DER that keeps byte positions, so that every refusal can name one.

use der::{Decode, Encode, Header, Length, Reader, SliceReader, Tag};

use super::Malformed;

/// One tag-length-value, with its contents, its whole encoding and its place in the certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    pub(crate) contents: &'a [u8],
    pub(crate) encoding: &'a [u8],
    pub(crate) offset: usize,
}

impl<'a> Element<'a> {
    /// Reads the elements inside this one.
    pub(crate) fn children(&self) -> Result<Cursor<'a>, Malformed> {
        Cursor::new(self.contents, self.contents_offset())
    }

    /// Where the contents begin.
    pub(crate) fn contents_offset(&self) -> usize {
        self.offset + self.encoding.len() - self.contents.len()
    }

    /// Whether the tag is context-specific with this number, and constructed as asked.
    pub(crate) fn is_context(&self, number: u32, is_constructed: bool) -> bool {
        self.tag.is_context_specific()
            && self.tag.number().value() == number
            && self.tag.is_constructed() == is_constructed
    }

    /// Decodes this element as a type of `der` or `x509-cert`.
    pub(crate) fn decode<T: Decode<'a>>(&self, what: &'static str) -> Result<T, Malformed>
    where
        T::Error: std::fmt::Display,
    {
        T::from_der(self.encoding).map_err(|error| Malformed::new(what, self.offset, error))
    }
}

/// One tag-length-value whose type may be any; the tag is its first octet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a> {
    pub(crate) tag: u8,
    pub(crate) contents: &'a [u8],
    pub(crate) encoding: &'a [u8],
}

/// X.690 section 8.1.2.4: the number follows in further octets.
const HIGH_TAG_NUMBER: u8 = 0x1f;

/// Reads elements one after the other; never looks inside them, so nesting costs nothing.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    input: &'a [u8],
    reader: SliceReader<'a>,
    base: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(input: &'a [u8], base: usize) -> Result<Self, Malformed> {
        let reader =
            SliceReader::new(input).map_err(|error| Malformed::new("the encoding", base, error))?;
        Ok(Self {
            input,
            reader,
            base,
        })
    }

    pub(crate) fn offset(&self) -> usize {
        self.base + self.position()
    }

    fn position(&self) -> usize {
        self.input.len() - usize::try_from(self.reader.remaining_len()).unwrap_or(0)
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.reader.is_finished()
    }

    /// The tag of the next element, `None` at the end.
    pub(crate) fn peek(&self) -> Option<Tag> {
        Tag::peek(&self.reader).ok()
    }

    pub(crate) fn next(&mut self, what: &'static str) -> Result<Element<'a>, Malformed> {
        let offset = self.offset();
        let start = self.position();
        let malformed = |error: der::Error| Malformed::new(what, offset, error.kind());
        let header = Header::decode(&mut self.reader).map_err(malformed)?;
        let length: Length = header.length();
        let contents = self.reader.read_slice(length).map_err(malformed)?;
        Ok(Element {
            tag: header.tag(),
            contents,
            encoding: &self.input[start..self.position()],
            offset,
        })
    }

    /// The elements up to the end, or to what cannot be read.
    pub(crate) fn readable(mut self) -> impl Iterator<Item = Element<'a>> {
        // What is not there is not read: an error has a text.
        std::iter::from_fn(move || (!self.is_at_end()).then(|| self.next("").ok()).flatten())
    }

    /// Reads a value of any type, known to `der` or not.
    pub(crate) fn next_value(&mut self, what: &'static str) -> Result<Value<'a>, Malformed> {
        let offset = self.offset();
        let start = self.position();
        let malformed = |error: der::Error| Malformed::new(what, offset, error.kind());
        let tag = self.reader.read_byte().map_err(malformed)?;
        if tag & HIGH_TAG_NUMBER == HIGH_TAG_NUMBER {
            let reason = format_args!("a tag of more than one octet, {tag:#04x}");
            return Err(Malformed::new(what, offset, reason));
        }
        let length = Length::decode(&mut self.reader).map_err(malformed)?;
        let contents = self.reader.read_slice(length).map_err(malformed)?;
        Ok(Value {
            tag,
            contents,
            encoding: &self.input[start..self.position()],
        })
    }

    pub(crate) fn expect(
        &mut self,
        tag: Tag,
        what: &'static str,
    ) -> Result<Element<'a>, Malformed> {
        let element = self.next(what)?;
        if element.tag == tag {
            Ok(element)
        } else {
            Err(Malformed::new(
                what,
                element.offset,
                format_args!("expected {tag}, found {}", element.tag),
            ))
        }
    }

    /// Refuses bytes after the last element.
    pub(crate) fn finish(self, what: &'static str) -> Result<(), Malformed> {
        if self.is_at_end() {
            return Ok(());
        }
        let trailing = self.input.len() - self.position();
        Err(Malformed::new(
            what,
            self.offset(),
            format_args!("{trailing} trailing bytes"),
        ))
    }
}

/// The encoding of a SEQUENCE with these contents.
pub(crate) fn in_sequence(contents: &[u8]) -> Result<Vec<u8>, Malformed> {
    let malformed = |error: der::Error| Malformed::new("a sequence", 0, error.kind());
    let length = Length::try_from(contents.len()).map_err(malformed)?;
    let header = Header::new(Tag::Sequence, length);
    let mut encoding = header.to_der().map_err(malformed)?;
    encoding.extend_from_slice(contents);
    Ok(encoding)
}
