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

/// Tenants of a service provider sign in with the credentials of their Microsoft organization.
///
/// The provider's server presents the certificate on 9194 and the client verifies it: a Veeam Explorer, directly or
/// through a Cloud Connect gateway, or the REST API service for a portal of the provider
/// (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>). Who presents and who verifies is inferred from
/// the logs of clients (<https://github.com/nielsengelen/vbo365-rest/issues/76>). The same certificate may serve Veeam
/// Backup & Replication (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html>); the
/// one of Cloud Connect is a requirement of its own.
///
/// * *Not public:* the protocol, whether authentication is mutual, and whether current versions compare the name they
///   connect to with the certificate. A build of 2020 did.
/// * *A wildcard:* one report of 2020 has tenants sign in through Veeam Explorers and not through a REST portal
///   (<https://github.com/VeeamHub/vbo365-rest-self-service/issues/20>). Its logs show no error, and the cause was never
///   confirmed; Cloud Connect, whose certificate may be used, supports wildcards
///   (<https://helpcenter.veeam.com/docs/vbr/cloud/cloud_connect_ssl_types.html>).
///
#[doc = include_str!("../manual/pictures/tenant-authentication.svg")]
///
/// ```
/// use vb365_tls::scenario::{TenantAuthentication, UsageScenario};
///
/// let scenario = TenantAuthentication::at("vb365.provider.example")?;
/// let port = TenantAuthentication::DEFAULT_PORT;
/// assert_eq!(scenario.addresses()[0].port_or(port), 9194);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct TenantAuthentication {
    addresses: OneOrMore<Address>,
}

impl TenantAuthentication {
    /// The port of the server tenants are authenticated at.
    ///
    /// Source: <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>.
    pub const DEFAULT_PORT: u16 = 9194;

    /// The provider's server, as clients reach it.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an address.
    pub fn at(address: impl TryInto<Address, Error: Into<ParseError>>) -> Result<Self, ParseError> {
        Ok(Self {
            addresses: OneOrMore::of(address)?,
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
        })
    }
}

impl UsageScenario for TenantAuthentication {
    type Role = role::TlsServer;

    // https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html
    const PROFILE: &'static Profile = &Profile::tls_server(
        "tenant-authentication",
        "Authenticating Tenants to Veeam Backup for Microsoft 365 in Service Provider Infrastructure",
        WORDS,
    );

    const INSTALLATION: Option<&'static Installation> = Some(ROW.installation);

    fn addresses(&self) -> Vec<Address> {
        self.addresses.as_slice().to_vec()
    }
}

const WORDS: &[Word] = &[
    // Generated as self-signed or brought along.
    Word::new(
        Demand::SelfSigned,
        Requirement::May,
        Basis::Documented,
        "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html",
    ),
    // One report of 2020 that sign-in through a REST portal failed with one, without an error in its logs.
    Word::new(
        Demand::Wildcard,
        Requirement::May,
        Basis::Practice,
        "https://github.com/VeeamHub/vbo365-rest-self-service/issues/20",
    ),
];

pub(super) const ROW: &Row = &Row {
    reason: "tenants of a service provider sign in to the provider's server with the credentials of their organization",
    parties: &[
        Party::Tenant,
        Party::VeeamExplorer,
        Party::CloudGateway,
        Party::RestApiService,
        Party::Vb365Server,
    ],
    links: &[
        Link {
            from: Party::VeeamExplorer,
            verifies: Fact::Inferred(Party::VeeamExplorer),
            ..TENANT_LINK
        },
        // Whether the gateway ends the connection or passes it on is not public.
        Link {
            from: Party::CloudGateway,
            verifies: Fact::Unknown,
            ..TENANT_LINK
        },
        Link {
            from: Party::RestApiService,
            // It checks the chain and the name in the logs of https://github.com/nielsengelen/vbo365-rest/issues/76.
            verifies: Fact::Inferred(Party::RestApiService),
            ..TENANT_LINK
        },
    ],
    installation: &Installation {
        machine: installation::server(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html",
        ),
        store: Sourced::documented(
            Store::Personal,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html",
        ),
        location: installation::LOCAL_MACHINE,
        exportable: installation::must_be_exportable(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html",
        ),
        generation: Sourced::documented(
            Generation::OnDemand,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html",
        ),
        dialogs: &[Sourced::documented(
            "General Options > Authentication",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html",
        )],
        cmdlets: &[Sourced::documented(
            "Set-VBOTenantAuthenticationSettings",
            "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vbotenantauthenticationsettings.html",
        )],
        besides: &[
            Sourced::documented(
                "it may be the certificate of Veeam Backup & Replication",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_tenants.html",
            ),
            Sourced::inferred(
                "a self-signed one belongs among the Trusted Root Certification Authorities of the server and of \
                 each separate machine with a REST API: a script of Veeam's imports it",
                "https://github.com/VeeamHub/powershell/tree/master/VB365-RestorePortalSetup",
            ),
        ],
        sentence: "Install the certificate under General Options > Authentication, or with \
                   `Set-VBOTenantAuthenticationSettings`.",
    },
    overview: OverviewCertificate::TenantAuthentication,
    references: &[
        Reference {
            title: "Authentication Settings",
            url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings.html#tenants",
        },
        Reference {
            title: "Backup as Service for Microsoft 365",
            url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_mail_baas.html",
        },
    ],
};

const TENANT_LINK: Link = Link {
    from: Party::Tenant,
    to: Party::Vb365Server,
    port: Fact::Documented(TenantAuthentication::DEFAULT_PORT),
    protocol: Fact::Unknown,
    presents: Fact::Inferred(Party::Vb365Server),
    verifies: Fact::Unknown,
    source: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html",
};
