//! One number for all reports of all suites: the same before and after a change that is to change no verdict.

use std::hash::{DefaultHasher, Hash, Hasher};

use vb365_tls::chain::Chain;
use vb365_tls::finding::Severity;
use vb365_tls::profile::Verification;
use vb365_tls::revocation::Crls;
use vb365_tls::scenario::{BackupProxy, Cloud, OrganizationManagement, RestApi, Scenario};
use vb365_tls::trust::{RelyingParty, ServerTrust};
use vb365_tls::{Certificate, Context, check_chain};

use super::case::Case;
use super::provider;
use super::suite::suites;
use crate::parallel::in_parallel;

fn scenarios(case: &Case) -> [Scenario; 3] {
    let name = case.name.as_ref().map(|name| name.to_str());
    let host = name.and_then(|name| name.parse().ok());
    let host: vb365_tls::address::Address =
        host.unwrap_or_else(|| "vb365.example.com".parse().unwrap());
    let tenant = "contoso.onmicrosoft.com";
    let application = "6731de76-14a6-49ae-97bc-6eba6914391e";
    [
        RestApi::at(host.clone()).unwrap().into(),
        BackupProxy::at(host).unwrap().into(),
        OrganizationManagement::at(Cloud::Worldwide, tenant, application)
            .unwrap()
            .into(),
    ]
}

/// Nobody said who verifies, and three who do.
fn parties(case: &Case) -> Vec<RelyingParty> {
    let mut parties = vec![
        RelyingParty::unknown(),
        Verification::ByPath.into(),
        Verification::ByPin.into(),
    ];
    let roots = case.roots.iter().cloned().map(Certificate::from_der);
    let roots: Vec<_> = roots.filter_map(Result::ok).collect();
    let lists = Crls::from_bytes(case.lists.iter()).ok();
    if let Ok(trust) = ServerTrust::private_ca(&roots) {
        let with_lists = lists.map(|lists| trust.clone().with_crls(lists));
        parties.push(with_lists.unwrap_or(trust).into());
    }
    parties
}

/// The number and how many findings it is made of.
fn digest(case: &Case) -> (u64, [usize; 3]) {
    let mut hasher = DefaultHasher::new();
    let mut counts = [0; 3];
    let read = case.presented.iter().cloned().map(Certificate::from_der);
    let Ok(certificates) = read.collect::<Result<Vec<_>, _>>() else {
        return (0, counts);
    };
    let chain = Chain::from_certificates(certificates).unwrap();
    for party in parties(case) {
        let context = Context::fixed(provider(), case.now).with_relying_party(party);
        for scenario in scenarios(case) {
            let report = check_chain(&scenario, &chain, &context);
            serde_json::to_string(&report).unwrap().hash(&mut hasher);
            for finding in report.findings() {
                let place = match finding.severity {
                    Severity::Error => 0,
                    Severity::Warning => 1,
                    _ => 2,
                };
                counts[place] += 1;
            }
        }
    }
    (hasher.finish(), counts)
}

#[test]
fn of_all_reports() {
    for suite in suites() {
        let digests = in_parallel(&suite.cases, digest);
        let mut hasher = DefaultHasher::new();
        let mut sums = [0; 3];
        for (digest, counts) in &digests {
            digest.hash(&mut hasher);
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        let [errors, warnings, notices] = sums;
        println!(
            "{}: {:016x} of {} cases; {errors} errors, {warnings} warnings, {notices} notices",
            suite.name,
            hasher.finish(),
            digests.len()
        );
        assert!(errors > 0 && warnings > 0 && notices > 0, "{}", suite.name);
    }
}
