mod parse;
#[cfg(feature = "serde")]
mod serde;

use std::fmt;
use std::str::FromStr;

use super::{ClientTrust, Pins, Roots, ServerTrust, ca_file};
use crate::certificate::{Certificate, Fingerprint, Thumbprint};
use crate::error::{Error, TrustSpecError};

/// Whom to trust, as it is in a configuration file or on a command line: what to write where `insecure: true` stands
/// today.
///
/// One or several of these, separated by semicolons or line breaks:
///
/// | form | trusts |
/// |---|---|
/// | `pin:FILE` | what is in that file: a certificate, also with its chain, or several [pins](Pins) |
/// | `sha256:HEX` | the certificate or key with this SHA-256, as browsers and OpenSSL show it |
/// | `spki:HEX`, `sha256//BASE64` | the same, as written for keys; the latter by curl |
/// | `ca:FILE` | what the CAs in that file issued: PEM, DER, PKCS#7, or PFX without a password |
/// | `public` | what public CAs issued, by the roots bundled at build time (feature `webpki-roots`) |
/// | `system` | what the operating system trusts (feature `platform-verifier`) |
///
/// Several pins overlap while a certificate is renewed; a private CA can stand beside `public` or `system`. Pins and CAs
/// exclude each other, and so do `public` and `system`: the weaker one would decide.
///
/// This crate reads no files: the application resolves their names. White space around an item and after the colon is
/// left out; a name with a semicolon or a line break in it cannot be written.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let ca = Forge::tls("vb365.example.com").trust_anchor(&provider).to_pem();
/// use vb365_tls::trust::TrustSpec;
///
/// let spec: TrustSpec = "ca:/etc/ssl/private-ca.pem".parse()?;
/// // `|file| std::fs::read(file)` in an application.
/// let trust = spec.server_trust(|file| match file {
///     "/etc/ssl/private-ca.pem" => Ok(ca.clone().into_bytes()),
///     _ => Err(std::io::Error::from(std::io::ErrorKind::NotFound)),
/// })?;
///
/// let error = "insecure".parse::<TrustSpec>().unwrap_err();
/// assert!(error.to_string().starts_with("trust `insecure`: "));
/// # Ok::<(), vb365_tls::Error>(())
/// ```
///
/// `Display` writes it back. With the feature `serde` it is a text of this form or a list of them, and is written as a
/// list.
#[doc(alias = "insecure", alias = "danger_accept_invalid_certs")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustSpec(Vec<Item>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Pin(String),
    Hash(Fingerprint),
    Ca(String),
    Public,
    System,
}

/// What the items of a specification add up to.
struct Sum {
    pins: Pins,
    cas: Vec<Certificate>,
    has_public: bool,
    has_system: bool,
}

impl TrustSpec {
    /// The names of the files it needs, in the order given.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|item| match item {
            Item::Pin(file) | Item::Ca(file) => Some(file.as_str()),
            _ => None,
        })
    }

    /// These, and others besides.
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// The servers a client trusts; `read` gives the contents of a file.
    ///
    /// # Errors
    ///
    /// [`Error::TrustSpec`] for a file that cannot be read or holds nothing of use, for kinds that exclude each other, and
    /// for roots whose feature is off; it says which.
    pub fn server_trust<E: fmt::Display>(
        &self,
        read: impl FnMut(&str) -> Result<Vec<u8>, E>,
    ) -> Result<ServerTrust, Error> {
        let sum = self.sum(read)?;
        let trust = match (sum.has_public, sum.has_system) {
            _ if !sum.pins.is_empty() => return Ok(ServerTrust::pinned(sum.pins)),
            (false, false) => return ServerTrust::private_ca(&sum.cas),
            (true, _) => public()?,
            (_, true) => system()?,
        };
        if sum.cas.is_empty() {
            Ok(trust)
        } else {
            trust.with_extra_roots(&sum.cas)
        }
    }

    /// The clients a server trusts; `read` gives the contents of a file.
    ///
    /// # Errors
    ///
    /// As [`server_trust`](Self::server_trust), and for `public` and `system`: whoever has any public certificate would be
    /// let in.
    pub fn client_trust<E: fmt::Display>(
        &self,
        read: impl FnMut(&str) -> Result<Vec<u8>, E>,
    ) -> Result<ClientTrust, Error> {
        let sum = self.sum(read)?;
        if sum.has_public || sum.has_system {
            return Err(refused(&self.to_string(), TrustSpecError::PublicForClients));
        }
        if sum.pins.is_empty() {
            ClientTrust::private_ca(&sum.cas)
        } else {
            Ok(ClientTrust::pinned(sum.pins))
        }
    }

    fn sum<E: fmt::Display>(
        &self,
        mut read: impl FnMut(&str) -> Result<Vec<u8>, E>,
    ) -> Result<Sum, Error> {
        let mut sum = Sum {
            pins: Pins::new(),
            cas: Vec::new(),
            has_public: false,
            has_system: false,
        };
        for item in &self.0 {
            let about = |source| refused(&item.to_string(), source);
            let unread = |error: E| {
                about(TrustSpecError::File {
                    reason: error.to_string(),
                })
            };
            match item {
                Item::Pin(file) => {
                    let bytes = read(file).map_err(unread)?;
                    let pins = parse::pins(&bytes).map_err(about)?;
                    sum.pins = sum.pins.or(pins);
                }
                Item::Hash(hash) => sum.pins = sum.pins.or(*hash),
                Item::Ca(file) => {
                    let bytes = read(file).map_err(unread)?;
                    let found = ca_file::cas(&bytes).map_err(about)?;
                    let roots = Roots::of_certificates(&found);
                    roots.map_err(|error| about(ca_file::contents(error)))?;
                    sum.cas.extend(found);
                }
                Item::Public => sum.has_public = true,
                Item::System => sum.has_system = true,
            }
            let limit = sum.pins.within_limit();
            limit.map_err(|error| about(ca_file::contents(error)))?;
        }
        let has_roots = !sum.cas.is_empty() || sum.has_public || sum.has_system;
        if has_roots && !sum.pins.is_empty() {
            return Err(refused(&self.to_string(), TrustSpecError::PinsAndCas));
        }
        if sum.has_public && sum.has_system {
            return Err(refused(&self.to_string(), TrustSpecError::PublicAndSystem));
        }
        Ok(sum)
    }
}

