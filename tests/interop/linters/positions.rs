//! A certificate at each place where rules look at it.

use std::collections::BTreeSet;
use std::time::Duration;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};
use vb365_tls::address::Address;
use vb365_tls::certificate::KeyUsage;
use vb365_tls::chain::Chain;
use vb365_tls::profile::Profile;
use vb365_tls::scenario::{UsageScenario, role};
use vb365_tls::test_support::{Name, Template};
use vb365_tls::trust::{RelyingParty, ServerTrust};
use vb365_tls::{Certificate, Context, check_chain};

use crate::limbo::provider;

struct Server;

impl UsageScenario for Server {
    type Role = role::TlsServer;

    const PROFILE: &'static Profile = &Profile::tls_server("linted", "A linted certificate", &[]);

    fn addresses(&self) -> Vec<Address> {
        Vec::new()
    }
}

/// Every rule that is broken, as an end entity, as its issuer, or as the trust anchor.
pub(super) fn rules(pem: &str) -> BTreeSet<String> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let Ok(certificate) = Certificate::from_der(der) else {
        return BTreeSet::from(["certificate-unreadable".to_owned()]);
    };
    let context = Context::fixed(provider(), middle(&certificate));
    let mut rules = BTreeSet::new();
    let mut check = |chain: Vec<Certificate>, context: &Context| {
        let chain = Chain::from_certificates(chain).unwrap();
        let report = check_chain(&Server, &chain, context);
        rules.extend(report.findings().iter().map(|it| it.rule.to_string()));
    };
    check(vec![certificate.clone()], &context);
    if certificate.is_ca() || signs(&certificate) {
        let issued = issued_by(&certificate);
        check(vec![issued.clone(), certificate.clone()], &context);
        if let Ok(trust) = ServerTrust::private_ca(&[certificate]) {
            let context = context.with_relying_party(RelyingParty::from(&trust));
            check(vec![issued], &context);
        }
    }
    rules
}

/// Half-way through its validity.
fn middle(certificate: &Certificate) -> UnixTime {
    let validity = certificate.validity();
    let half = validity.lifetime() / 2;
    UnixTime::since_unix_epoch(Duration::from_secs(validity.not_before().as_secs()) + half)
}

/// By name: nobody has the key.
fn issued_by(issuer: &Certificate) -> Certificate {
    let issuer = Template::root(Name::from_der(issuer.subject().as_der()));
    let issued = Template::end_entity("example.com").issued_by(&issuer, &provider());
    Certificate::from_der(issued).unwrap()
}

/// Whether its key may sign certificates, CA or not.
fn signs(certificate: &Certificate) -> bool {
    let usage = certificate.key_usage().present();
    usage.is_some_and(|usage| usage.contains(&KeyUsage::KeyCertSign))
}
