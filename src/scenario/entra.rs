//! Names of tenants, applications and other objects in Microsoft Entra.

use std::fmt;
use std::str::FromStr;

use crate::address::Host;
use crate::parse_error::{ParseError, string_form};

/// A tenant of Microsoft Entra: its id (a GUID) or one of its verified domains, in lower case.
///
/// The placeholders `common`, `organizations` and `consumers` are refused: an application signing in as itself signs
/// in to one tenant (<https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>).
///
/// ```
/// use vb365_tls::scenario::TenantId;
///
/// let tenant: TenantId = "Contoso.onmicrosoft.com".parse()?;
/// assert_eq!(tenant.as_str(), "contoso.onmicrosoft.com");
/// assert!("common".parse::<TenantId>().is_err());
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct TenantId(String);

impl TenantId {
    /// The GUID or the domain, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TenantId {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] if the text is neither a GUID nor a domain, or a placeholder for several tenants.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let name = text.to_ascii_lowercase();
        if ["common", "organizations", "consumers"].contains(&name.as_str()) {
            return Err(ParseError::new(
                text,
                "stands for many tenants; an application signs in to one, so give its GUID or a verified domain",
            )
            .breaking("tenant-not-specific"));
        }
        if is_guid(&name) {
            return Ok(Self(name));
        }
        let host: Option<Host> = name.parse().ok();
        let domain = host.as_ref().and_then(Host::as_dns);
        match domain.filter(|domain| domain.contains('.')) {
            Some(domain) => Ok(Self(domain.to_owned())),
            None => Err(ParseError::new(
                text,
                "is not a tenant: neither a GUID nor a domain such as contoso.onmicrosoft.com",
            )),
        }
    }
}

/// The application (client) id of an application in Microsoft Entra: a GUID, in lower case.
///
/// ```
/// use vb365_tls::scenario::ApplicationId;
///
/// let application: ApplicationId = "6731DE76-14A6-49AE-97BC-6EBA6914391E".parse()?;
/// assert_eq!(application.to_string(), "6731de76-14a6-49ae-97bc-6eba6914391e");
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct ApplicationId(String);

impl ApplicationId {
    /// The GUID, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ApplicationId {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] if the text is not a GUID in the form `8-4-4-4-12`.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        guid(text).map(Self).ok_or_else(|| {
            ParseError::new(
                text,
                "is not an application id: a GUID such as 6731de76-14a6-49ae-97bc-6eba6914391e",
            )
        })
    }
}

/// The object id of an application or a service principal in Microsoft Entra, which is not its application id: a GUID,
/// in lower case.
///
/// Microsoft Graph addresses objects by it (<https://learn.microsoft.com/graph/api/resources/application>).
///
/// ```
/// use vb365_tls::scenario::ObjectId;
///
/// let object: ObjectId = "FB5A4D6B-7B9F-4D8C-9C6B-7F0D2C1E5A34".parse()?;
/// assert_eq!(object.as_str(), "fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34");
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct ObjectId(String);

impl ObjectId {
    /// The GUID, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ObjectId {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] if the text is not a GUID in the form `8-4-4-4-12`.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        guid(text).map(Self).ok_or_else(|| {
            ParseError::new(
                text,
                "is not an object id: a GUID such as fb5a4d6b-7b9f-4d8c-9c6b-7f0d2c1e5a34",
            )
        })
    }
}

/// The GUID in lower case; `None` if it is none.
fn guid(text: &str) -> Option<String> {
    let id = text.to_ascii_lowercase();
    is_guid(&id).then_some(id)
}

fn is_guid(text: &str) -> bool {
    let mut groups = text.split('-');
    let lengths_fit = [8, 4, 4, 4, 12].iter().all(|&length| {
        groups.next().is_some_and(|group| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    });
    lengths_fit && groups.next().is_none()
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ApplicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

string_form!(TenantId, ApplicationId, ObjectId);
