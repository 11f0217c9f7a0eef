use super::one_or_more::OneOrMore;
use super::overview::{Reference, Row};
use super::{
    Fact, Generation, Installation, Link, OverviewCertificate, Party, Sourced, Store,
    UsageScenario, installation, rest_api, role,
};
use crate::address::Address;
use crate::finding::Basis;
use crate::parse_error::ParseError;
use crate::profile::{Demand, Profile, Requirement, Word};

/// Restore operators sign in with Microsoft 365 credentials, and the REST API service passes that on to the server.
///
/// The certificate authenticates the server's own service and encrypts what the REST API service sends it, on 9194.
/// The server presents and the REST API service verifies: that follows from the rule that a REST API on a separate
/// machine must have a generated one among its trusted roots
/// (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html>). That the port
/// is 9194 follows from <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>.
///
/// * *Not public:* the protocol, whether authentication is mutual, and whether current versions compare the name they
///   connect to with the certificate; a build of 2020 did
///   (<https://github.com/nielsengelen/vbo365-rest/issues/76>). That they no longer do is inferred: a script of Veeam's
///   installs certificates without a name in their subject alternative name
///   (<https://github.com/VeeamHub/powershell/tree/master/VB365-RestorePortalSetup>).
///
#[doc = include_str!("../manual/pictures/restore-operator-authentication.svg")]
///
/// ```
/// use vb365_tls::scenario::{RestoreOperatorAuthentication, UsageScenario};
///
/// let scenario = RestoreOperatorAuthentication::at("vb365.example.com")?;
/// let port = RestoreOperatorAuthentication::DEFAULT_PORT;
/// assert_eq!(scenario.addresses()[0].port_or(port), 9194);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RestoreOperatorAuthentication {
    addresses: OneOrMore<Address>,
}

impl RestoreOperatorAuthentication {
    /// The port of the server the REST API service connects to.
    ///
    /// Inferred from <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>.
    pub const DEFAULT_PORT: u16 = 9194;

    /// The server as the REST API service reaches it: the controller host of a separate machine.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an address.
    pub fn at(
        controller: impl TryInto<Address, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        Ok(Self {
            addresses: OneOrMore::of(controller)?,
        })
    }

    pub(super) fn of(address: Address) -> Self {
        Self {
            addresses: address.into(),
        }
    }

    /// One more address of the server; one that is there already is not added again.
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

impl UsageScenario for RestoreOperatorAuthentication {
    type Role = role::TlsServer;

    // https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html
    const PROFILE: &'static Profile = &Profile::tls_server(
        "restore-operator-authentication",
        "Authenticating Restore Operators to Veeam Backup for Microsoft 365 server",
        WORDS,
    );

    const INSTALLATION: Option<&'static Installation> = Some(ROW.installation);

    fn addresses(&self) -> Vec<Address> {
        self.addresses.as_slice().to_vec()
    }
}

const WORDS: &[Word] = &[
    // Allowed, with the import into Trusted Root on the machine of the REST API.
    Word::new(
        Demand::SelfSigned,
        Requirement::May,
        Basis::Documented,
        "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
    ),
];

pub(super) const ROW: &Row = &Row {
    reason: "restore operators sign in with Microsoft 365 credentials, and the traffic between the service of the \
             product and its REST API service is encrypted",
    parties: &[
        Party::Vb365Server,
        Party::RestApiService,
        Party::RestoreOperator,
    ],
    links: &[Link {
        port: Fact::Inferred(RestoreOperatorAuthentication::DEFAULT_PORT),
        ..rest_api::SERVICE_LINK
    }],
    installation: &Installation {
        machine: installation::server(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
        ),
        store: Sourced::documented(
            Store::Personal,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
        ),
        location: installation::LOCAL_MACHINE,
        exportable: installation::must_be_exportable(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
        ),
        generation: Sourced::documented(
            Generation::OnDemand,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
        ),
        dialogs: &[Sourced::documented(
            "General Options > Authentication",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
        )],
        cmdlets: &[Sourced::documented(
            "Set-VBOOperatorAuthenticationSettings",
            "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vbooperatorauthenticationsettings.html",
        )],
        besides: &[
            Sourced::documented(
                "one the product generated is imported into Trusted Root Certification Authorities on each separate \
                 machine with a REST API",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
            ),
            Sourced::inferred(
                "that holds for any self-signed certificate",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
            ),
            Sourced::inferred(
                "on the server itself a self-signed one belongs there as well: a script of Veeam's imports it",
                "https://github.com/VeeamHub/powershell/tree/master/VB365-RestorePortalSetup",
            ),
        ],
        sentence: "Install the certificate under General Options > Authentication, or with \
                   `Set-VBOOperatorAuthenticationSettings`; if it is self-signed, import it into Trusted Root \
                   Certification Authorities on each separate machine with a REST API.",
    },
    overview: OverviewCertificate::RestoreOperatorAuthentication,
    references: &[Reference {
        title: "Authentication Settings",
        url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings.html#restore_operator",
    }],
};
