//! Scenarios of other services, read while the program runs.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::role::Role;
use super::{AnyScenario, Ours, UsageScenario};
use crate::address::Address;
use crate::error::{Error, Unsupported};
use crate::profile::{ActsAs, Profile};

/// A use of a certificate that is not a type of its own: a profile, as from a file, and the addresses of one
/// installation.
///
/// It is [checked](crate::check()) like any other. What it can be used for is known when the program runs only, so
/// [`with_role`](Self::with_role) leads to what a [`Credential`](crate::Credential) takes.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let identity = Forge::tls("*.example.com").identity(&provider);
/// # let context = vb365_tls::Context::fixed(provider, Forge::now());
/// use vb365_tls::Credential;
/// use vb365_tls::scenario::{CustomScenario, role};
///
/// let metrics: CustomScenario = serde_json::from_str(r#"{
///     "profile": {
///         "id": "metrics", "title": "Scraping metrics", "acts-as": "tls-server",
///         "words": [{"demand": "wildcard", "requirement": "must-not",
///                    "basis": "documented", "source": "our handbook"}]
///     },
///     "addresses": ["metrics.example.com"]
/// }"#)?;
/// let metrics = metrics.with_role::<role::TlsServer>()?;
/// let rejected = Credential::accept(metrics, identity, &context).unwrap_err();
/// let findings = rejected.report().errors();
/// let errors = findings.map(|it| (it.rule.as_str(), it.citation.as_ref()));
/// let errors: Vec<_> = errors.collect();
/// assert_eq!(errors, [("wildcard-in-name", "our handbook")]);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct CustomScenario {
    profile: Profile,
    #[cfg_attr(feature = "serde", serde(default))]
    addresses: Vec<Address>,
}

impl CustomScenario {
    /// The scenario of a service with this profile, where clients find it at these addresses.
    pub const fn new(profile: Profile, addresses: Vec<Address>) -> Self {
        Self { profile, addresses }
    }

    /// What is asked of the certificate.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The reference identifiers the certificate has to carry.
    pub fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// The same scenario where the program says what it uses the certificate for.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if the profile says otherwise: rules for a signer of assertions would let through what no client of
    /// a server takes.
    pub fn with_role<R: Role>(self) -> Result<TypedScenario<R>, Error> {
        if self.profile.acts_as != R::ACTS_AS {
            return Err(Error::Unsupported(Unsupported::OtherRole {
                profile: self.profile.id.into_owned(),
                acts_as: self.profile.acts_as,
                role: R::ACTS_AS,
            }));
        }
        Ok(TypedScenario {
            scenario: self,
            role: PhantomData,
        })
    }
}

impl AnyScenario for CustomScenario {
    fn demands(&self) -> (Cow<'static, Profile>, Vec<Address>) {
        (Cow::Owned(self.profile.clone()), self.addresses.clone())
    }
}

/// A [`CustomScenario`] of a known role.
///
/// ```
/// use vb365_tls::profile::Profile;
/// use vb365_tls::scenario::{CustomScenario, TypedScenario, role};
///
/// let profile = Profile::tls_server("metrics", "Scraping metrics", &[]);
/// let metrics = CustomScenario::new(profile, vec!["metrics.example.com".parse()?]);
/// let metrics: TypedScenario<role::TlsServer> = metrics.with_role()?;
/// assert_eq!(metrics.scenario().addresses().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedScenario<R> {
    scenario: CustomScenario,
    role: PhantomData<fn() -> R>,
}

impl<R> TypedScenario<R> {
    /// The scenario, with its profile and addresses.
    pub const fn scenario(&self) -> &CustomScenario {
        &self.scenario
    }
}

impl<R: Role> UsageScenario for TypedScenario<R> {
    type Role = R;

    /// What holds for every profile of this role; the scenario has one of its own.
    const PROFILE: &'static Profile = match R::ACTS_AS {
        ActsAs::TlsServer => &Profile::tls_server("custom", "Serving", &[]),
        ActsAs::TlsClient => &Profile::tls_client("custom", "Connecting", &[]),
        ActsAs::TlsPeer => &Profile::tls_peer("custom", "Serving and connecting", &[]),
        ActsAs::AssertionSigner => &Profile::assertion_signer("custom", "Signing assertions", &[]),
    };

    fn addresses(&self) -> Vec<Address> {
        self.scenario.addresses.clone()
    }

    fn own_profile(&self, _: Ours) -> Cow<'static, Profile> {
        Cow::Owned(self.scenario.profile.clone())
    }
}
