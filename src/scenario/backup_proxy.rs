use super::one_or_more::OneOrMore;
use super::overview::{Reference, Row};
use super::{
    Fact, Generation, Installation, Link, OverviewCertificate, Party, Sourced, Store,
    UsageScenario, installation, role,
};
use crate::address::Address;
use crate::finding::Basis;
use crate::parse_error::{ParseError, value};
use crate::profile::{Demand, Profile, Requirement, Word};

/// The server and its Windows backup proxies in a workgroup, which share one certificate.
///
/// It is installed on the server and pushed to every proxy of this kind, so both ends have it. Proxies in the domain
/// of the server, or in one it trusts, use Windows credentials, Linux proxies SSH; neither uses this certificate
/// (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_backup_proxy_servers.html>).
///
/// The server connects to the proxy on 9193, the proxy to the server on 9191, and a proxy to another on 9193 where data
/// moves between repositories (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>); server and proxy
/// must reach each other by DNS name. The page says so of all proxies; here are those that have the certificate.
///
/// * *Not public:* the protocol on both ports, who presents the certificate and who verifies it, whether
///   authentication is mutual, and whether names in the certificate are compared. The profile is that of mutual TLS,
///   because either end may have to present the one certificate they share.
///
#[doc = include_str!("../manual/pictures/backup-proxy.svg")]
///
/// ```
/// use vb365_tls::scenario::{BackupProxy, UsageScenario};
///
/// let scenario = BackupProxy::at("proxy1.example.com")?
///     .with_proxy("proxy2.example.com:9393")?
///     .with_server("vb365.example.com")?;
/// assert_eq!(scenario.proxies()[0].port_or(BackupProxy::DEFAULT_PORT), 9193);
/// assert_eq!(scenario.addresses().len(), 3);
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct BackupProxy {
    proxies: OneOrMore<Address>,
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    server: Option<Address>,
}

impl BackupProxy {
    /// The port of the proxy, as installed; it can be changed.
    ///
    /// Source: <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>.
    pub const DEFAULT_PORT: u16 = 9193;

    /// The port of the server proxies connect to.
    ///
    /// Source: <https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html>.
    pub const DEFAULT_SERVER_PORT: u16 = 9191;

    /// A proxy at this address.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an address.
    pub fn at(proxy: impl TryInto<Address, Error: Into<ParseError>>) -> Result<Self, ParseError> {
        Ok(Self {
            proxies: OneOrMore::of(proxy)?,
            server: None,
        })
    }

    /// One more proxy with the same certificate; an address that is there already is not added again.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an address.
    pub fn with_proxy(
        self,
        proxy: impl TryInto<Address, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        Ok(Self {
            proxies: self.proxies.with(proxy)?,
            ..self
        })
    }

    /// The address of the server, where proxies connect to it.
    ///
    /// # Errors
    ///
    /// [`ParseError`] if the text is not an address.
    pub fn with_server(
        self,
        server: impl TryInto<Address, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        Ok(Self {
            server: Some(value(server)?),
            ..self
        })
    }

    /// The addresses of the proxies, at least one.
    pub fn proxies(&self) -> &[Address] {
        self.proxies.as_slice()
    }

    /// The address of the server, if it was given.
    pub const fn server(&self) -> Option<&Address> {
        self.server.as_ref()
    }
}

impl UsageScenario for BackupProxy {
    type Role = role::TlsPeer;

    // https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html: one certificate for both ends.
    const PROFILE: &'static Profile = &Profile::tls_peer(
        "backup-proxy",
        "Communicating with Backup Proxy Server",
        WORDS,
    );

    const INSTALLATION: Option<&'static Installation> = Some(ROW.installation);

    /// One certificate is shared, so it has to carry the names of all ends.
    fn addresses(&self) -> Vec<Address> {
        let server = self.server.iter();
        self.proxies().iter().chain(server).cloned().collect()
    }
}

const WORDS: &[Word] = &[
    // Generated as self-signed unless replaced.
    Word::new(
        Demand::SelfSigned,
        Requirement::May,
        Basis::Documented,
        "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
    ),
];

pub(super) const ROW: &Row = &Row {
    reason: "the server and a backup proxy in a workgroup, which no domain vouches for, exchange data with each other",
    parties: &[Party::Vb365Server, Party::WorkgroupBackupProxy],
    links: &[
        Link {
            from: Party::Vb365Server,
            to: Party::WorkgroupBackupProxy,
            port: Fact::Documented(BackupProxy::DEFAULT_PORT),
            protocol: Fact::Unknown,
            presents: Fact::Unknown,
            verifies: Fact::Unknown,
            source: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html",
        },
        Link {
            from: Party::WorkgroupBackupProxy,
            to: Party::Vb365Server,
            port: Fact::Documented(BackupProxy::DEFAULT_SERVER_PORT),
            protocol: Fact::Unknown,
            presents: Fact::Unknown,
            verifies: Fact::Unknown,
            source: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html",
        },
        // Where an organization's data moves between repositories.
        Link {
            from: Party::WorkgroupBackupProxy,
            to: Party::WorkgroupBackupProxy,
            port: Fact::Documented(BackupProxy::DEFAULT_PORT),
            protocol: Fact::Unknown,
            presents: Fact::Unknown,
            verifies: Fact::Unknown,
            source: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_used_ports.html",
        },
    ],
    installation: &Installation {
        machine: installation::server(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
        ),
        store: Sourced::documented(
            Store::TrustedRoot,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
        ),
        location: installation::LOCAL_MACHINE,
        exportable: installation::must_be_exportable(
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
        ),
        generation: Sourced::documented(
            Generation::AtInstallation,
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
        ),
        dialogs: &[Sourced::documented(
            "General Options > Security",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
        )],
        cmdlets: &[Sourced::documented(
            "Set-VBOSecuritySettings",
            "https://helpcenter.veeam.com/docs/vbo365/powershell/set-vbosecuritysettings.html",
        )],
        besides: &[
            Sourced::documented(
                "the server connects to the backup proxies that use the certificate, and replaces it there",
                "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
            ),
            Sourced::documented(
                "the account of the proxy's service needs full access to \
                 `HKLM\\SOFTWARE\\Microsoft\\SystemCertificates\\My`",
                "https://helpcenter.veeam.com/docs/vbo365/guide/permissions_windows.html",
            ),
            Sourced::inferred(
                "the proxy keeps the certificate in its own Personal store",
                "https://helpcenter.veeam.com/docs/vbo365/guide/permissions_windows.html",
            ),
        ],
        sentence: "Install the certificate under General Options > Security, or with `Set-VBOSecuritySettings`; the \
                   server passes it on to its proxies.",
    },
    overview: OverviewCertificate::Server,
    references: &[Reference {
        title: "Security Settings",
        url: "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
    }],
};
