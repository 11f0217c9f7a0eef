use super::encode::{element, object_identifier, sequence, set};

/// A subject or issuer name, written in the order of RFC 4514: the last relative distinguished name
/// first.
///
/// Attribute values become UTF8String (country PrintableString, domain component and mail address
/// IA5String).
///
/// ```
/// use vb365_tls::test_support::{Forge, Name};
///
/// let forge = Forge::tls("vb365.example.com");
/// let forge = forge.subject(Name::new("CN=vb365, O=Contoso"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Attribute type and value, in the order of the encoding.
    attributes: Vec<(String, String)>,
    string_type: u8,
    encoded: Option<Vec<u8>>,
}

const UTF8_STRING: u8 = 0x0c;
const PRINTABLE_STRING: u8 = 0x13;
const IA5_STRING: u8 = 0x16;

const KEYWORDS: &[(&str, &str)] = &[
    ("CN", "2.5.4.3"),
    ("serialNumber", "2.5.4.5"),
    ("C", "2.5.4.6"),
    ("L", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("emailAddress", "1.2.840.113549.1.9.1"),
];

impl Name {
    /// A name such as `CN=vb365.example.com, O=Example`. A comma in a value is written `\,`; the
    /// empty text is the empty name.
    ///
    /// # Panics
    ///
    /// If a part has no `=`, or its type is neither one of the usual keywords nor dotted decimal.
    pub fn new(text: &str) -> Self {
        let attributes = split(text)
            .iter()
            .rev()
            .map(|part| attribute(part))
            .collect();
        Self {
            attributes,
            string_type: UTF8_STRING,
            encoded: None,
        }
    }

    /// A name with exactly this encoding.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Self {
        Self {
            attributes: Vec::new(),
            string_type: UTF8_STRING,
            encoded: Some(der.into()),
        }
    }

    /// The same name with its UTF8String values as PrintableString: equal to a reader, not byte for
    /// byte.
    pub fn printable(mut self) -> Self {
        self.string_type = PRINTABLE_STRING;
        self
    }

    /// The encoding.
    pub fn to_der(&self) -> Vec<u8> {
        if let Some(der) = &self.encoded {
            return der.clone();
        }
        let rdns: Vec<_> = self
            .attributes
            .iter()
            .map(|(kind, value)| {
                let string_type = match kind.as_str() {
                    "2.5.4.6" => PRINTABLE_STRING,
                    "0.9.2342.19200300.100.1.25" | "1.2.840.113549.1.9.1" => IA5_STRING,
                    _ => self.string_type,
                };
                let value = element(string_type, value.as_bytes());
                set(&[sequence(&[object_identifier(kind), value])])
            })
            .collect();
        sequence(&rdns)
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

fn split(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ',' => parts.push(std::mem::take(&mut part)),
            '\\' => part.extend(characters.next()),
            other => part.push(other),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn attribute(part: &str) -> (String, String) {
    let Some((kind, value)) = part.trim_start().split_once('=') else {
        panic!("`{part}` is not an attribute type and value");
    };
    let keyword = KEYWORDS.iter().find(|(keyword, _)| *keyword == kind);
    (
        keyword.map_or(kind, |(_, dotted)| dotted).to_owned(),
        value.to_owned(),
    )
}
