//! The Microsoft clouds an organization can live in.

use std::fmt;
use std::str::FromStr;

use crate::parse_error::{ParseError, nearest, string_form};

/// A Microsoft cloud; every address of the sign-in and of Graph follows from it.
///
/// ```
/// use vb365_tls::scenario::Cloud;
///
/// let cloud: Cloud = "china".parse()?;
/// assert_eq!(cloud.login_host(), "login.partner.microsoftonline.cn");
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
///
/// The hosts are Microsoft's; which hosts the product itself uses for the two government regions is not public, and
/// its list of ports names only the worldwide cloud and China
/// (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
#[non_exhaustive]
pub enum Cloud {
    /// The public cloud, which also serves GCC.
    #[default]
    Worldwide,
    /// Microsoft Cloud for US Government, GCC High (L4).
    UsGovernment,
    /// Microsoft Cloud for US Government, Department of Defense (L5).
    UsDefence,
    /// Microsoft 365 operated by 21Vianet.
    China,
}

impl Cloud {
    /// Every cloud.
    pub const ALL: &'static [Self] = &[
        Self::Worldwide,
        Self::UsGovernment,
        Self::UsDefence,
        Self::China,
    ];

    /// The name in kebab case, as in `--cloud` of `vb365-cert`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worldwide => "worldwide",
            Self::UsGovernment => "us-government",
            Self::UsDefence => "us-defence",
            Self::China => "china",
        }
    }

    /// The region as the product's REST API spells it.
    pub const fn region(self) -> &'static str {
        match self {
            Self::Worldwide => "Worldwide",
            Self::UsGovernment => "USGovernment",
            Self::UsDefence => "USDefence",
            Self::China => "China",
        }
    }

    /// Other names of the clouds, in lower case without hyphens, spaces and underscores: the regions of the product's REST API,
    /// what Microsoft calls its environments, and how they are spelled in the United States.
    /// <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>
    const OTHER_NAMES: &'static [(&'static str, Self)] = &[
        ("azurecloud", Self::Worldwide),
        ("azurepublic", Self::Worldwide),
        ("gcc", Self::Worldwide),
        ("global", Self::Worldwide),
        ("public", Self::Worldwide),
        ("azureusgovernment", Self::UsGovernment),
        ("gcchigh", Self::UsGovernment),
        ("usgov", Self::UsGovernment),
        ("dod", Self::UsDefence),
        ("usdefense", Self::UsDefence),
        ("usdod", Self::UsDefence),
        ("21vianet", Self::China),
        ("azurechinacloud", Self::China),
        ("gallatin", Self::China),
    ];

    /// The host of the Microsoft Entra token endpoint.
    ///
    /// Source: <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>.
    pub const fn login_host(self) -> &'static str {
        match self {
            Self::Worldwide => "login.microsoftonline.com",
            Self::UsGovernment | Self::UsDefence => "login.microsoftonline.us",
            Self::China => "login.partner.microsoftonline.cn",
        }
    }

    /// The host of Microsoft Graph.
    ///
    /// Source: <https://learn.microsoft.com/graph/deployments>.
    pub const fn graph_host(self) -> &'static str {
        match self {
            Self::Worldwide => "graph.microsoft.com",
            Self::UsGovernment => "graph.microsoft.us",
            Self::UsDefence => "dod-graph.microsoft.us",
            Self::China => "microsoftgraph.chinacloudapi.cn",
        }
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Cloud {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] with the clouds there are; `germany` is refused with the reason.
    ///
    /// ```
    /// use vb365_tls::scenario::Cloud;
    ///
    /// assert_eq!("USGovernment".parse(), Ok(Cloud::UsGovernment));
    /// assert_eq!("GCC High".parse(), Ok(Cloud::UsGovernment));
    /// assert_eq!("DoD".parse(), Ok(Cloud::UsDefence));
    /// assert_eq!("GCC".parse(), Ok(Cloud::Worldwide));
    /// ```
    fn from_str(text: &str) -> Result<Self, ParseError> {
        // https://helpcenter.veeam.com/docs/vbo365/guide/germany.html
        if text.eq_ignore_ascii_case("germany") {
            return Err(ParseError::new(
                text,
                "is not a cloud a certificate can sign in to: Microsoft closed it in 2021, and the product supports no \
                 organizations with app-only authentication there",
            ));
        }
        let name = plain(text);
        if let Some(cloud) = Self::of_plain(&name) {
            return Ok(cloud);
        }
        let names = Self::ALL.iter().map(|cloud| cloud.as_str());
        let others = Self::OTHER_NAMES.iter().map(|(other, _)| *other);
        let meant = nearest(&name, names.chain(others));
        let reason = match meant.and_then(|meant| Self::of_plain(&plain(meant))) {
            Some(cloud) => format!("is not a cloud; did you mean `{cloud}`?"),
            None => "is not a cloud; one of worldwide, us-government, us-defence, china is".into(),
        };
        Err(ParseError::new(text, reason))
    }
}

impl Cloud {
    fn of_plain(name: &str) -> Option<Self> {
        let known = Self::ALL.iter().find(|cloud| plain(cloud.as_str()) == name);
        let other = || Self::OTHER_NAMES.iter().find(|(other, _)| *other == name);
        known.or_else(|| other().map(|(_, cloud)| cloud)).copied()
    }
}

/// In lower case, and without what separates words.
fn plain(name: &str) -> String {
    let separates = |it: &char| matches!(it, '-' | '_' | ' ');
    let letters = name.chars().filter(|it| !separates(it));
    letters
        .take(LONGEST_NAME)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Names have fewer characters.
const LONGEST_NAME: usize = 32;

string_form!(Cloud);
