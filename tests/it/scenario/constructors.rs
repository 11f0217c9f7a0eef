//! Scenarios are made from texts or from values, and are checked without an address too.

use vb365_tls::address::Address;
use vb365_tls::scenario::{
    ApplicationId, BackupApplication, BackupProxy, Cloud, OrganizationManagement, RestApi,
    RestApiOnSeparateMachine, RestorePortal, ScenarioId, TenantId,
};
use vb365_tls::test_support::Forge;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, Error, check, check_all};

use super::{APPLICATION, Outcome, TENANT};
use crate::rules::provider;

#[test]
fn a_text_is_as_good_as_what_it_says() -> Outcome {
    let address: Address = "vb365.example.com:4443".parse()?;
    let of_address = RestApi::at(address.clone())?;
    assert_eq!(RestApi::at("vb365.example.com:4443")?, of_address);
    assert_eq!(RestApi::at("https://VB365.example.com:4443/")?, of_address);
    let text = address.to_string();
    assert_eq!(RestApi::at(&text)?, of_address);
    assert_eq!(RestApi::at(text)?, of_address);
    let (tenant, application): (TenantId, ApplicationId) = (TENANT.parse()?, APPLICATION.parse()?);
    assert_eq!(
        RestorePortal::at(Cloud::China, TENANT, APPLICATION, "vb365.example.com:4443")?,
        RestorePortal::at(Cloud::China, tenant, application, address)?,
    );
    Ok(())
}

#[test]
fn what_cannot_be_read_is_told() -> Outcome {
    let errors = [
        RestApi::at("vb365.example.com:0").unwrap_err(),
        RestApi::at("vb365.example.com")?
            .with_address("https://vb365.example.com/v8")
            .unwrap_err(),
        RestApiOnSeparateMachine::at("rest.example.com", "vb365 example").unwrap_err(),
        BackupProxy::at("proxy.example.com")?
            .with_proxy("")
            .unwrap_err(),
        OrganizationManagement::at(Cloud::Worldwide, "common", APPLICATION).unwrap_err(),
        BackupApplication::at(Cloud::Worldwide, TENANT, "vb365").unwrap_err(),
    ];
    let texts = errors.map(|error| error.to_string());
    assert_eq!(
        texts,
        [
            "`vb365.example.com:0` does not end in a valid port; give a number from 1 to 65535 after the host, or leave \
             it out with its `:`",
            "`https://vb365.example.com/v8` has more than host and port; leave the rest of the URL out",
            "`vb365 example` is neither a DNS name nor an IP address",
            "`` is neither a DNS name nor an IP address",
            "`common` stands for many tenants; an application signs in to one, so give its GUID or a verified domain",
            "`vb365` is not an application id: a GUID such as 6731de76-14a6-49ae-97bc-6eba6914391e",
        ]
    );
    let error: Error = RestApi::at("").unwrap_err().into();
    assert_eq!(
        error.to_string(),
        "`` is neither a DNS name nor an IP address"
    );
    let error = "rest".parse::<ScenarioId>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`rest` is not a scenario; one of organization-management, backup-application, backup-proxy, rest-api, \
         rest-api-on-separate-machine, restore-portal, restore-operator-authentication, tenant-authentication is"
    );
    let error = "restapi".parse::<ScenarioId>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`restapi` is not a scenario; did you mean `rest-api`?"
    );
    Ok(())
}

#[test]
fn the_name_of_a_scenario_is_checked_as_the_scenario_but_for_names() -> Outcome {
    let provider = provider();
    let context = Context::fixed(provider.clone(), Forge::now());
    let identity = Forge::tls("other.example.com").identity(&provider);
    let with_address = check(&RestApi::at("vb365.example.com")?, &identity, &context);
    let without = check(&ScenarioId::RestApi, &identity, &context);
    let mut findings = with_address.findings().to_vec();
    findings.retain(|it| it.rule.as_str() != "reference-identifier-unmatched");
    assert_eq!(findings.len() + 1, with_address.findings().len());
    assert_eq!(without.findings(), findings);
    assert!(without.is_accepted());

    let reports = check_all(&identity, &context);
    let scenarios = reports.each_ref().map(|report| report.scenario());
    assert_eq!(scenarios, ScenarioId::ALL.map(ScenarioId::as_str));
    for (id, report) in ScenarioId::ALL.iter().zip(&reports) {
        assert_eq!(report.findings(), check(id, &identity, &context).findings());
    }
    Ok(())
}

#[test]
fn a_service_makes_the_configuration_of_its_clients() -> Outcome {
    let context = Context::fixed(provider(), Forge::now());
    let identity = Forge::tls("vb365.example.com").identity(&provider());
    let trust = ServerTrust::pinned(identity.end_entity());
    let rest_api = RestApi::at("vb365.example.com")?;
    let own = rest_api.client_config(&trust, &context)?;
    let general = vb365_tls::tls::client_config(&rest_api, &trust, &context)?;
    assert_eq!(own.alpn_protocols, general.alpn_protocols);
    let portal = RestorePortal::at(Cloud::Worldwide, TENANT, APPLICATION, "vb365.example.com")?;
    portal.client_config(&trust, &context)?;
    Ok(())
}
