//! Hosts and addresses: where a service of the product is reached.
//!
//! ```
//! use vb365_tls::address::Address;
//!
//! let address: Address = "vb365.example.com:4443".parse()?;
//! assert_eq!(address.host().as_dns(), Some("vb365.example.com"));
//! assert_eq!(address.port(), Some(4443));
//! assert_eq!("[2001:db8::1]".parse::<Address>()?.to_string(), "[2001:db8::1]");
//! # Ok::<(), vb365_tls::error::ParseError>(())
//! ```

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU16;
use std::str::FromStr;

use rustls_pki_types::ServerName;

use crate::parse_error::{ParseError, string_form};

/// A DNS name or an IP address: the reference identifier of RFC 9525.
///
/// DNS names are kept in lower case and without a trailing dot.
///
/// ```
/// use vb365_tls::address::Host;
///
/// let host: Host = "VB365.example.com".parse()?;
/// assert_eq!(host.as_dns(), Some("vb365.example.com"));
/// let host: Host = "192.0.2.10".parse()?;
/// assert!(host.as_ip().is_some());
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Host(ServerName<'static>);

impl Host {
    /// The DNS name, in lower case; `None` for an IP address.
    pub fn as_dns(&self) -> Option<&str> {
        match &self.0 {
            ServerName::DnsName(name) => Some(name.as_ref()),
            _ => None,
        }
    }

    /// The IP address; `None` for a DNS name.
    pub fn as_ip(&self) -> Option<IpAddr> {
        match self.0 {
            ServerName::IpAddress(ip) => Some(ip.into()),
            _ => None,
        }
    }

    /// The value rustls takes when it opens a connection.
    pub fn server_name(&self) -> ServerName<'static> {
        self.0.clone()
    }
}

impl FromStr for Host {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] if the text is neither a DNS name nor an IP address.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        // All digits and dots is a mistyped IPv4 address, never a host name (RFC 1123 section 2.1).
        let looks_like_ipv4 = name
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit()));
        match ServerName::try_from(name) {
            Ok(ServerName::DnsName(_)) if looks_like_ipv4 => Err(not_a_host(text)),
            Ok(name) => Ok(Self(name)),
            Err(_) => Err(not_a_host(text)),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_str())
    }
}

impl From<IpAddr> for Host {
    fn from(ip: IpAddr) -> Self {
        Self(ServerName::IpAddress(ip.into()))
    }
}

/// A host and, where one is given, a port (1 to 65535).
///
/// Written `host`, `host:port`, `192.0.2.1:port`, `[2001:db8::1]` or `[2001:db8::1]:port`; an `https` URL without a
/// path is read too, whose port is 443 unless it says another one.
///
/// ```
/// use vb365_tls::address::Address;
///
/// let address: Address = "vb365.example.com:8443".parse()?;
/// assert_eq!(address.port(), Some(8443));
/// let address: Address = "[2001:db8::10]".parse()?;
/// assert_eq!(address.port_or(4443), 4443);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Address {
    host: Host,
    port: Option<NonZeroU16>,
}

impl Address {
    /// An address without a port; the scenario's default applies.
    pub fn of(host: Host) -> Self {
        Self { host, port: None }
    }

    /// The same host with this port, which cannot be 0: nobody could read that back.
    ///
    /// ```
    /// # use std::num::NonZeroU16;
    /// # use vb365_tls::address::Address;
    /// let address: Address = "vb365.example.com".parse()?;
    /// let port = NonZeroU16::new(4443).ok_or("0 is not a port")?;
    /// assert_eq!(address.with_port(port).to_string(), "vb365.example.com:4443");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_port(self, port: NonZeroU16) -> Self {
        Self {
            port: Some(port),
            ..self
        }
    }

    /// The same address with the port of the product, if none was given.
    pub(crate) fn in_full(mut self, default: u16) -> Self {
        self.port = self.port.or_else(|| NonZeroU16::new(default));
        self
    }

    /// The host.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The port, if one was given.
    pub fn port(&self) -> Option<u16> {
        self.port.map(NonZeroU16::get)
    }

    /// The port, or `default` if none was given.
    pub fn port_or(&self, default: u16) -> u16 {
        self.port().unwrap_or(default)
    }
}

impl FromStr for Address {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] with the part that cannot be read; a path is not part of an address.
    ///
    /// ```
    /// use vb365_tls::address::Address;
    ///
    /// let address: Address = "https://vb365.example.com:4443/".parse()?;
    /// assert_eq!(address.to_string(), "vb365.example.com:4443");
    /// assert_eq!("https://portal.example.com".parse::<Address>()?.port(), Some(443));
    /// # Ok::<(), vb365_tls::error::ParseError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (host_and_port, port) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => {
                (rest.strip_suffix('/').unwrap_or(rest), Some(HTTPS))
            }
            Some(_) => {
                let reason = "is not an https URL; give host and port";
                return Err(ParseError::new(text, reason));
            }
            None => (text, None),
        };
        if host_and_port.contains(['/', '?', '#', '@']) {
            let reason = "has more than host and port; leave the rest of the URL out";
            return Err(ParseError::new(text, reason));
        }
        let address = Self::of_host_and_port(text, host_and_port)?;
        Ok(Self {
            port: address.port.or(port),
            ..address
        })
    }
}

/// RFC 9110 section 4.2.2.
const HTTPS: NonZeroU16 = NonZeroU16::new(443).expect("443 is not 0");

impl Address {
    fn of_host_and_port(text: &str, host_and_port: &str) -> Result<Self, ParseError> {
        if let Some(rest) = host_and_port.strip_prefix('[') {
            let (host, port) = rest.split_once(']').ok_or_else(|| {
                ParseError::new(text, "is an IPv6 address without the closing `]`")
            })?;
            let ip: Ipv6Addr = host.parse().map_err(|_| not_a_host(host))?;
            let port = match port.strip_prefix(':') {
                Some(port) => Some(parse_port(text, port)?),
                None if port.is_empty() => None,
                None => {
                    return Err(ParseError::new(text, "has no `:` between `]` and the port"));
                }
            };
            let host = Host::from(IpAddr::V6(ip));
            return Ok(Self { host, port });
        }
        match host_and_port.split_once(':') {
            Some((_, port)) if port.contains(':') => Ok(Self::of(host_and_port.parse()?)),
            Some((host, port)) => Ok(Self {
                host: host.parse()?,
                port: Some(parse_port(text, port)?),
            }),
            None => Ok(Self::of(host_and_port.parse()?)),
        }
    }
}

fn parse_port(text: &str, port: &str) -> Result<NonZeroU16, ParseError> {
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    match port.parse() {
        Ok(number) if digits => Ok(number),
        _ => Err(ParseError::new(
            text,
            "does not end in a valid port; give a number from 1 to 65535 after the host, or leave it out with its `:`",
        )),
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.as_ip() {
            Some(IpAddr::V6(ip)) => write!(f, "[{ip}]")?,
            _ => self.host.fmt(f)?,
        }
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl From<Host> for Address {
    fn from(host: Host) -> Self {
        Self::of(host)
    }
}

fn not_a_host(text: &str) -> ParseError {
    let reason = if text.is_ascii() {
        "is neither a DNS name nor an IP address"
    } else {
        "is not a DNS name in ASCII; write each label with other letters as an A-label (`xn--...`, RFC 5890)"
    };
    ParseError::new(text, reason)
}

string_form!(Host, Address);
