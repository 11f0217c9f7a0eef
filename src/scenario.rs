//! The certificate usage scenarios of the product as types.
//!
//! Each row of the product's table
//! (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_ssl_usage_scenarios.html>) is a type that holds what is
//! particular to one installation, such as an address, and names what holds for all: a
//! [`Profile`](UsageScenario::PROFILE), the demands on the certificate, and a [role], what can be done with it.
//!
//! | type | the certificate | as installed on |
//! |---|---|---|
//! | [`OrganizationManagement`] | signs assertions for Microsoft Entra | |
//! | [`BackupApplication`] | signs assertions for Microsoft Entra | |
//! | [`BackupProxy`] | is shared by both ends of a connection | 9193 and 9191 |
//! | [`RestApi`] | is presented by a server | 4443 |
//! | [`RestApiOnSeparateMachine`] | is presented by a server | 4443 |
//! | [`RestorePortal`] | signs assertions; HTTPS uses that of [`RestApi`] | 4443 |
//! | [`RestoreOperatorAuthentication`] | is presented by a server | 9194 |
//! | [`TenantAuthentication`] | is presented by a server | 9194 |
//!
//! The table of the product was last seen for 8.3; the six certificates its documentation lists today are
//! [`OverviewCertificate`]. Where each is installed is in [`ScenarioId::installation`].
//!
//! What speaks on 9191, 9193 and 9194 is internal to the product and not public. Configurations for these scenarios
//! make the same trust decision; they do not claim to talk to the product. How much is known about each connection is
//! in [`ScenarioId::links`].
//!
//! ```
//! use vb365_tls::scenario::{RestApi, Scenario, ScenarioId};
//!
//! let rest_api = RestApi::at("vb365.example.com:4443")?;
//! let scenario = Scenario::from(rest_api);
//! assert_eq!(scenario.id(), ScenarioId::RestApi);
//! assert_eq!(
//!     scenario.addresses()[0].to_string(),
//!     "vb365.example.com:4443"
//! );
//! # Ok::<(), vb365_tls::error::ParseError>(())
//! ```

mod backup_application;
mod backup_proxy;
mod cloud;
mod custom;
mod entra;
mod entra_scenario;
mod id;
mod installation;
mod link;
mod one_or_more;
mod organization_management;
mod overview;
mod rest_api;
mod rest_api_on_separate_machine;
mod restore_operator_authentication;
mod restore_portal;
pub mod role;
mod tenant_authentication;

pub use backup_application::BackupApplication;
pub use backup_proxy::BackupProxy;
pub use cloud::Cloud;
pub use custom::{CustomScenario, TypedScenario};
pub use entra::{ApplicationId, ObjectId, TenantId};
pub use entra_scenario::EntraScenario;
pub use id::ScenarioId;
pub use installation::{Generation, Installation, Sourced, Store};
pub use link::{Fact, Link, Party};
pub use organization_management::OrganizationManagement;
pub use overview::{OverviewCertificate, Reference};
pub use rest_api::RestApi;
pub use rest_api_on_separate_machine::RestApiOnSeparateMachine;
pub use restore_operator_authentication::RestoreOperatorAuthentication;
pub use restore_portal::RestorePortal;
pub use tenant_authentication::TenantAuthentication;

use std::borrow::Cow;

use crate::address::Address;
use crate::profile::Profile;

/// A use of a certificate: what is asked of it, and what it can then do.
///
/// The eight scenarios of the product implement it, and so can a type of yours:
///
/// ```
/// use vb365_tls::address::Address;
/// use vb365_tls::profile::Profile;
/// use vb365_tls::scenario::{UsageScenario, role};
///
/// struct Metrics(Address);
///
/// impl UsageScenario for Metrics {
///     type Role = role::TlsServer;
///     const PROFILE: &'static Profile =
///         &Profile::tls_server("metrics", "Scraping metrics", &[]);
///
///     fn addresses(&self) -> Vec<Address> {
///         vec![self.0.clone()]
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a certificate usage scenario",
    label = "expected a scenario such as `RestApi` or `BackupProxy`",
    note = "the scenarios of the product are in `vb365_tls::scenario`; a type of your own becomes one with \
            `impl UsageScenario`, which needs a role and a profile"
)]
pub trait UsageScenario {
    /// What can be done with the certificate.
    type Role: role::Role;

    /// What is asked of the certificate. It [acts as](Profile::acts_as) what the role says; anything else does not
    /// compile.
    const PROFILE: &'static Profile;

    /// Where the certificate is installed, if it is one of the product: remedies end with it.
    const INSTALLATION: Option<&'static Installation> = None;

    /// The reference identifiers (RFC 9525) the certificate has to carry; none unless a scenario says otherwise.
    fn addresses(&self) -> Vec<Address> {
        Vec::new()
    }

