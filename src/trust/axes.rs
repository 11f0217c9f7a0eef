//! What is checked besides trust; each axis on its own, as VB365 itself has three switches for on-premises servers.
//! <https://helpcenter.veeam.com/docs/vbo365/powershell/vboonpremconnectionsettings.html>

use crate::error::{Error, Unsupported};
use crate::profile::Verification;

/// Where the name of the server is looked for.
///
/// ```
/// use vb365_tls::trust::{NameCheck, ServerTrust};
///
/// fn lenient(trust: ServerTrust) -> ServerTrust {
///     trust.dangerous().with_name_check(NameCheck::SubjectAltNameThenCommonName)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameCheck {
    /// In the subject alternative name only, RFC 9525. The default for paths.
    SubjectAltName,
    /// In the common name, if the subject alternative name holds no DNS name and no address. On a path, every CA has to
    /// be allowed to certify it, as its name constraints say (RFC 5280 section 4.2.1.10) and as OpenSSL does it.
    SubjectAltNameThenCommonName,
    /// Nowhere. The default for pins, where the certificate itself is known.
    Ignored,
}

/// Whether the dates of the certificate count.
///
/// ```
/// use vb365_tls::trust::{ValidityCheck, ServerTrust};
///
/// fn lenient(trust: ServerTrust) -> ServerTrust {
///     trust.dangerous().with_validity_check(ValidityCheck::Ignored)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValidityCheck {
    /// They do. The default.
    Enforced,
    /// They do not. On a path there still has to be a moment at which all certificates presented were valid. Those of
    /// CRLs count all the same.
    Ignored,
}

/// Whether the extended key usage of the certificate counts.
///
/// ```
/// use vb365_tls::trust::{PurposeCheck, ServerTrust};
///
/// fn lenient(trust: ServerTrust) -> ServerTrust {
///     trust.dangerous().with_purpose_check(PurposeCheck::IfPresent)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PurposeCheck {
    /// The extension has to be there, with the purpose.
    Required,
    /// The purpose has to be there if the extension is. The default for paths.
    IfPresent,
    /// It does not. The default for pins; rustls cannot build paths this way.
    Ignored,
}

/// The limit itself, if it can be kept.
pub(super) fn depth(most: usize) -> Result<usize, Error> {
    if most <= MOST_INTERMEDIATES {
        return Ok(most);
    }
    let (limit, asked) = (MOST_INTERMEDIATES, most);
    Err(Unsupported::PathLength { limit, asked }.into())
}

/// The axes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axes {
    pub(crate) name: NameCheck,
    pub(crate) validity: ValidityCheck,
    pub(crate) purpose: PurposeCheck,
    /// The most intermediates a path may have.
    pub(crate) depth: usize,
}

/// As many intermediates as rustls-webpki follows.
pub(crate) const MOST_INTERMEDIATES: usize = 6;

impl Axes {
    pub(crate) const BY_PATH: Self = Self {
        name: NameCheck::SubjectAltName,
        validity: ValidityCheck::Enforced,
        purpose: PurposeCheck::IfPresent,
        depth: MOST_INTERMEDIATES,
    };

    pub(crate) const BY_PIN: Self = Self {
        name: NameCheck::Ignored,
        purpose: PurposeCheck::Ignored,
        ..Self::BY_PATH
    };

    /// Those of a peer that verifies this way, unless it says otherwise.
    pub(crate) const fn of(verification: Verification) -> Self {
        match verification {
            Verification::ByPath => Self::BY_PATH,
            Verification::ByPin => Self::BY_PIN,
        }
    }
}
