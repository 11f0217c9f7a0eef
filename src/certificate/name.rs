use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};

use der::Tag;

use super::part::{Part, Source, Span};
use super::string_type::{
    self, BMP_STRING, IA5_STRING, NUMERIC_STRING, PRINTABLE_STRING, TELETEX_STRING,
    UNIVERSAL_STRING, UTF8_STRING,
};
use super::{Malformed, Oid, oid};
use crate::asn1::{Cursor, Element, Value};
use crate::shown::{Clip, LONGEST_NAME, is_hidden};

/// A subject or issuer name, RFC 5280 section 4.1.2.4.
///
/// The encoding is kept byte for byte: rustls compares issuer and subject that way.
/// `Display` is one line in the order of RFC 4514 (the last relative distinguished name first), cut after 1024
/// characters.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// let chain = Forge::product_default().chain(&provider);
/// let subject = chain.end_entity().subject();
/// let name = "CN=Veeam Software, O=Veeam Software, OU=Veeam Software";
/// assert_eq!(subject.to_string(), name);
/// assert_eq!(subject.common_names().collect::<Vec<_>>(), ["Veeam Software"]);
/// ```
#[derive(Clone, Debug)]
pub struct DistinguishedName {
    encoding: Part,
    places: Box<[Place]>,
    /// The texts of values that are not UTF-8 as they stand, in the order of the encoding.
    texts: Box<[Box<str>]>,
}

/// Where an attribute stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// Which relative distinguished name it belongs to, counted from the start of the encoding.
    rdn: u32,
    /// The number of its text, counted from 1; 0 where that is the value as it stands.
    text: u32,
    value: Span,
    /// Where the contents of the object identifier begin, and how many octets they have.
    oid: u32,
    oid_length: u8,
    /// Octets before the contents of the value.
    header: u8,
    is_malformed: bool,
}

/// One attribute of a [`DistinguishedName`], such as the common name.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let subject = certificate.subject();
/// let common_name = subject.attributes().find(|it| it.oid().name() == Some("CN"));
/// assert_eq!(common_name.map(|it| it.value()), Some("vb365.example.com"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attribute<'a> {
    rdn: u32,
    /// The contents of its object identifier.
    oid: &'a [u8],
    /// The encoding of the value, and its contents.
    encoding: &'a [u8],
    contents: &'a [u8],
    /// Where it is not the contents as they stand.
    text: Option<&'a str>,
    is_malformed: bool,
}

impl DistinguishedName {
    pub(super) fn parse(name: &Element<'_>, source: &Source) -> Result<Self, Malformed> {
        const WHAT: &str = "a distinguished name";
        let (mut places, mut texts) = (Vec::new(), Vec::new());
        let mut rdns = name.children();
        let mut rdn = 0;
        while !rdns.is_at_end() {
            let mut set = rdns.expect(Tag::Set, WHAT)?.children();
            while !set.is_at_end() {
                let mut pair = set.expect(Tag::Sequence, WHAT)?.children();
                let oid = pair.next(WHAT)?;
                Oid::check(&oid, WHAT)?;
                let offset = pair.offset();
                let value = pair.next_value(WHAT)?;
                pair.finish(WHAT)?;
                let (oid, oid_length) = source.span(oid.contents_offset(), oid.contents).short();
                // UTF-8, or of a type that is a part of it.
                let is_as_it_stands = matches!(
                    value.tag,
                    UTF8_STRING | PRINTABLE_STRING | IA5_STRING | NUMERIC_STRING
                ) && std::str::from_utf8(value.contents).is_ok();
                if !is_as_it_stands {
                    texts.push(text(&value).into());
                }
                places.push(Place {
                    rdn,
                    text: if is_as_it_stands {
                        0
                    } else {
                        texts.len() as u32
                    },
                    value: source.span(offset, value.encoding),
                    oid,
                    oid_length,
                    // A tag of one octet, and a length of at most five.
                    header: (value.encoding.len() - value.contents.len()) as u8,
                    is_malformed: string_type::broken(value.tag, value.contents).is_some(),
                });
            }
            rdn += 1;
        }
        Ok(Self {
            encoding: source.encoding(name),
            places: places.into(),
            texts: texts.into(),
        })
    }

    /// A copy of its own.
    pub(crate) fn copied(name: &Element<'_>) -> Result<Self, Malformed> {
        Self::parse(name, &Source::copied(name.encoding, name.offset))
    }

