//! What to do where it depends on the case: who relies on the certificate, whose name it is for, and who can issue it.

mod scenario;

use std::borrow::Cow;
use std::net::IpAddr;

pub(crate) use scenario::in_scenario;

use super::CheckInput;
use super::violation::Advice;
use crate::address::{Address, Host};
use crate::certificate::presented_identifier::below_wildcard;
use crate::chain::Chain;
use crate::finding::Finding;
use crate::shown::listed;

impl Finding {
    /// The same finding with what to do in its case.
    pub(crate) fn advised(mut self, advice: Option<Advice>) -> Self {
        if let Some(advice) = advice {
            self.remedy = advice.remedy;
            self.why = advice.why.map_or(self.why, Cow::Borrowed);
            self.citation = advice.citation.map_or(self.citation, Cow::Borrowed);
        }
        self
    }

    /// The same finding, with the place of which its remedy speaks.
    pub(crate) fn ending_in(mut self, place: Option<&str>) -> Self {
        if let Some(place) = place {
            self.remedy = format!("{} {place}", self.remedy).into();
        }
        self
    }
}

/// Where clientAuth is missing, a public CA is of no use.
///
/// The policy of Chrome's root programme, which all public CAs follow, ends clientAuth beside serverAuth.
pub(super) const CLIENT_AUTH: Advice = Advice {
    why: None,
    remedy: Cow::Borrowed(
        "Have the certificate issued by a private CA with the purposes that are expected: public CAs have given up \
         clientAuth. With a CA of Active Directory, choose a template that has them, such as *Computer* for serverAuth \
         and clientAuth.",
    ),
    citation: Some("RFC 5280 section 4.2.1.12; https://googlechrome.github.io/chromerootprogram/"),
};

/// Certificates that are shown to logs, RFC 6962 section 3.1.
pub(super) const PRECERTIFICATE: Advice = Advice::new(
    "This is a precertificate: what a CA shows to the logs of Certificate Transparency before it issues the \
     certificate. The extension is there so that nobody accepts it.",
    "Take the certificate itself, which the CA delivers under the same serial number.",
    "RFC 6962 section 3.1",
);

/// What to do where none of these hosts is where it should be in the certificate; the rule's words, if there is no more
/// to say.
pub(super) fn unnamed<'a>(
    input: &CheckInput<'_>,
    hosts: impl Iterator<Item = &'a Host>,
    remedy: &'static str,
) -> Option<Advice> {
    let hosts: Vec<&Host> = hosts.collect();
    let names = input.end_entity().subject_alt_name().present();
    let mut wildcards = names.into_iter().flat_map(|names| names.dns_names());
    let shallow = wildcards.find_map(|wildcard| {
        let base = below_wildcard(wildcard)?;
        let host = hosts.iter().find(|host| is_around(base, host))?;
        Some(format!(
            "A wildcard stands for exactly one label, so that {} does not reach {}. ",
            listed([wildcard]),
            listed([host])
        ))
    });
    let mut private = hosts.iter().filter(|host| !is_public(host)).peekable();
    let private = private.peek().is_some().then(|| {
        format!(
            " No public CA issues one for {}; a private CA does.",
            listed(private)
        )
    });
    if shallow.is_none() && private.is_none() {
        return None;
    }
    let (before, after) = (shallow.unwrap_or_default(), private.unwrap_or_default());
    Some(Advice::remedy(format!("{before}{remedy}{after}")))
}

/// Whether the host is what the wildcard stands below, or is further below it than one label.
fn is_around(base: &str, host: &Host) -> bool {
    let Some(host) = host.as_dns() else {
        return false;
    };
    let base = base.to_ascii_lowercase();
    host == base
        || host
            .strip_suffix(&base)
            .and_then(|labels| labels.strip_suffix('.'))
            .is_some_and(|labels| labels.contains('.'))
}

/// Whether a public CA may issue a certificate for the host: CA/Browser Forum Baseline Requirements section 4.2.2
/// exclude internal names and reserved IP addresses.
fn is_public(host: &Host) -> bool {
    match (host.as_dns(), host.as_ip()) {
        (Some(name), _) => {
            let mut labels = name.rsplit('.');
            let last = labels.next().unwrap_or_default();
            labels.next().is_some() && !INTERNAL.contains(&last) && !name.ends_with(".home.arpa")
        }
        (None, Some(IpAddr::V4(ip))) => {
            !(ip.is_private() || ip.is_loopback() || ip.is_link_local())
        }
        (None, Some(IpAddr::V6(ip))) => {
            !(ip.is_unique_local() || ip.is_loopback() || ip.is_unicast_link_local())
        }
        (None, None) => true,
    }
}

/// Top labels nobody owns: RFC 6761, RFC 6762 with appendix G, and `.internal`, which ICANN keeps for private use.
const INTERNAL: &[&str] = &[
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "private",
    "test",
];

const INSPECTED: Advice = Advice::new(
    "The host is Microsoft's, and the certificate leads to nobody the client trusts. A proxy or firewall that inspects the \
     traffic presents such a one; so does an attacker.",
    "Never pin it. If a proxy on the way is meant to inspect the traffic, trust the root of that proxy, or have the host \
     exempted from inspection; if none is, keep away from this network until it is known who answers.",
    "RFC 5280 section 6.1; https://learn.microsoft.com/azure/security/fundamentals/azure-certificate-authority-details",
);

const OF_MICROSOFT: Advice = Advice::new(
    "The host is Microsoft's, and the issuer has the name of a CA that Microsoft uses. The client trusts other CAs, or \
     an intermediate certificate is missing between them.",
    "Never pin it, for Microsoft renews these certificates without notice. Trust the public roots or the operating system's, \
     and see to it that the seven roots Microsoft lists are among them.",
    "https://learn.microsoft.com/azure/security/fundamentals/azure-certificate-authority-details",
);

/// What to do where a host of Microsoft's sign-in or of Graph presents what leads to nobody who is trusted.
pub(crate) fn at_microsoft(addresses: &[Address], chain: Option<&Chain>) -> Option<Advice> {
    if !addresses.iter().any(|address| is_microsoft(address.host())) {
        return None;
    }
    let top = chain.map(|chain| chain.path().last().unwrap_or_else(|| chain.end_entity()));
    let mut issuers = top.into_iter().flat_map(|top| top.issuer().common_names());
    Some(
        if issuers.any(|name| USED.iter().any(|used| name.starts_with(used))) {
            OF_MICROSOFT
        } else {
            INSPECTED
        },
    )
}

/// How the common names of the CAs begin that Microsoft lists for these hosts.
const USED: &[&str] = &[
    "DigiCert ",
    "Microsoft Azure ",
    "Microsoft ECC ",
    "Microsoft RSA ",
    "Microsoft TLS ",
];

/// Where Microsoft Entra issues tokens and Microsoft Graph is, with all below, in every cloud:
/// <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud> and
/// <https://learn.microsoft.com/graph/deployments>; the first but one is of the product's list of ports.
const MICROSOFT: &[&str] = &[
    "dod-graph.microsoft.us",
    "graph.microsoft.com",
    "graph.microsoft.us",
    "graph.windows.net",
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "microsoftgraph.chinacloudapi.cn",
];

fn is_microsoft(host: &Host) -> bool {
    host.as_dns().is_some_and(|host| {
        MICROSOFT.iter().any(|name| {
            let above = host.strip_suffix(name);
            above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
        })
    })
}