    /// Where the profile is one of each value, and not of the type.
    #[doc(hidden)]
    fn own_profile(&self, _: Ours) -> Cow<'static, Profile> {
        Cow::Borrowed(Self::PROFILE)
    }
}

mod ours {
    /// What nobody else can name, nobody else can take: a profile could contradict the role.
    #[allow(unnameable_types, reason = "that is its purpose")]
    #[derive(Clone, Copy, Debug)]
    pub struct Ours(());

    impl Ours {
        pub(super) const fn new() -> Self {
            Self(())
        }
    }
}

use ours::Ours;

/// The profile of a scenario, held against its role while the program is compiled.
pub(crate) fn profile_of<S: UsageScenario>(scenario: &S) -> Cow<'static, Profile> {
    const {
        assert!(
            S::PROFILE.acts_as as u8 == <S::Role as role::Role>::ACTS_AS as u8,
            "the profile of the scenario acts as something else than its role says"
        );
    }
    scenario.own_profile(Ours::new())
}

/// What a verdict needs to know: every [`UsageScenario`], the enums [`Scenario`] and [`ScenarioId`], and a
/// [`CustomScenario`] can tell.
///
/// ```
/// use vb365_tls::scenario::{AnyScenario, RestApi, ScenarioId};
///
/// let (profile, addresses) = RestApi::at("vb365.example.com")?.demands();
/// assert_eq!((&*profile.id, addresses.len()), ("rest-api", 1));
/// let (profile, addresses) = ScenarioId::RestApi.demands();
/// assert_eq!((&*profile.id, addresses.len()), ("rest-api", 0));
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
pub trait AnyScenario {
    /// The profile, and the addresses the certificate has to carry.
    fn demands(&self) -> (Cow<'static, Profile>, Vec<Address>);

    /// Where the certificate is installed, if it is one of the product.
    fn installation(&self) -> Option<&'static Installation> {
        None
    }
}

impl<S: UsageScenario> AnyScenario for S {
    fn demands(&self) -> (Cow<'static, Profile>, Vec<Address>) {
        (profile_of(self), self.addresses())
    }

    fn installation(&self) -> Option<&'static Installation> {
        S::INSTALLATION
    }
}

/// A scenario of the product, wherever its service is found: no address is known that names could be compared with.
impl AnyScenario for ScenarioId {
    fn demands(&self) -> (Cow<'static, Profile>, Vec<Address>) {
        (Cow::Borrowed(self.profile()), Vec::new())
    }

    fn installation(&self) -> Option<&'static Installation> {
        Some((*self).installation())
    }
}

impl AnyScenario for Scenario {
    fn demands(&self) -> (Cow<'static, Profile>, Vec<Address>) {
        (Cow::Borrowed(self.profile()), self.addresses())
    }

    fn installation(&self) -> Option<&'static Installation> {
        Some(self.id().installation())
    }
}

macro_rules! scenarios {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// Any of the eight scenarios, for tools and configuration files.
        ///
        /// Serialized with the name of the scenario beside its fields:
        ///
        /// ```
        /// # #[cfg(feature = "serde")] {
        /// use vb365_tls::scenario::Scenario;
        ///
        /// let text = r#"{"scenario":"rest-api","addresses":["vb365.example.com:4443"]}"#;
        /// let scenario: Scenario = serde_json::from_str(text)?;
        /// assert_eq!(serde_json::to_string(&scenario)?, text);
        /// # }
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(tag = "scenario", rename_all = "kebab-case"))]
        #[non_exhaustive]
        pub enum Scenario {
            $($(#[$doc])* $name($name),)+
        }

        impl Scenario {
            /// Its name.
            pub const fn id(&self) -> ScenarioId {
                match self {
                    $(Self::$name(_) => ScenarioId::$name,)+
                }
            }

            /// What is asked of the certificate.
            pub const fn profile(&self) -> &'static Profile {
                self.id().profile()
            }

            /// The reference identifiers the certificate has to carry.
            pub fn addresses(&self) -> Vec<Address> {
                match self {
                    $(Self::$name(scenario) => scenario.addresses(),)+
                }
            }
        }

        $(impl From<$name> for Scenario {
            fn from(scenario: $name) -> Self {
                Self::$name(scenario)
            }
        })+
    };
}

scenarios! {
    /// Managing an organization: adding it.
    OrganizationManagement,
    /// Managing an organization: its backup applications.
    BackupApplication,
    /// The link to backup proxies in a workgroup.
    BackupProxy,
    /// The REST API on the server.
    RestApi,
    /// The REST API on a machine of its own.
    RestApiOnSeparateMachine,
    /// The Restore Portal.
    RestorePortal,
    /// The service restore operators are authenticated by.
    RestoreOperatorAuthentication,
    /// The service tenants are authenticated by.
    TenantAuthentication,
}
