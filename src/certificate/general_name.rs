//! Names of the kinds a certificate can carry, RFC 5280 section 4.2.1.6.

use std::fmt;
use std::net::IpAddr;

use super::part::Span;
use super::{DistinguishedName, Malformed, Oid};
use crate::asn1::{Cursor, Element};
use crate::shown::shown;

/// A name in the subject alternative name and related extensions, RFC 5280 section 4.2.1.6.
///
/// ```
/// use vb365_tls::certificate::GeneralName;
///
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let names = certificate.subject_alt_name().present().expect("names");
/// let name = GeneralName::DnsName("vb365.example.com");
/// assert!(names.names().iter().eq([name]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GeneralName<'a> {
    /// A DNS name as written, valid or not; `*` may be its first label.
    DnsName(&'a str),
    /// An IPv4 or IPv6 address.
    IpAddress(IpAddr),
    /// An address range; only name constraints have one.
    IpRange(IpAddr, IpAddr),
    /// An e-mail address.
    Rfc822Name(&'a str),
    /// A URI.
    Uri(&'a str),
    /// A distinguished name.
    DirectoryName(&'a DistinguishedName),
    /// A name of another type, such as Microsoft's user principal name.
    OtherName(Oid),
    /// An object identifier.
    RegisteredId(Oid),
    /// An X.400 or EDI party name, not looked into.
    Unsupported(&'static str),
    /// A name that cannot be read.
    Malformed(&'a Malformed),
}

/// Names in the order of the encoding.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let names = certificate.subject_alt_name().present().expect("names");
/// assert_eq!(names.names().len(), 1);
/// for name in names.names().iter() {
///     assert_eq!(name.to_string(), "DNS:vb365.example.com");
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneralNames {
    names: Box<[Stored]>,
    /// The texts of all of them: a piece of memory for each would be most of what reading a thousand names takes.
    texts: Box<str>,
}

/// A [`GeneralName`], with the place of its text. What is rare does not make the others larger.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stored {
    DnsName(Span),
    IpAddress(IpAddr),
    IpRange(Box<[IpAddr; 2]>),
    Rfc822Name(Span),
    Uri(Span),
    DirectoryName(Box<DistinguishedName>),
    OtherName(Box<Oid>),
    RegisteredId(Box<Oid>),
    Unsupported(&'static str),
    Malformed(Malformed),
}

/// Names while they are read.
#[derive(Default)]
pub(super) struct Collected {
    names: Vec<Stored>,
    texts: String,
}

impl Collected {
    /// One more that has to be readable.
    pub(super) fn push(&mut self, name: &Element<'_>) -> Result<(), Malformed> {
        let name = self.parse(name)?;
        self.names.push(name);
        Ok(())
    }

    /// One more, be it readable or not.
    pub(super) fn add(&mut self, name: &Element<'_>) {
        let pushed = self.push(name);
        self.names.extend(pushed.err().map(Stored::Malformed));
    }

    pub(super) fn finish(self) -> GeneralNames {
        GeneralNames {
            names: self.names.into(),
            texts: self.texts.into(),
        }
    }

    fn parse(&mut self, name: &Element<'_>) -> Result<Stored, Malformed> {
        // Only these hold further elements; rustls takes a constructed dNSName for something unknown.
        let number = name.context_number().filter(|number| {
            let is_structured = matches!(number, 0 | 3 | 4 | 5);
            *number > 8 || name.is_constructed() == is_structured
        });
        let Some(number) = number else {
            let reason = format_args!("unexpected {}", name.tag());
            return Err(Malformed::new(WHAT, name.offset, reason));
        };
        Ok(match number {
            0 => Stored::OtherName(Oid::parse(&name.children().next(WHAT)?, WHAT)?.into()),
            1 => Stored::Rfc822Name(self.text(name.contents)),
            2 => Stored::DnsName(self.text(name.contents)),
            3 => Stored::Unsupported("x400Address"),
            4 => {
                let contents = name.contents_offset();
                Stored::DirectoryName(DistinguishedName::from_der(name.contents, contents)?.into())
            }
            5 => Stored::Unsupported("ediPartyName"),
            6 => Stored::Uri(self.text(name.contents)),
            7 => ip_address(name.contents).ok_or_else(|| ip_of_wrong_length(name))?,
            8 => Stored::RegisteredId(
                Oid::from_contents(name.contents)
                    .map_err(|error| Malformed::new(WHAT, name.offset, error))?
                    .into(),
            ),
            number => {
                let reason = format_args!("no such choice: [{number}]");
                return Err(Malformed::new(WHAT, name.offset, reason));
            }
        })
    }

    /// Kept as written; octets outside ASCII are shown as Latin-1, for a rule to refuse.
    fn text(&mut self, octets: &[u8]) -> Span {
        let start = self.texts.len();
        match std::str::from_utf8(octets) {
            Ok(text) => self.texts.push_str(text),
            Err(_) => self.texts.extend(octets.iter().copied().map(char::from)),
        }
        Span::from(start..self.texts.len())
    }
}

impl GeneralNames {
    /// The names up to the end; there is no address range among them.
    pub(super) fn read(mut sequence: Cursor<'_>) -> Result<Self, Malformed> {
        let mut names = Collected::default();
        while !sequence.is_at_end() {
            let name = sequence.next(WHAT)?;
            names.add(&name);
            if let Some(last @ Stored::IpRange(..)) = names.names.last_mut() {
                *last = Stored::Malformed(ip_of_wrong_length(&name));
            }
        }
        Ok(names.finish())
    }

    /// All of them, one after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = GeneralName<'_>> + ExactSizeIterator {
        self.names.iter().map(|name| self.read_out(name))
    }

    // Each loop over names would have a copy of its own.
    #[inline(never)]
    fn read_out<'a>(&'a self, name: &'a Stored) -> GeneralName<'a> {
        let text = |place: &Span| place.of_text(&self.texts);
        match name {
            Stored::DnsName(name) => GeneralName::DnsName(text(name)),
            Stored::IpAddress(address) => GeneralName::IpAddress(*address),
            Stored::IpRange(range) => {
                let [address, mask] = **range;
                GeneralName::IpRange(address, mask)
            }
            Stored::Rfc822Name(name) => GeneralName::Rfc822Name(text(name)),
            Stored::Uri(uri) => GeneralName::Uri(text(uri)),
            Stored::DirectoryName(name) => GeneralName::DirectoryName(name),
            Stored::OtherName(oid) => GeneralName::OtherName(**oid),
            Stored::RegisteredId(oid) => GeneralName::RegisteredId(**oid),
            Stored::Unsupported(kind) => GeneralName::Unsupported(kind),
            Stored::Malformed(error) => GeneralName::Malformed(error),
        }
    }

    pub(super) fn dns_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter_map(|name| match name {
            Stored::DnsName(name) => Some(name.of_text(&self.texts)),
            _ => None,
        })
    }

    pub(super) fn ip_addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.names.iter().filter_map(|name| match name {
            Stored::IpAddress(address) => Some(*address),
            _ => None,
        })
    }

    pub(super) fn uris(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter_map(|name| match name {
            Stored::Uri(uri) => Some(uri.of_text(&self.texts)),
            _ => None,
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Why names cannot be read, for each such name.
    pub(crate) fn malformed(&self) -> impl Iterator<Item = &Malformed> {
        self.names.iter().filter_map(|name| match name {
            Stored::Malformed(error) => Some(error),
            _ => None,
        })
    }
}

const WHAT: &str = "a general name";

fn ip_address(octets: &[u8]) -> Option<Stored> {
    let v4 = |octets: &[u8]| <[u8; 4]>::try_from(octets).map(IpAddr::from).ok();
    let v6 = |octets: &[u8]| <[u8; 16]>::try_from(octets).map(IpAddr::from).ok();
    let range = |read: fn(&[u8]) -> Option<IpAddr>| {
        let (address, mask) = octets.split_at(octets.len() / 2);
        Some(Stored::IpRange([read(address)?, read(mask)?].into()))
    };
    match octets.len() {
        4 => v4(octets).map(Stored::IpAddress),
        16 => v6(octets).map(Stored::IpAddress),
        8 => range(v4),
        32 => range(v6),
        _ => None,
    }
}

pub(super) const IP_ADDRESS: &str = "an iPAddress";

fn ip_of_wrong_length(name: &Element<'_>) -> Malformed {
    let reason = format_args!("an IP address of {} octets", name.contents.len());
    Malformed::new(IP_ADDRESS, name.offset, reason)
}

impl fmt::Display for GeneralName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DnsName(name) => write!(f, "DNS:{}", shown(name)),
            Self::IpAddress(address) => write!(f, "IP:{address}"),
            Self::IpRange(address, mask) => write!(f, "IP:{address}/{mask}"),
            Self::Rfc822Name(name) => write!(f, "email:{}", shown(name)),
            Self::Uri(uri) => write!(f, "URI:{}", shown(uri)),
            Self::DirectoryName(name) => write!(f, "dirName:{name}"),
            Self::OtherName(oid) => write!(f, "otherName:{oid}"),
            Self::RegisteredId(oid) => write!(f, "registeredID:{oid}"),
            Self::Unsupported(kind) => f.write_str(kind),
            Self::Malformed(error) => write!(f, "({error})"),
        }
    }
}
