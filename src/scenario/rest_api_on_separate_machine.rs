use super::one_or_more::OneOrMore;
use super::overview::{Reference, Row};
use super::{
    Generation, Installation, OverviewCertificate, Party, RestoreOperatorAuthentication, Sourced,
    Store, UsageScenario, installation, rest_api, role,
};
use crate::address::Address;
use crate::finding::Basis;
use crate::parse_error::{ParseError, value};
use crate::profile::{Demand, Profile, Requirement, Word};

/// The REST API service on a machine of its own, away from the Veeam Backup for Microsoft 365 server.
///
/// As [`RestApi`](super::RestApi), the service presents the certificate over HTTPS on 4443, and REST clients and
/// browsers verify it (inferred). In addition the machine connects to the server, the *controller host* of its settings, on 9194
/// and 9191 (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html>). On 9194 it is
/// the server that presents a certificate (inferred): that of [restore operator authentication](Self::controller_link),
/// which has to be among the trusted roots of the machine if the product generated it.
///
/// * *Not public:* the protocol on 9194 and 9191, and whether current versions compare the name of the controller host
///   with the server's certificate. Nothing says that this certificate and that of a REST API on the server must be equal.
///
#[doc = include_str!("../manual/pictures/rest-api-on-separate-machine.svg")]
///
/// ```
/// use vb365_tls::scenario::RestApiOnSeparateMachine;
///
/// let scenario = RestApiOnSeparateMachine::at(
///     "rest.example.com:4443",
///     "vb365.example.com",
/// )?;
/// let port = RestApiOnSeparateMachine::DEFAULT_CONTROLLER_PORT;
/// assert_eq!(scenario.controller().port_or(port), 9194);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RestApiOnSeparateMachine {
    addresses: OneOrMore<Address>,
    controller: Address,
}

impl RestApiOnSeparateMachine {
    /// The HTTPS port, as installed; it can be changed.
    ///
    /// Source: <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>.
    pub const DEFAULT_PORT: u16 = super::RestApi::DEFAULT_PORT;

    /// The port of the server the machine exchanges portal data with.
    ///
    /// Source: <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>.
    pub const DEFAULT_CONTROLLER_PORT: u16 = RestoreOperatorAuthentication::DEFAULT_PORT;

    /// The REST API, as clients reach it, and the server it connects to.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an address.
    pub fn at(
        address: impl TryInto<Address, Error: Into<ParseError>>,
        controller: impl TryInto<Address, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        Ok(Self {
            addresses: OneOrMore::of(address)?,
            controller: value(controller)?,
        })
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
            ..self
        })
    }

    /// The Veeam Backup for Microsoft 365 server.
    pub const fn controller(&self) -> &Address {
        &self.controller
    }

    /// The connection to the server as a scenario of its own: there the server presents a certificate and this machine
    /// verifies it.
    ///
    /// That follows from what is documented: a generated certificate of operator authentication is imported here
    /// (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html>).
    pub fn controller_link(&self) -> RestoreOperatorAuthentication {
        RestoreOperatorAuthentication::of(self.controller.clone())
    }
}

impl UsageScenario for RestApiOnSeparateMachine {
    type Role = role::TlsServer;

    // https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html
    const PROFILE: &'static Profile = &Profile::tls_server(
        "rest-api-on-separate-machine",
        "Communicating with REST API on Separate Machine",
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
    reason: "REST clients and the Restore Portal exchange data with the REST API service on a machine of its own, and \
             the service with the server",
    parties: &[
        Party::Vb365Server,
        Party::RestApiService,
        Party::RestorePortal,
        Party::RestClient,
        Party::PortalUser,
    ],
    links: rest_api::LINKS,
    installation: &Installation {
        machine: Sourced::documented(
            "the separate machine with the REST API",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
        ),
        store: Sourced::documented(
            Store::Personal,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
        ),
        location: installation::LOCAL_MACHINE,
        exportable: installation::must_be_exportable(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
        ),
        generation: Sourced::documented(
            Generation::OnDemand,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
        ),
        dialogs: &[Sourced::documented(
            "Veeam.Archiver.REST.Configurator.exe > REST API",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
        )],
        cmdlets: &[],
        besides: &[
            Sourced::documented(
                "the certificate of restore operators is imported into Trusted Root Certification Authorities on \
                 this machine if the product generated it",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
            ),
            Sourced::inferred(
                "that holds for any self-signed certificate of restore operators, and for that of tenants",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
            ),
            Sourced::inferred(
                "no cmdlet installs it, as the author of Veeam's own script found",
                "https://github.com/VeeamHub/powershell/tree/master/VB365-RestorePortalSetup",
            ),
        ],
        sentence: "Install the certificate on the machine of the REST API with `Veeam.Archiver.REST.Configurator.exe`, \
                   on its tab REST API.",
    },
    overview: OverviewCertificate::RestApi,
    references: &[Reference {
        title: "Configuring REST API and Restore Portal on Separate Machine",
        url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate.html#rest",
    }],
};