#[cfg(feature = "webpki-roots")]
#[allow(
    clippy::unnecessary_wraps,
    reason = "it fails where the feature is off"
)]
fn public() -> Result<ServerTrust, Error> {
    Ok(ServerTrust::web_roots())
}

#[cfg(not(feature = "webpki-roots"))]
fn public() -> Result<ServerTrust, Error> {
    Err(refused("public", TrustSpecError::PublicWithoutFeature))
}

#[cfg(feature = "platform-verifier")]
#[allow(
    clippy::unnecessary_wraps,
    reason = "it fails where the feature is off"
)]
fn system() -> Result<ServerTrust, Error> {
    Ok(ServerTrust::platform())
}

#[cfg(not(feature = "platform-verifier"))]
fn system() -> Result<ServerTrust, Error> {
    Err(refused("system", TrustSpecError::SystemWithoutFeature))
}

impl FromStr for TrustSpec {
    type Err = Error;

    /// # Errors
    ///
    /// [`Error::TrustSpec`] for the first item that has none of the [forms](Self), and if there is none.
    fn from_str(text: &str) -> Result<Self, Error> {
        let items = text.split([';', '\n']).map(str::trim);
        let items = items.filter(|item| !item.is_empty()).map(item);
        let items: Vec<Item> = items.collect::<Result<_, _>>()?;
        if items.is_empty() {
            return Err(refused(text, TrustSpecError::Empty));
        }
        Ok(Self(items))
    }
}

fn item(text: &str) -> Result<Item, Error> {
    let (kind, value) = match text.strip_prefix("sha256//") {
        Some(base64) => ("sha256", base64),
        None => text.split_once(':').unwrap_or((text, "")),
    };
    match (kind, value.trim_start()) {
        ("public", _) if kind == text => Ok(Item::Public),
        ("system", _) if kind == text => Ok(Item::System),
        ("pin", file) if !file.is_empty() => Ok(Item::Pin(file.into())),
        ("ca", file) if !file.is_empty() => Ok(Item::Ca(file.into())),
        ("sha256" | "spki", hash) if kind != text => match hash.parse() {
            Ok(hash) => Ok(Item::Hash(hash)),
            Err(_) if is_thumbprint(hash) => Err(refused(text, TrustSpecError::Thumbprint)),
            Err(error) => Err(refused(&excerpt(text), TrustSpecError::Fingerprint(error))),
        },
        ("sha1" | "thumbprint", hash) if is_thumbprint(hash) => {
            Err(refused(text, TrustSpecError::Thumbprint))
        }
        _ => Err(refused(&excerpt(text), what_else(text))),
    }
}

/// What was meant, perhaps.
fn what_else(text: &str) -> TrustSpecError {
    if text.starts_with("-----BEGIN") {
        return TrustSpecError::FileContents;
    }
    if text.parse::<Fingerprint>().is_ok() {
        return TrustSpecError::HashAlone;
    }
    if is_thumbprint(text) {
        return TrustSpecError::Thumbprint;
    }
    TrustSpecError::Unrecognized
}

fn is_thumbprint(text: &str) -> bool {
    text.parse::<Thumbprint>().is_ok()
}

/// What is not one of the forms may be anything, even a private key: of a long text, too little is told to be of use.
fn excerpt(text: &str) -> String {
    /// A SHA-256 in hexadecimal with colons, and a word before it.
    const LONGEST: usize = 110;
    const TOLD: usize = 10;
    if text.len() <= LONGEST {
        return text.into();
    }
    let beginning: String = text.chars().take(TOLD).collect();
    format!("{beginning}…")
}

fn refused(item: &str, source: TrustSpecError) -> Error {
    Error::TrustSpec {
        item: item.into(),
        source,
    }
}

impl fmt::Display for TrustSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items: Vec<_> = self.0.iter().map(Item::to_string).collect();
        f.write_str(&items.join(";"))
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pin(file) => write!(f, "pin:{file}"),
            Self::Hash(hash) => write!(f, "sha256:{hash}"),
            Self::Ca(file) => write!(f, "ca:{file}"),
            Self::Public => f.write_str("public"),
            Self::System => f.write_str("system"),
        }
    }
}
