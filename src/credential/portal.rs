//! Whether the certificate of the REST API serves the Restore Portal too.

use super::{Credential, Exhibit};
use crate::address::Address;
use crate::report::Report;
use crate::rule::{self, CheckInput, PrivateKey};
use crate::scenario::{RestApi, RestApiOnSeparateMachine, RestorePortal, UsageScenario};

impl Credential<RestApi> {
    /// Checks whether the REST API with this certificate can serve the portal at its address: by the [rules across an
    /// installation](crate::rule::DEPLOYMENT).
    ///
    /// The portal has two certificates. The one of `Credential<RestorePortal>` signs, and its names do not matter; this
    /// one is what browsers see. How they verify is taken to be what it was [accepted](Credential::report) with.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let identity = Forge::tls("vb365.example.com").identity(&provider);
    /// # let context = vb365_tls::Context::fixed(provider, Forge::now());
    /// use vb365_tls::Credential;
    /// use vb365_tls::scenario::{Cloud, RestApi, RestorePortal};
    ///
    /// let rest_api = RestApi::at("vb365.example.com")?;
    /// let rest_api = Credential::accept(rest_api, identity, &context)?;
    /// let portal = RestorePortal::at(
    ///     Cloud::Worldwide,
    ///     "contoso.onmicrosoft.com",
    ///     "6731de76-14a6-49ae-97bc-6eba6914391e",
    ///     "portal.example.com:443",
    /// )?;
    /// let report = rest_api.check_portal(&portal);
    /// let rules: Vec<_> = report.errors().map(|finding| finding.rule.as_str()).collect();
    /// assert_eq!(rules, ["portal-address-uncovered", "portal-port-differs"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_portal(&self, portal: &RestorePortal) -> Report {
        evaluate(self, portal)
    }
}

impl Credential<RestApiOnSeparateMachine> {
    /// Checks whether the REST API with this certificate can serve the portal at its address, as [on the server
    /// itself](Credential::<RestApi>::check_portal).
    pub fn check_portal(&self, portal: &RestorePortal) -> Report {
        evaluate(self, portal)
    }
}

fn evaluate<S: UsageScenario>(credential: &Credential<S>, portal: &RestorePortal) -> Report {
    // The port as installed is the same for the portal and the REST API on either machine.
    let with_port = |address: &Address| address.clone().in_full(RestorePortal::DEFAULT_PORT);
    let addresses = credential.scenario.addresses();
    let addresses: Vec<Address> = addresses.iter().map(with_port).collect();
    let context = credential.context();
    let accepted = credential.report();
    let verification = accepted.verification();
    let exhibit = Exhibit {
        chain: credential.chain(),
        private_key: PrivateKey::Matching,
        provenance: None,
        installation: S::INSTALLATION,
    };
    // The rules across an installation ask for no time.
    let now = credential.end_entity().validity().not_before();
    let findings = rule::check_deployment(&CheckInput {
        portal: Some(&with_port(portal.address())),
        ..exhibit.input(
            credential.profile(),
            &addresses,
            (verification, now),
            context,
        )
    });
    Report::new(
        credential.profile().id.clone(),
        verification,
        accepted.is_assumed(),
        findings,
    )
}
