//! As much of a URL as an HTTPS client needs, RFC 3986.

use std::fmt;
use std::str::FromStr;

use vb365_tls::address::Address;

/// RFC 9110 section 4.2.2.
pub(crate) const DEFAULT_PORT: u16 = 443;

#[derive(Clone)]
pub(crate) struct Url {
    pub(crate) address: Address,
    /// With the query, without the fragment.
    pub(crate) path: String,
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}{}", self.address, self.path)
    }
}

impl FromStr for Url {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest = match text.split_at_checked("https://".len()) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https://") => rest,
            _ => return Err("only https:// is spoken".into()),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        if authority.contains('@') {
            return Err("a user name or password in the URL is not supported".into());
        }
        let address = authority.parse().map_err(|error| format!("{error}"))?;
        let path = rest.split('#').next().unwrap_or_default();
        if !path.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(
                "only visible ASCII may follow the host; write anything else as %XX".into(),
            );
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self {
            address,
            path: format!("{slash}{path}"),
        })
    }
}
