//! A walk over DER that keeps byte positions, so that every refusal can name one.

use der::{Decode, Header, Length, Reader, SliceReader, Tag};

use super::Malformed;

/// One tag-length-value, with its contents, its whole encoding and its place among what is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) contents: &'a [u8],
    pub(crate) encoding: &'a [u8],
    pub(crate) offset: usize,
    /// The first octet: all of the tag, unless its number takes more.
    identifier: u8,
}

const CONSTRUCTED: u8 = 0x20;

/// X.690 section 8.1.2.2: the class, of which context-specific is one.
const CLASS: u8 = 0xc0;
const CONTEXT_SPECIFIC: u8 = 0x80;

/// X.690 section 8.1.2.4: all bits of the number are set where it follows in further octets.
const NUMBER: u8 = 0x1f;

impl<'a> Element<'a> {
    /// Reads the elements inside this one.
    pub(crate) fn children(&self) -> Cursor<'a> {
        Cursor::new(self.contents, self.contents_offset())
    }

    /// Where the contents begin.
    pub(crate) fn contents_offset(&self) -> usize {
        self.offset + self.encoding.len() - self.contents.len()
    }

    /// The tag, by its name.
    pub(crate) fn tag(&self) -> Tag {
        // Nothing becomes an element without a tag.
        tag(self.encoding).unwrap_or(Tag::Null)
    }

    /// Whether it has this tag, the number of which is below 31.
    pub(crate) fn is(&self, tag: Tag) -> bool {
        self.identifier == identifier(tag)
    }

    /// The number of a context-specific tag.
    pub(crate) fn context_number(&self) -> Option<u32> {
        match self.identifier & NUMBER {
            _ if self.identifier & CLASS != CONTEXT_SPECIFIC => None,
            NUMBER => Some(self.tag().number().value()),
            number => Some(number.into()),
        }
    }

    pub(crate) fn is_constructed(&self) -> bool {
        self.identifier & CONSTRUCTED != 0
    }

    /// Whether the tag is context-specific with this number, and constructed as asked.
    pub(crate) fn is_context(&self, number: u32, is_constructed: bool) -> bool {
        self.is_constructed() == is_constructed && self.context_number() == Some(number)
    }

    /// The value of a BOOLEAN.
    pub(crate) fn boolean(&self, what: &'static str) -> Result<bool, Malformed> {
        match self.contents {
            [0] => Ok(false),
            [0xff] => Ok(true),
            _ => self.decode(what),
        }
    }

    /// Decodes this element as a type of `der`.
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

