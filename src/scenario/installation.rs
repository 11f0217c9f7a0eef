//! Where the certificate of a scenario is installed.

use std::fmt;

use super::Fact;

/// A store of certificates in Windows.
///
/// ```
/// use vb365_tls::scenario::{ScenarioId, Store};
///
/// let store = ScenarioId::BackupProxy.installation().store.fact.value();
/// assert_eq!(store, Some(Store::TrustedRoot));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Store {
    /// *Personal*, `My` for programs.
    Personal,
    /// *Trusted Root Certification Authorities*, `Root` for programs.
    TrustedRoot,
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Personal => "Personal",
            Self::TrustedRoot => "Trusted Root Certification Authorities",
        })
    }
}

/// Whether the product makes the certificate itself.
///
/// ```
/// use vb365_tls::scenario::{Generation, ScenarioId};
///
/// let generation = ScenarioId::RestApi.installation().generation.fact.value();
/// assert_eq!(generation, Some(Generation::OnDemand));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Generation {
    /// It takes one of the store or of a file only.
    Never,
    /// Where the wizard is asked to.
    OnDemand,
    /// Where the wizard is asked to, and it registers the certificate in Microsoft Entra as well.
    OnDemandAndRegistered,
    /// When the product is installed, and again where the wizard is asked to.
    AtInstallation,
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => "no, it is picked from the store or read from a PFX file",
            Self::OnDemand => "yes, self-signed",
            Self::OnDemandAndRegistered => {
                "yes, self-signed; the product registers it in Microsoft Entra"
            }
            Self::AtInstallation => {
                "yes, self-signed; the product makes one when it is installed, too"
            }
        })
    }
}

/// Something known, and where it can be read.
///
/// An inferred fact has the address of what it follows from.
///
/// ```
/// use vb365_tls::scenario::ScenarioId;
///
/// let location = ScenarioId::RestApi.installation().location;
/// println!("{location}, see {}", location.source);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Sourced<T> {
    /// What is known.
    pub fact: Fact<T>,
    /// The address of the page.
    pub source: &'static str,
}

impl<T> Sourced<T> {
    pub(super) const fn documented(value: T, source: &'static str) -> Self {
        Self {
            fact: Fact::Documented(value),
            source,
        }
    }

    pub(super) const fn inferred(value: T, source: &'static str) -> Self {
        Self {
            fact: Fact::Inferred(value),
            source,
        }
    }
}

impl<T: fmt::Display> fmt::Display for Sourced<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fact.fmt(f)
    }
}

/// Where the certificate of a scenario is installed, and what has to be done besides.
///
/// These are facts of the documentation of 8.3 to 8.5. Every scenario takes a certificate from a PFX file, too, whose
/// password is optional.
///
/// ```
/// use vb365_tls::scenario::{Fact, Generation, ScenarioId, Store};
///
/// let proxy = ScenarioId::BackupProxy.installation();
/// assert_eq!(proxy.store.fact, Fact::Documented(Store::TrustedRoot));
/// assert_eq!(proxy.generation.fact, Fact::Documented(Generation::AtInstallation));
///
/// let rest_api = ScenarioId::RestApi.installation();
/// assert_eq!(
///     rest_api.sentence(),
///     "Install the certificate under General Options > REST API, \
///      or with `Set-VBORestAPISettings`."
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Installation {
    /// The machine whose store and dialog these are.
    pub machine: Sourced<&'static str>,
    /// The store the certificate has to be in where it is picked from one.
    pub store: Sourced<Store>,
    /// Of which account the store is, as Windows calls it.
    pub location: Sourced<&'static str>,
    /// Whether the private key has to be exportable, in the store and as it is imported from a PFX file.
    pub exportable: Sourced<bool>,
    /// Whether the product can make the certificate.
    pub generation: Sourced<Generation>,
    /// The dialogs it is installed in.
    pub dialogs: &'static [Sourced<&'static str>],
    /// The cmdlets of PowerShell that install it; there may be none.
    pub cmdlets: &'static [Sourced<&'static str>],
    /// What has to be done or known besides, each a sentence without its full stop.
    pub besides: &'static [Sourced<&'static str>],
    pub(super) sentence: &'static str,
}

impl Installation {
    /// What to do with a certificate once it is there, in one sentence with the place and the command.
    ///
    /// It is the end of each remedy that asks for another certificate or another file.
    pub const fn sentence(&self) -> &'static str {
        self.sentence
    }
}

/// Where Veeam's own scripts look, and of which server the wizard speaks.
pub(super) const LOCAL_MACHINE: Sourced<&str> =
    Sourced::inferred("LocalMachine", "https://github.com/VeeamHub/powershell");

/// The machine of the console.
pub(super) const fn server(source: &'static str) -> Sourced<&'static str> {
    Sourced::documented("the Veeam Backup for Microsoft 365 server", source)
}

/// The private key has to be exportable wherever the documentation tells how to install.
pub(super) const fn must_be_exportable(source: &'static str) -> Sourced<bool> {
    Sourced::documented(true, source)
}
