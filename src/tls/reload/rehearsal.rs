use rustls_pki_types::ServerName;

use crate::address::Host;
use crate::credential::Credential;
use crate::error::Error;
use crate::finding::Finding;
use crate::presented_identifier::below_wildcard;
use crate::report::{Rejected, Report};
use crate::scenario::UsageScenario;
use crate::tls::explain;
use crate::trust::ServerTrust;

/// Verifies the certificates as clients with this trust will, for each address of the scenario, at the time of the
/// judgement.
pub(super) fn rehearse<S: UsageScenario>(
    credential: &Credential<S>,
    clients: &ServerTrust,
) -> Result<(), Error> {
    let context = credential.context();
    let verifier = clients.verifier(S::PROFILE, context)?;
    let presented = credential.chain().to_presented();
    let (end_entity, intermediates) =
        presented.split_first().ok_or_else(|| Error::Unsupported {
            reason: "the credential presents no certificate".into(),
        })?;
    for name in names(credential) {
        verifier
            .verify_server_cert(end_entity, intermediates, &name, &[], context.now())
            .map_err(|error| match explain(&error) {
                Some(finding) => rejected(credential, finding),
                None => Error::Tls(error),
            })?;
    }
    Ok(())
}

/// Without an address, one the certificate names itself, so that all but the name is verified.
fn names<S: UsageScenario>(credential: &Credential<S>) -> Vec<ServerName<'static>> {
    let addresses = credential.scenario().addresses();
    if !addresses.is_empty() {
        let names = addresses.iter().map(|address| address.host().server_name());
        return names.collect();
    }
    let names = credential.end_entity().subject_alt_name().present();
    let hosts = names.into_iter().flat_map(|names| {
        let dns = names.dns_names().filter_map(|name| {
            let host = below_wildcard(name).map_or_else(|| name.into(), |base| format!("a.{base}"));
            host.parse::<Host>().ok()
        });
        dns.chain(names.ip_addresses().map(Host::from))
    });
    let name = hosts.map(|host| host.server_name()).next();
    // A certificate that names nobody is not for this one either; a pin does not ask.
    name.or_else(|| ServerName::try_from("localhost").ok())
        .into_iter()
        .collect()
}

/// The report it was accepted with, and what clients would refuse it for on top.
fn rejected<S: UsageScenario>(credential: &Credential<S>, refusal: Finding) -> Error {
    let report = credential.report();
    let others = report
        .findings()
        .iter()
        .filter(|it| (&it.rule, it.position) != (&refusal.rule, refusal.position))
        .cloned();
    let findings = [refusal.clone()].into_iter().chain(others).collect();
    Rejected::new(Report::new(S::PROFILE.id, report.assumed(), findings)).into()
}