/// Reads elements one after the other; never looks inside them, so nesting costs nothing.
///
/// What is ordinary is read here. The rest is left to `der`, which refuses it and says why.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    input: &'a [u8],
    position: usize,
    base: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(input: &'a [u8], base: usize) -> Self {
        Self {
            input,
            position: 0,
            base,
        }
    }

    pub(crate) fn offset(&self) -> usize {
        self.base + self.position
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.position == self.input.len()
    }

    fn rest(&self) -> &'a [u8] {
        self.input.get(self.position..).unwrap_or_default()
    }

    /// The tag of the next element, `None` at the end.
    pub(crate) fn peek(&self) -> Option<Tag> {
        tag(self.rest())
    }

    /// Whether the next element has this tag, the number of which is below 31.
    pub(crate) fn is_next(&self, tag: Tag) -> bool {
        self.rest().first() == Some(&identifier(tag))
    }

    /// Whether the tag of the next element is context-specific.
    pub(crate) fn is_context_next(&self) -> bool {
        { self.rest().first() }.is_some_and(|identifier| identifier & CLASS == CONTEXT_SPECIFIC)
    }

    pub(crate) fn next(&mut self, what: &'static str) -> Result<Element<'a>, Malformed> {
        match ordinary(self.rest()).filter(|it| is_known(it.tag)) {
            Some(ordinary) => Ok(self.pass(ordinary)),
            None => self.next_by_der(what),
        }
    }

    fn pass(&mut self, value: Value<'a>) -> Element<'a> {
        let offset = self.offset();
        self.position += value.encoding.len();
        Element {
            contents: value.contents,
            encoding: value.encoding,
            offset,
            identifier: value.tag,
        }
    }

    #[cold]
    fn next_by_der(&mut self, what: &'static str) -> Result<Element<'a>, Malformed> {
        let (start, offset) = (self.position, self.offset());
        let malformed = |error: der::Error| Malformed::new(what, offset, error.kind());
        let mut reader = self.reader()?;
        let header = Header::decode(&mut reader).map_err(malformed)?;
        let contents = reader.read_slice(header.length()).map_err(malformed)?;
        self.position = position(&reader);
        let encoding = self.input.get(start..self.position).unwrap_or_default();
        Ok(Element {
            contents,
            encoding,
            offset,
            identifier: encoding.first().copied().unwrap_or_default(),
        })
    }

    /// That of `der`, at the same place.
    fn reader(&self) -> Result<SliceReader<'a>, Malformed> {
        let malformed = |error| Malformed::new("the encoding", self.base, error);
        let mut reader = SliceReader::new(self.input).map_err(malformed)?;
        let before = Length::try_from(self.position).map_err(malformed)?;
        reader.read_slice(before).map_err(malformed)?;
        Ok(reader)
    }

    /// The elements up to the end, or to what cannot be read.
    pub(crate) fn readable(mut self) -> impl Iterator<Item = Element<'a>> {
        // What is not there is not read: an error has a text.
        std::iter::from_fn(move || (!self.is_at_end()).then(|| self.next("").ok()).flatten())
    }

    /// Reads a value of any type, known to `der` or not.
    pub(crate) fn next_value(&mut self, what: &'static str) -> Result<Value<'a>, Malformed> {
        match ordinary(self.rest()) {
            Some(ordinary) => {
                self.position += ordinary.encoding.len();
                Ok(ordinary)
            }
            None => self.next_value_by_der(what),
        }
    }

    #[cold]
    fn next_value_by_der(&mut self, what: &'static str) -> Result<Value<'a>, Malformed> {
        let (start, offset) = (self.position, self.offset());
        let malformed = |error: der::Error| Malformed::new(what, offset, error.kind());
        let mut reader = self.reader()?;
        let tag = reader.read_byte().map_err(malformed)?;
        if tag & NUMBER == NUMBER {
            let reason = format_args!("a tag of more than one octet, {tag:#04x}");
            return Err(Malformed::new(what, offset, reason));
        }
        let length = Length::decode(&mut reader).map_err(malformed)?;
        let contents = reader.read_slice(length).map_err(malformed)?;
        self.position = position(&reader);
        let encoding = self.input.get(start..self.position).unwrap_or_default();
        Ok(Value {
            tag,
            contents,
            encoding,
        })
    }

    /// Reads an element that has to have this tag.
    pub(crate) fn expect(
        &mut self,
        tag: Tag,
        what: &'static str,
    ) -> Result<Element<'a>, Malformed> {
        match ordinary(self.rest()).filter(|it| it.tag == identifier(tag)) {
            Some(ordinary) => Ok(self.pass(ordinary)),
            None => self.expect_by_der(tag, what),
        }
    }

    #[cold]
    fn expect_by_der(&mut self, tag: Tag, what: &'static str) -> Result<Element<'a>, Malformed> {
        let element = self.next(what)?;
        match element.tag() {
            found if found == tag => Ok(element),
            found => Err(Malformed::new(
                what,
                element.offset,
                format_args!("expected {tag}, found {found}"),
            )),
        }
    }

    /// Refuses bytes after the last element.
    pub(crate) fn finish(self, what: &'static str) -> Result<(), Malformed> {
        match self.rest().len() {
            0 => Ok(()),
            trailing => Err(Malformed::new(
                what,
                self.offset(),
                format_args!("{trailing} trailing bytes"),
            )),
        }
    }
}

/// The first element, if its tag takes one octet and its length as few as it can, and all of it is there.
#[inline]
fn ordinary(input: &[u8]) -> Option<Value<'_>> {
    let (&[tag, first], rest) = input.split_first_chunk()?;
    let (header, length, least) = match (first, rest) {
        (0..=0x7f, _) => (2, usize::from(first), 0),
        (0x81, [length, ..]) => (3, usize::from(*length), 0x80),
        (0x82, [high, low, ..]) => (4, usize::from(u16::from_be_bytes([*high, *low])), 0x100),
        _ => return None,
    };
    if length < least {
        return None;
    }
    let encoding = input.get(..header + length)?;
    (tag & NUMBER != NUMBER).then_some(Value {
        tag,
        contents: encoding.get(header..)?,
        encoding,
    })
}

/// The identifier octets of the universal types `der` knows, by their bits.
const UNIVERSAL: u64 = {
    let known = [
        1, 2, 3, 4, 5, 6, 9, 10, 12, 13, 18, 19, 20, 21, 22, 23, 24, 26, 27, 30, 0x30, 0x31,
    ];
    let (mut bits, mut index) = (0, 0);
    while index < known.len() {
        bits |= 1 << known[index];
        index += 1;
    }
    bits
};

fn is_known(identifier: u8) -> bool {
    identifier >= 0x40 || UNIVERSAL >> identifier & 1 == 1
}

/// The first octet of a tag; for one that takes more, that of none.
#[inline]
fn identifier(tag: Tag) -> u8 {
    let class = match tag {
        Tag::Application { .. } => 0x40,
        Tag::ContextSpecific { .. } => CONTEXT_SPECIFIC,
        Tag::Private { .. } => CLASS,
        _ => 0,
    };
    let number = tag.number().value().min(NUMBER.into()) as u8;
    let constructed = if tag.is_constructed() { CONSTRUCTED } else { 0 };
    class | constructed | number
}

fn tag(input: &[u8]) -> Option<Tag> {
    Tag::peek(&SliceReader::new(input).ok()?).ok()
}

fn position(reader: &SliceReader<'_>) -> usize {
    usize::try_from(reader.position()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `der` makes of the first element: tag, octets and octets of contents, or why not.
    fn by_der(input: &[u8], base: usize) -> Result<(Tag, usize, usize), Malformed> {
        let malformed = |error: der::Error| Malformed::new("a test", base, error.kind());
        let mut reader = SliceReader::new(input).map_err(malformed)?;
        let header = Header::decode(&mut reader).map_err(malformed)?;
        let contents = reader.read_slice(header.length()).map_err(malformed)?;
        Ok((header.tag(), position(&reader), contents.len()))
    }

    fn compare(input: &[u8]) {
        let expected = by_der(input, 7);
        let mut cursor = Cursor::new(input, 7);
        let read = cursor.next("a test");
        let facts = read
            .as_ref()
            .map(|it| (it.tag(), it.encoding.len(), it.contents.len()));
        assert_eq!(facts, expected.as_ref().copied(), "{input:02x?}");
        assert_eq!(Cursor::new(input, 7).peek(), tag(input));
        if let Ok(element) = read {
            assert!(element.encoding.ends_with(element.contents));
            assert_eq!(cursor.offset(), 7 + element.encoding.len());
            let tag = element.tag();
            assert_eq!(
                element.is_constructed(),
                tag.is_constructed(),
                "{input:02x?}"
            );
            let number = tag.is_context_specific().then(|| tag.number().value());
            assert_eq!(element.context_number(), number, "{input:02x?}");
        }
        for wanted in [Tag::Sequence, Tag::Integer, Tag::Boolean] {
            let expected = match expected.clone() {
                Ok((tag, ..)) if tag != wanted => {
                    let reason = format_args!("expected {wanted}, found {tag}");
                    Err(Malformed::new("a test", 7, reason))
                }
                other => other.map(|(_, octets, _)| octets),
            };
            let read = Cursor::new(input, 7).expect(wanted, "a test");
            assert_eq!(read.map(|it| it.encoding.len()), expected, "{input:02x?}");
        }
    }

    #[test]
    fn every_header_is_read_as_der_reads_it() {
        let contents = vec![0x5a; 300];
        let tails: [&[u8]; 7] = [
            &[],
            &[0],
            &[0x7f],
            &[0x80],
            &[0x01, 0x00],
            &[0x00, 0xff, 0x01, 0x02],
            &[0x01, 0x2b, 0x00, 0x01, 0x02],
        ];
        for tag in 0..=0xff {
            for first in 0..=0xff {
                for tail in tails {
                    compare(&[&[tag, first], tail].concat());
                    compare(&[&[tag, first], tail, &contents].concat());
                }
            }
            compare(&[tag]);
        }
        compare(&[]);
    }

    #[test]
    fn lengths_are_the_shortest_and_no_longer_than_what_is_there() {
        for length in [0_usize, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
            for missing in [0, 1] {
                for octets in 0..=4 {
                    let digits = (length as u32).to_be_bytes();
                    let first = if octets == 0 {
                        length as u8
                    } else {
                        0x80 | octets as u8
                    };
                    let header = [&[0x30, first], &digits[4 - octets..]].concat();
                    let contents = vec![0x5a; length.saturating_sub(missing)];
                    compare(&[header, contents].concat());
                }
            }
        }
    }

    #[test]
    fn errors_name_the_place_in_what_was_read() {
        let mut cursor = Cursor::new(&[5, 0, 2, 9, 1], 100);
        assert!(cursor.next("a test").is_ok());
        for _ in 0..2 {
            let error = cursor.next("a test").map(|it| it.offset);
            assert_eq!(error.map_err(|it| it.offset()), Err(102));
        }
        assert!(!cursor.is_at_end());
    }
}
