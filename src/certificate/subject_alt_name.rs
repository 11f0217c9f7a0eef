use std::fmt;
use std::net::IpAddr;

use super::{DistinguishedName, Extension, Malformed, Oid};
use crate::asn1::Element;
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
/// let name = GeneralName::DnsName("vb365.example.com".into());
/// assert_eq!(names.names(), [name]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GeneralName {
    /// A DNS name as written, valid or not; `*` may be its first label.
    DnsName(String),
    /// An IPv4 or IPv6 address.
    IpAddress(IpAddr),
    /// An address range; only name constraints have one.
    IpRange(IpAddr, IpAddr),
    /// An e-mail address.
    Rfc822Name(String),
    /// A URI.
    Uri(String),
    /// A distinguished name.
    DirectoryName(DistinguishedName),
    /// A name of another type, such as Microsoft's user principal name.
    OtherName(Oid),
    /// An object identifier.
    RegisteredId(Oid),
    /// An X.400 or EDI party name, not looked into.
    Unsupported(&'static str),
    /// A name that cannot be read.
    Malformed(Malformed),
}

/// The names of a subject alternative name, in the order of the encoding.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// # let chain = forge.chain(&provider);
/// let certificate = chain.end_entity();
/// let names = certificate.subject_alt_name().present().expect("names");
/// assert_eq!(names.dns_names().next(), Some("vb365.example.com"));
/// assert_eq!(names.ip_addresses().next(), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectAltName {
    names: Vec<GeneralName>,
    critical: bool,
}

impl SubjectAltName {
    pub(crate) fn parse(extension: &Extension<'_>) -> Result<Self, Malformed> {
        let mut names = Vec::new();
        let mut sequence = extension.sequence("the subject alternative name")?;
        while !sequence.is_at_end() {
            let name = sequence.next("a general name")?;
            names.push(match GeneralName::parse(&name) {
                GeneralName::IpRange(..) => GeneralName::Malformed(ip_of_wrong_length(&name)),
                read => read,
            });
        }
        names.shrink_to_fit();
        Ok(Self {
            names,
            critical: extension.is_critical(),
        })
    }

    /// All names.
    pub fn names(&self) -> &[GeneralName] {
        &self.names
    }

    /// The DNS names as written.
    pub fn dns_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter_map(|name| match name {
            GeneralName::DnsName(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The IP addresses.
    pub fn ip_addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.names.iter().filter_map(|name| match name {
            GeneralName::IpAddress(address) => Some(*address),
            _ => None,
        })
    }

    /// Whether there is a DNS name or an IP address at all.
    pub(crate) fn names_a_host(&self) -> bool {
        self.dns_names().next().is_some() || self.ip_addresses().next().is_some()
    }

    /// The address that has neither 4 nor 16 octets, if there is one.
    pub(crate) fn misshapen_address(&self) -> Option<&Malformed> {
        self.malformed().find(|error| error.what() == IP_ADDRESS)
    }

    /// The first name that cannot be read, addresses aside.
    pub(crate) fn unreadable_name(&self) -> Option<&Malformed> {
        self.malformed().find(|error| error.what() != IP_ADDRESS)
    }

    fn malformed(&self) -> impl Iterator<Item = &Malformed> {
        self.names.iter().filter_map(|name| match name {
            GeneralName::Malformed(error) => Some(error),
            _ => None,
        })
    }

    /// The URIs as written.
    pub(crate) fn uris(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter_map(|name| match name {
            GeneralName::Uri(uri) => Some(uri.as_str()),
            _ => None,
        })
    }

    /// Whether the extension is critical.
    pub fn is_critical(&self) -> bool {
        self.critical
    }
}

impl GeneralName {
    pub(crate) fn parse(name: &Element<'_>) -> Self {
        Self::read(name).unwrap_or_else(Self::Malformed)
    }

    fn read(name: &Element<'_>) -> Result<Self, Malformed> {
        const WHAT: &str = "a general name";
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
            0 => {
                let mut fields = name.children();
                let oid = fields.next(WHAT)?;
                Self::OtherName(Oid::parse(&oid, WHAT)?)
            }
            1 => Self::Rfc822Name(ia5(name)),
            2 => Self::DnsName(ia5(name)),
            3 => Self::Unsupported("x400Address"),
            4 => Self::DirectoryName(DistinguishedName::from_der(
                name.contents,
                name.contents_offset(),
            )?),
            5 => Self::Unsupported("ediPartyName"),
            6 => Self::Uri(ia5(name)),
            7 => ip_address(name)?,
            8 => Self::RegisteredId(
                Oid::from_contents(name.contents)
                    .map_err(|error| Malformed::new(WHAT, name.offset, error))?,
            ),
            number => {
                let reason = format_args!("no such choice: [{number}]");
                return Err(Malformed::new(WHAT, name.offset, reason));
            }
        })
    }
}

/// Kept as written; octets outside ASCII are shown as Latin-1, for a rule to refuse.
fn ia5(name: &Element<'_>) -> String {
    match std::str::from_utf8(name.contents) {
        Ok(text) => text.to_owned(),
        Err(_) => name.contents.iter().map(|&byte| char::from(byte)).collect(),
    }
}

fn ip_address(name: &Element<'_>) -> Result<GeneralName, Malformed> {
    let v4 = |bytes: &[u8]| <[u8; 4]>::try_from(bytes).map(IpAddr::from).ok();
    let v6 = |bytes: &[u8]| <[u8; 16]>::try_from(bytes).map(IpAddr::from).ok();
    let bytes = name.contents;
    let range = |read: fn(&[u8]) -> Option<IpAddr>| {
        let (address, mask) = bytes.split_at(bytes.len() / 2);
        Some(GeneralName::IpRange(read(address)?, read(mask)?))
    };
    match bytes.len() {
        4 => v4(bytes).map(GeneralName::IpAddress),
        16 => v6(bytes).map(GeneralName::IpAddress),
        8 => range(v4),
        32 => range(v6),
        _ => None,
    }
    .ok_or_else(|| ip_of_wrong_length(name))
}

const IP_ADDRESS: &str = "an iPAddress";

fn ip_of_wrong_length(name: &Element<'_>) -> Malformed {
    let reason = format_args!("an IP address of {} octets", name.contents.len());
    Malformed::new(IP_ADDRESS, name.offset, reason)
}

impl fmt::Display for GeneralName {
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
