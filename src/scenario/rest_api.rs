use super::one_or_more::OneOrMore;
use super::overview::{Reference, Row};
use super::{
    Fact, Generation, Installation, Link, OverviewCertificate, Party, Sourced, Store,
    UsageScenario, installation, role,
};
use crate::address::Address;
use crate::finding::Basis;
use crate::parse_error::ParseError;
use crate::profile::{Demand, Profile, Requirement, Word};

/// The REST API service on the Veeam Backup for Microsoft 365 server.
///
/// The service presents the certificate over HTTPS, on 4443 unless changed
/// (<https://helpcenter.veeam.com/docs/vbo365/powershell/set-vborestapisettings.html>). That REST clients verify it is
/// inferred, and so is that the browsers of the Restore Portal's users do: they connect to the same port for the portal
/// (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>). A certificate from a CA clients trust is
/// recommended (<https://bp.veeam.com/vb365/guide/supplemental/security.html>).
///
/// No page of the product asks for a name in it, and a script of Veeam's installs certificates that have none in their
/// subject alternative name (<https://github.com/VeeamHub/powershell/tree/master/VB365-RestorePortalSetup>): it is
/// clients that compare names.
///
/// * *Not public:* how the certificate takes part in the traffic between the service and the server, on 9191 and 9194.
///
#[doc = include_str!("../manual/pictures/rest-api.svg")]
///
/// ```
/// use vb365_tls::scenario::{RestApi, UsageScenario};
///
/// let scenario = RestApi::at("vb365.example.com")?.with_address("192.0.2.10:8443")?;
/// assert_eq!(scenario.addresses()[0].port_or(RestApi::DEFAULT_PORT), 4443);
/// assert_eq!(scenario.addresses()[1].port_or(RestApi::DEFAULT_PORT), 8443);
/// # Ok::<(), vb365_tls::error::ParseError>(())
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
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an address.
    pub fn at(address: impl TryInto<Address, Error: Into<ParseError>>) -> Result<Self, ParseError> {
        Ok(Self {
            addresses: OneOrMore::of(address)?,
        })
    }

    pub(super) fn of(address: Address) -> Self {
        Self {
            addresses: address.into(),
        }
    }

    /// One more address clients use; one that is there already is not added again.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an address.
    pub fn with_address(
        self,
        address: impl TryInto<Address, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        Ok(Self {
            addresses: self.addresses.with(address)?,
        })
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

    const INSTALLATION: Option<&'static Installation> = Some(ROW.installation);

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
    installation: &Installation {
        machine: installation::server(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html",
        ),
        store: Sourced::documented(
            Store::Personal,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html",
        ),
        location: installation::LOCAL_MACHINE,
        exportable: installation::must_be_exportable(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html",
        ),
        generation: Sourced::documented(
            Generation::OnDemand,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html",
        ),
        dialogs: &[Sourced::documented(
            "General Options > REST API",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_rest_api_settings.html",
        )],
        cmdlets: &[Sourced::documented(
            "Set-VBORestAPISettings",
            "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vborestapisettings.html",
        )],
        besides: &[Sourced::documented(
            "the Restore Portal uses the same certificate for its traffic",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_ssl_certificates_overview.html",
        )],
        sentence: "Install the certificate under General Options > REST API, or with `Set-VBORestAPISettings`.",
    },
    overview: OverviewCertificate::RestApi,
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

/// The ports page has browsers connect to the REST API for the portal. That they meet its certificate there follows:
/// <https://helpcenter.veeam.com/docs/vbo365/guide/ssp_create_new_app_2.html> says it of the portal and the server.
pub(super) const PORTAL_LINK: Link = Link {
    from: Party::PortalUser,
    to: Party::RestorePortal,
    port: Fact::Documented(RestApi::DEFAULT_PORT),
    protocol: Fact::Documented("HTTPS"),
    presents: Fact::Inferred(Party::RestApiService),
    verifies: Fact::Inferred(Party::PortalUser),
    source: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html",
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
