use super::one_or_more::OneOrMore;
use super::row::{Reference, Row};
use super::{Fact, Link, Party, UsageScenario, role};
use crate::address::Address;
use crate::finding::Basis;
use crate::profile::{Demand, Profile, Requirement, Word};

/// The REST API service on the Veeam Backup for Microsoft 365 server.
///
/// The service presents the certificate over HTTPS, on 4443 unless changed
/// (<https://helpcenter.veeam.com/docs/vbo365/powershell/set-vborestapisettings.html>). REST clients verify it, and so
/// do the browsers of the Restore Portal's users, because the portal is served from the same port. A certificate from
/// an authority clients trust is recommended (<https://bp.veeam.com/vb365/guide/supplemental/security.html>).
///
/// * *Not public:* how the certificate takes part in the traffic between the service and the server, on 9191 and 9194.
///
/// ```
/// use vb365_tls::scenario::{RestApi, UsageScenario};
///
/// let scenario = RestApi::at("vb365.example.com".parse()?).with_address("192.0.2.10:8443".parse()?);
/// assert_eq!(scenario.addresses()[0].port_or(RestApi::DEFAULT_PORT), 4443);
/// assert_eq!(scenario.addresses()[1].port_or(RestApi::DEFAULT_PORT), 8443);
/// # Ok::<(), vb365_tls::address::AddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RestApi {
    addresses: OneOrMore<Address>,
}

impl RestApi {
    /// The HTTPS port, as installed; it can be changed.
    ///
    /// Source: <https://helpcenter.veeam.com/docs/vbo365/powershell/vborestapisettings.html>.
    pub const DEFAULT_PORT: u16 = 4443;

    /// The REST API, as clients reach it.
    pub fn at(address: Address) -> Self {
        Self {
            addresses: OneOrMore::of(address),
        }
    }

    /// One more address clients use; one that is there already is not added again.
    pub fn with_address(self, address: Address) -> Self {
        Self {
            addresses: self.addresses.with(address),
        }
    }
}

impl UsageScenario for RestApi {
    type Role = role::TlsServer;

    // https://helpcenter.veeam.com/docs/vbo365/powershell/set-vborestapisettings.html
    const PROFILE: &'static Profile = &Profile::tls_server(
        "rest-api",
        "Communicating with REST API on Veeam Backup for Microsoft 365 server",
        WORDS,
    );

    fn addresses(&self) -> Vec<Address> {
        self.addresses.as_slice().to_vec()
    }
}

const WORDS: &[Word] = &[
    // Both versions of the page recommend a trusted certificate here.
    Word::new(
        Demand::SelfSigned,
        Requirement::ShouldNot,
        Basis::Documented,
        "https://bp.veeam.com/vb365/guide/supplemental/security.html",
    ),
];

pub(super) const ROW: &Row = &Row {
    reason: "REST clients and the Restore Portal exchange data with the REST API service, and the service with the server",
    parties: &[
        Party::Vb365Server,
        Party::RestApiService,
        Party::RestorePortal,
        Party::RestClient,
        Party::PortalUser,
    ],
    links: LINKS,
    references: &[Reference {
        title: "REST API Settings",
        url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html",
    }],
};

/// Shared with the REST API on a separate machine: the same parties, one of them elsewhere.
pub(super) const LINKS: &[Link] = &[
    Link {
        from: Party::RestClient,
        to: Party::RestApiService,
        port: Fact::Documented(RestApi::DEFAULT_PORT),
        protocol: Fact::Documented("HTTPS"),
        presents: Fact::Documented(Party::RestApiService),
        verifies: Fact::Inferred(Party::RestClient),
        source: "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vborestapisettings.html",
    },
    PORTAL_LINK,
    Link {
        from: Party::RestApiService,
        to: Party::Vb365Server,
        port: Fact::Documented(9191),
        protocol: Fact::Unknown,
        presents: Fact::Unknown,
        verifies: Fact::Unknown,
        source: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html",
    },
    SERVICE_LINK,
];

/// The portal is served by the REST API service, with the REST API certificate.
pub(super) const PORTAL_LINK: Link = Link {
    from: Party::PortalUser,
    to: Party::RestorePortal,
    port: Fact::Documented(RestApi::DEFAULT_PORT),
    protocol: Fact::Documented("HTTPS"),
    presents: Fact::Documented(Party::RestApiService),
    verifies: Fact::Inferred(Party::PortalUser),
    source: "https://helpcenter.veeam.com/docs/vbo365/guide/ssp_create_new_app_2.html",
};

/// Portal traffic to the server, protected with the certificate of operator authentication.
pub(super) const SERVICE_LINK: Link = Link {
    from: Party::RestApiService,
    to: Party::Vb365Server,
    // https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html
    port: Fact::Documented(9194),
    protocol: Fact::Unknown,
    presents: Fact::Inferred(Party::Vb365Server),
    verifies: Fact::Inferred(Party::RestApiService),
    source: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
};