    pub(crate) fn from_der(encoding: &[u8], base: usize) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(encoding, base);
        let name = cursor.expect(Tag::Sequence, "a distinguished name")?;
        cursor.finish("a distinguished name")?;
        Self::copied(&name)
    }

    /// The DER encoding, as it is in the certificate.
    pub fn as_der(&self) -> &[u8] {
        &self.encoding
    }

    /// Whether the name has no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The attributes in the order of the encoding.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.places.iter().map(|place| self.attribute(place))
    }

    fn oid_of(&self, place: &Place) -> &[u8] {
        let place = Span::from_short(place.oid, place.oid_length);
        self.encoding.elsewhere(place)
    }

    fn attribute(&self, place: &Place) -> Attribute<'_> {
        let encoding = self.encoding.elsewhere(place.value);
        let text = match place.text {
            0 => None,
            number => self.texts.get(number as usize - 1).map(AsRef::as_ref),
        };
        Attribute {
            rdn: place.rdn,
            oid: self.oid_of(place),
            encoding,
            contents: encoding
                .get(usize::from(place.header)..)
                .unwrap_or_default(),
            text,
            is_malformed: place.is_malformed,
        }
    }

    /// Whether a value has characters its string type does not have.
    pub(crate) fn is_malformed(&self) -> bool {
        self.places.iter().any(|place| place.is_malformed)
    }

    /// The values of all common names, in the order of the encoding.
    pub fn common_names(&self) -> impl Iterator<Item = &str> {
        let is_common_name = |place: &&Place| oid::COMMON_NAME.is_encoded_as(self.oid_of(place));
        let places = self.places.iter().filter(is_common_name);
        places.map(|place| self.attribute(place).value())
    }

    /// Whether two names are equal once case, spaces and string types are set aside, as RFC 5280
    /// section 7.1 compares them and rustls does not.
    pub fn matches(&self, other: &Self) -> bool {
        self.encoding == other.encoding
            || (self.places.len() == other.places.len()
                && self.attributes().zip(other.attributes()).all(is_same))
    }

    /// As `Display` shows it, and never cut: for comparing, not for messages.
    pub(crate) fn in_full(&self) -> String {
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = self.write_to(&mut text);
        text
    }

    fn write_to(&self, f: &mut impl Write) -> fmt::Result {
        let attributes: Vec<_> = self.attributes().collect();
        let rdns = attributes.chunk_by(|a, b| a.rdn == b.rdn);
        let mut separator = "";
        for rdn in rdns.collect::<Vec<_>>().into_iter().rev() {
            for attribute in rdn {
                f.write_str(separator)?;
                let oid = attribute.oid();
                match oid.name() {
                    Some(name) => write!(f, "{name}=")?,
                    None => write!(f, "{oid}=")?,
                }
                escape(attribute.value(), f)?;
                separator = "+";
            }
            separator = ", ";
        }
        Ok(())
    }

    /// Equal for names that [match](Self::matches), so that names can be looked up.
    pub(crate) fn folded(&self) -> String {
        let mut all = String::with_capacity(self.encoding.len());
        for attribute in self.attributes() {
            let oid = attribute.oid;
            // Of lengths that are known, so that no octet is taken for what comes behind.
            let rdn = attribute.rdn.to_be_bytes();
            let length = [oid.len() as u8];
            let octets = rdn.iter().chain(&length).chain(oid);
            all.extend(octets.copied().map(char::from));
            for word in attribute.value().split_whitespace() {
                let start = all.len();
                if word.is_ascii() {
                    all.push_str(word)
                } else {
                    all.push_str(&word.to_lowercase())
                }
                if let Some(word) = all.get_mut(start..) {
                    word.make_ascii_lowercase();
                }
                all.push(' ');
            }
            all.push('\n');
        }
        all
    }

    /// Whether the name starts with all of `base`, as a directoryName constraint demands (RFC 5280 section 4.2.1.10).
    pub(crate) fn is_within(&self, base: &Self) -> bool {
        let rdns = base.places.last().map_or(0, |last| last.rdn + 1);
        let start = self.places.iter().take_while(|it| it.rdn < rdns);
        start.count() == base.places.len() && self.attributes().zip(base.attributes()).all(is_same)
    }
}

impl PartialEq for DistinguishedName {
    fn eq(&self, other: &Self) -> bool {
        self.encoding == other.encoding
    }
}

impl Eq for DistinguishedName {}

impl Hash for DistinguishedName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.encoding.hash(state);
    }
}

impl<'a> Attribute<'a> {
    /// The type of the attribute.
    pub fn oid(&self) -> Oid {
        Oid::of_checked(self.oid)
    }

    /// Whether it is of this type.
    pub(crate) fn is(&self, oid: &Oid) -> bool {
        oid.is_encoded_as(self.oid)
    }

    /// The value as text; a value of a binary type is shown in hexadecimal after a `#`.
    pub fn value(&self) -> &'a str {
        let text = self
            .text
            .or_else(|| std::str::from_utf8(self.contents).ok());
        text.unwrap_or_default()
    }

    /// How many characters it has, if those are more than so many.
    pub(crate) fn length_beyond(&self, most: usize) -> Option<usize> {
        // A character takes at least one octet.
        if self.text.is_none() && self.contents.len() <= most {
            return None;
        }
        Some(self.value().chars().count()).filter(|length| *length > most)
    }

    /// The string type the value is said to be of, if it has characters that type does not have.
    pub(crate) fn malformed(&self) -> Option<&'static str> {
        match (self.is_malformed, self.encoding) {
            (true, [tag, ..]) => string_type::broken(*tag, self.contents),
            _ => None,
        }
    }
}

impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("(empty)");
        }
        let mut clip = Clip::new(LONGEST_NAME);
        // It fails where the name becomes longer than a person reads.
        let _ = self.write_to(&mut clip);
        f.write_str(&clip.into_string())
    }
}

/// RFC 4514 section 2.4, with what would not be seen as hexadecimal pairs so that a name can never break a line.
fn escape(value: &str, f: &mut impl Write) -> fmt::Result {
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b" -._:/@*'()=".contains(&it);
    let has_space_at_end = value.starts_with(' ') || value.ends_with(' ');
    if value.bytes().all(is_plain) && !has_space_at_end {
        return f.write_str(value);
    }
    for (position, character) in value.char_indices() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            '#' | ' ' if position == 0 => write!(f, "\\{character}")?,
            ' ' if position + 1 == value.len() => f.write_str("\\ ")?,
            _ if is_hidden(character) => {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    write!(f, "\\{byte:02X}")?;
                }
            }
            _ => f.write_char(character)?,
        }
    }
    Ok(())
}

/// The text of a DirectoryString or IA5String; what is none, in hexadecimal.
fn text(value: &Value<'_>) -> String {
    match value.tag {
        UTF8_STRING | PRINTABLE_STRING | IA5_STRING | NUMERIC_STRING => {
            String::from_utf8_lossy(value.contents).into_owned()
        }
        // Latin-1 is how the TeletexString of old certificates is filled in practice.
        TELETEX_STRING => value
            .contents
            .iter()
            .map(|&byte| char::from(byte))
            .collect(),
        BMP_STRING => {
            let units = value.contents.chunks(2).map(|pair| {
                pair.iter()
                    .fold(0, |unit, &byte| unit << 8 | u16::from(byte))
            });
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        UNIVERSAL_STRING => {
            let (characters, rest) = value.contents.as_chunks::<4>();
            let characters = characters
                .iter()
                .map(|it| char::from_u32(u32::from_be_bytes(*it)));
            let text = characters.collect::<Option<String>>();
            text.filter(|_| rest.is_empty())
                .unwrap_or_else(|| hexadecimal(value.encoding))
        }
        _ => hexadecimal(value.encoding),
    }
}

/// RFC 4514 section 2.4: a value without a text is shown by its encoding.
fn hexadecimal(encoding: &[u8]) -> String {
    encoding
        .iter()
        .fold(String::from("#"), |hex, byte| hex + &format!("{byte:02x}"))
}

fn is_same((a, b): (Attribute<'_>, Attribute<'_>)) -> bool {
    (a.rdn, a.oid) == (b.rdn, b.oid) && have_same_words(a.value(), b.value())
}

/// Most names are ASCII, and are compared without being copied.
fn have_same_words(a: &str, b: &str) -> bool {
    if !(a.is_ascii() && b.is_ascii()) {
        return folded(a).eq(folded(b));
    }
    let (mut a, mut b) = (a.split_whitespace(), b.split_whitespace());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => {}
            _ => return false,
        }
    }
}

fn folded(value: &str) -> impl Iterator<Item = String> {
    value.split_whitespace().map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::DistinguishedName;

    const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    const ORGANIZATION: &[u8] = &[0x55, 4, 10];

    fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
        [&[tag, contents.len() as u8], contents].concat()
    }

    /// Of relative distinguished names, each of any number of attributes.
    fn name(rdns: &[&[(&[u8], &str)]]) -> DistinguishedName {
        let attribute = |(oid, value): &(&[u8], &str)| {
            let pair = [element(0x06, oid), element(0x0c, value.as_bytes())];
            element(0x30, &pair.concat())
        };
        let rdn = |attributes: &&[(&[u8], &str)]| {
            let all: Vec<_> = attributes.iter().map(attribute).collect();
            element(0x31, &all.concat())
        };
        let rdns: Vec<_> = rdns.iter().map(rdn).collect();
        DistinguishedName::from_der(&element(0x30, &rdns.concat()), 0).unwrap()
    }

    #[test]
    fn names_fold_alike_exactly_where_they_match() {
        let names = [
            name(&[]),
            name(&[&[(COMMON_NAME, "")]]),
            name(&[&[(COMMON_NAME, "test root")]]),
            name(&[&[(COMMON_NAME, " Test  ROOT ")]]),
            name(&[&[(COMMON_NAME, "testroot")]]),
            name(&[&[(ORGANIZATION, "test root")]]),
            name(&[&[(COMMON_NAME, "ärger Root")]]),
            name(&[&[(COMMON_NAME, "ÄRGER  root")]]),
            name(&[&[(COMMON_NAME, "test")], &[(COMMON_NAME, "root")]]),
            name(&[&[(COMMON_NAME, "test"), (COMMON_NAME, "root")]]),
            name(&[&[(COMMON_NAME, "test \n\u{0}\u{0}\u{3}U\u{4}\u{3}root")]]),
        ];
        for one in &names {
            for other in &names {
                let is_same = one.folded() == other.folded();
                assert_eq!(is_same, one.matches(other), "{one} and {other}");
            }
        }
    }
}
