//! The eight scenarios: names, facts and text forms.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cloud;
mod constructors;
mod installation;
#[cfg(feature = "serde")]
mod profiles;
mod text_form;
mod words;

use std::error::Error;

use vb365_tls::address::Address;
use vb365_tls::profile::{ActsAs, Demand, Requirement};
use vb365_tls::scenario::role::Role;
use vb365_tls::scenario::{
    ApplicationId, BackupApplication, BackupProxy, Cloud, Fact, Link, OrganizationManagement,
    Party, RestApi, RestApiOnSeparateMachine, RestoreOperatorAuthentication, RestorePortal,
    Scenario, ScenarioId, TenantAuthentication, TenantId, UsageScenario,
};

type Outcome = Result<(), Box<dyn Error>>;

const TENANT: &str = "contoso.onmicrosoft.com";
const APPLICATION: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";

/// Id, usage scenario and first reference, as in the product's table; the first usage scenario spans two rows.
const TABLE: &str = "\
organization-management|Managing Microsoft 365 Organization|Adding Microsoft 365 Organizations
backup-application|Managing Microsoft 365 Organization|Backup Applications
backup-proxy|Communicating with Backup Proxy Server|Security Settings
rest-api|Communicating with REST API on Veeam Backup for Microsoft 365 server|REST API Settings
rest-api-on-separate-machine|Communicating with REST API on Separate Machine|Configuring REST API and Restore Portal on Separate Machine
restore-portal|Communicating with Restore Portal|Restore Portal Settings
restore-operator-authentication|Authenticating Restore Operators to Veeam Backup for Microsoft 365 server|Authentication Settings
tenant-authentication|Authenticating Tenants to Veeam Backup for Microsoft 365 in Service Provider Infrastructure|Authentication Settings
";

fn all() -> Result<[Scenario; 8], Box<dyn Error>> {
    Ok([
        OrganizationManagement::at(Cloud::Worldwide, TENANT, APPLICATION)?.into(),
        BackupApplication::at(Cloud::China, TENANT, APPLICATION)?
            .with_application("0f1b0b4c-2d8e-4b61-9b55-7d0cf7a3b1aa")?
            .into(),
        BackupProxy::at("proxy.example.com")?
            .with_server("vb365.example.com:9191")?
            .into(),
        RestApi::at("vb365.example.com:4443")?
            .with_address("[2001:db8::1]:4443")?
            .into(),
        RestApiOnSeparateMachine::at("rest.example.com", "vb365.example.com")?.into(),
        RestorePortal::at(Cloud::UsDefence, TENANT, APPLICATION, "192.0.2.1:4443")?.into(),
        RestoreOperatorAuthentication::at("vb365.example.com")?.into(),
        TenantAuthentication::at("vb365.example.com")?.into(),
    ])
}

#[test]
fn names_and_titles_are_those_of_the_table() -> Outcome {
    assert_eq!(TABLE.lines().count(), ScenarioId::ALL.len());
    for (row, scenario) in TABLE.lines().zip(ScenarioId::ALL) {
        let [id, usage, reference] = row.split('|').collect::<Vec<_>>()[..] else {
            return Err(row.into());
        };
        assert_eq!(scenario.to_string(), id);
        assert_eq!(id.parse::<ScenarioId>()?, scenario);
        let title = match scenario {
            ScenarioId::OrganizationManagement | ScenarioId::BackupApplication => {
                format!("{usage}: {reference}")
            }
            _ => usage.to_owned(),
        };
        assert_eq!(scenario.title(), title);
        assert_eq!(scenario.references()[0].title, reference);
        assert_eq!(scenario.profile().id, id);
    }
    Ok(())
}

#[test]
fn every_scenario_says_why_and_who() {
    for id in ScenarioId::ALL {
        assert!(
            !id.reason().is_empty() && !id.reason().ends_with('.'),
            "{id}"
        );
        for link in id.links() {
            assert!(link.source.starts_with("https://"), "{id}: {link}");
            assert!(id.parties().contains(&link.from), "{id}: {link}");
            assert!(id.parties().contains(&link.to), "{id}: {link}");
        }
        for reference in id.references() {
            let guide = "https://helpcenter.veeam.com/docs/vbo365/guide/";
            assert!(reference.url.starts_with(guide), "{id}: {reference}");
        }
    }
}

#[test]
fn a_scenario_knows_its_name_profile_and_addresses() -> Outcome {
    let addresses = [0, 0, 2, 2, 1, 0, 1, 1];
    for ((scenario, id), count) in all()?.iter().zip(ScenarioId::ALL).zip(addresses) {
        assert_eq!(scenario.id(), id);
        assert_eq!(scenario.profile().id, id.as_str());
        assert_eq!(scenario.addresses().len(), count, "{id}");
    }
    Ok(())
}

#[test]
fn role_and_profile_say_the_same() {
    fn acts_as<S: UsageScenario>() -> (ActsAs, ActsAs) {
        (S::Role::ACTS_AS, S::PROFILE.acts_as)
    }
    for (role, profile) in [
        acts_as::<OrganizationManagement>(),
        acts_as::<BackupApplication>(),
        acts_as::<BackupProxy>(),
        acts_as::<RestApi>(),
        acts_as::<RestApiOnSeparateMachine>(),
        acts_as::<RestorePortal>(),
        acts_as::<RestoreOperatorAuthentication>(),
        acts_as::<TenantAuthentication>(),
    ] {
        assert_eq!(role, profile);
    }
}

#[test]
fn profiles_differ_where_the_documentation_does() {
    use ScenarioId::{
        OrganizationManagement, RestApi, RestApiOnSeparateMachine, TenantAuthentication,
    };
    for id in ScenarioId::ALL {
        let profile = id.profile();
        let signs = profile.acts_as == ActsAs::AssertionSigner;
        let requirement = |demand| profile.word(&demand).map(|word| word.requirement);
        let self_signed = match id {
            RestApi | RestApiOnSeparateMachine => Requirement::ShouldNot,
            _ => Requirement::May,
        };
        assert_eq!(requirement(Demand::SelfSigned), Some(self_signed), "{id}");
        let wildcard = (id == TenantAuthentication).then_some(Requirement::May);
        assert_eq!(requirement(Demand::Wildcard), wildcard, "{id}");
        let csp = (id == OrganizationManagement).then_some(Requirement::Should);
        assert_eq!(requirement(Demand::CspKeyProvider), csp, "{id}");
        assert_eq!(profile.acts_as.purposes().is_empty(), signs, "{id}");
        // Nothing of the product's documentation demands a name, purpose or usage: those are facts of verifiers.
        for word in profile.words.iter() {
            assert_ne!(word.requirement, Requirement::Must, "{id}: {word}");
            assert!(word.source.starts_with("https://"), "{id}: {word}");
        }
    }
}

#[test]
fn unknown_names_are_refused_with_the_known_ones() {
    let error = "rest".parse::<ScenarioId>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`rest` is not a scenario; one of organization-management, backup-application, backup-proxy, rest-api, \
         rest-api-on-separate-machine, restore-portal, restore-operator-authentication, tenant-authentication is"
    );
    assert!("REST-API".parse::<ScenarioId>().is_err());
    assert!("".parse::<ScenarioId>().is_err());
}

#[test]
fn a_file_says_nothing_twice_and_nothing_unknown() {
    for (json, reason) in [
        (
            r#"{"scenario":"rest","addresses":["a.example.com"]}"#,
            "unknown variant `rest`, expected one of ",
        ),
        (
            r#"{"scenario":"rest-api","scenario":"backup-proxy","addresses":["a.example.com"]}"#,
            "duplicate field `scenario`",
        ),
        (
            r#"{"scenario":"rest-api","addresses":["a.example.com"],"addresses":["b.example.com"]}"#,
            "duplicate field `addresses`",
        ),
        (
            r#"{"scenario":"rest-api","addresses":["a.example.com"],"adresses":["b.example.com"]}"#,
            "unknown field `adresses`, expected `addresses`",
        ),
        (
            r#"{"scenario":"rest-api","addresses":[]}"#,
            "an empty list where at least one value is needed",
        ),
    ] {
        let error = serde_json::from_str::<Scenario>(json).unwrap_err();
        assert!(error.to_string().starts_with(reason), "{json}: {error}");
    }
    assert!(serde_json::from_str::<ScenarioId>(r#""rest""#).is_err());
}

#[test]
fn hostile_text_is_shown_short_and_escaped() {
    let text = format!("\u{1b}[31m{}", "x".repeat(10_000));
    for error in [
        text.parse::<ScenarioId>().unwrap_err(),
        text.parse::<Cloud>().unwrap_err(),
        text.parse::<TenantId>().unwrap_err(),
        text.parse::<ApplicationId>().unwrap_err(),
    ] {
        assert!(!error.to_string().contains('\u{1b}'));
        assert!(error.to_string().len() < 500);
    }
}

#[test]
fn default_ports_are_those_of_the_product() {
    assert_eq!(RestApi::DEFAULT_PORT, 4443);
    assert_eq!(RestApiOnSeparateMachine::DEFAULT_PORT, 4443);
    assert_eq!(RestApiOnSeparateMachine::DEFAULT_CONTROLLER_PORT, 9194);
    assert_eq!(RestorePortal::DEFAULT_PORT, 4443);
    assert_eq!(BackupProxy::DEFAULT_PORT, 9193);
    assert_eq!(BackupProxy::DEFAULT_SERVER_PORT, 9191);
    assert_eq!(RestoreOperatorAuthentication::DEFAULT_PORT, 9194);
    assert_eq!(TenantAuthentication::DEFAULT_PORT, 9194);
}

#[test]
fn a_tenant_is_one_tenant() -> Outcome {
    let guid: TenantId = APPLICATION.to_uppercase().parse()?;
    assert_eq!(guid.as_str(), APPLICATION);
    let domain: TenantId = "Contoso.COM".parse()?;
    assert_eq!(domain.as_str(), "contoso.com");
    for text in ["common", "Organizations", "consumers"] {
        let error = text.parse::<TenantId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "`{text}` stands for many tenants; an application signs in to one, so give its GUID or a verified domain"
            )
        );
    }
    for text in [
        "",
        "contoso",
        "192.0.2.1",
        "2001:db8::1",
        "*.contoso.com",
        "a/b.c",
        "con toso.com",
    ] {
        let error = text.parse::<TenantId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "`{text}` is not a tenant: neither a GUID nor a domain such as contoso.onmicrosoft.com"
            )
        );
    }
    Ok(())
}

#[test]
fn an_application_is_a_guid() -> Outcome {
    let upper: ApplicationId = APPLICATION.to_uppercase().parse()?;
    assert_eq!(upper, APPLICATION.parse()?);
    for text in [
        "",
        "6731de7614a649ae97bc6eba6914391e",
        "{6731de76-14a6-49ae-97bc-6eba6914391e}",
        "6731de76-14a6-49ae-97bc-6eba6914391e-",
        "6731de76-14a6-49ae-97bc-6eba6914391g",
        "+731de76-14a6-49ae-97bc-6eba6914391e",
    ] {
        let error = text.parse::<ApplicationId>().unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "`{text}` is not an application id: a GUID such as 6731de76-14a6-49ae-97bc-6eba6914391e"
            )
        );
    }
    Ok(())
}

#[test]
fn the_portal_is_served_as_the_rest_api() -> Outcome {
    let portal = |text: &str| -> Result<RestorePortal, Box<dyn Error>> {
        Ok(RestorePortal::at(
            Cloud::Worldwide,
            TENANT,
            APPLICATION,
            text,
        )?)
    };
    let with_port = portal("portal.example.com:8443")?;
    assert_eq!(with_port.https(), RestApi::at("portal.example.com:8443")?);
    assert_eq!(with_port.uri(), "https://portal.example.com:8443");
    assert_eq!(portal("192.0.2.1")?.uri(), "https://192.0.2.1:4443");
    assert!(with_port.addresses().is_empty());
    Ok(())
}

#[test]
fn the_link_of_a_separate_machine_is_that_of_operator_authentication() -> Outcome {
    let controller: Address = "vb365.example.com".parse()?;
    let separate = RestApiOnSeparateMachine::at("rest.example.com", controller.clone())?;
    assert_eq!(
        separate.controller_link(),
        RestoreOperatorAuthentication::at(controller).unwrap()
    );
    Ok(())
}

#[test]
fn what_is_given_twice_is_kept_once() -> Outcome {
    let rest_api = RestApi::at("vb365.example.com")?
        .with_address("b.example.com")?
        .with_address("VB365.example.com.")?;
    assert_eq!(
        rest_api.addresses(),
        [
            "vb365.example.com".parse()?,
            "b.example.com".parse::<Address>()?
        ]
    );
    let application: ApplicationId = APPLICATION.parse()?;
    let backup = BackupApplication::at(Cloud::Worldwide, TENANT, application.clone())?
        .with_application(application.clone())?;
    assert_eq!(backup.applications(), [application]);
    Ok(())
}

fn links(id: ScenarioId, from: Party) -> Vec<&'static Link> {
    id.links().iter().filter(|link| link.from == from).collect()
}

#[test]
fn nothing_is_claimed_about_internal_protocols() {
    for id in ScenarioId::ALL {
        for link in id.links() {
            let internal = matches!(link.port.value(), Some(9191 | 9193 | 9194));
            assert_eq!(link.protocol == Fact::Unknown, internal, "{id}: {link}");
            if internal {
                assert!(
                    !matches!(link.presents, Fact::Documented(_)),
                    "{id}: {link}"
                );
                assert!(
                    !matches!(link.verifies, Fact::Documented(_)),
                    "{id}: {link}"
                );
            }
            if matches!(link.port.value(), Some(9191 | 9193)) {
                assert_eq!(link.presents, Fact::Unknown, "{id}: {link}");
                assert_eq!(link.verifies, Fact::Unknown, "{id}: {link}");
            }
        }
    }
    for link in links(ScenarioId::TenantAuthentication, Party::CloudGateway) {
        assert_eq!(link.verifies, Fact::Unknown);
    }
    for link in links(ScenarioId::OrganizationManagement, Party::BackupProxy) {
        assert_eq!(link.presents, Fact::Unknown);
    }
}

/// Reports and scripts say what was seen; who connects where is documented.
#[test]
fn links_come_from_documentation() {
    for id in ScenarioId::ALL {
        for link in id.links() {
            let documentation = [
                "https://helpcenter.veeam.com/",
                "https://learn.microsoft.com/",
            ];
            let is_documented = documentation.iter().any(|it| link.source.starts_with(it));
            assert!(is_documented, "{id}: {link}");
        }
    }
}

#[test]
fn what_the_ports_page_says_of_all_proxies_is_said_of_all() {
    let ids = [
        ScenarioId::OrganizationManagement,
        ScenarioId::BackupApplication,
    ];
    for id in ids {
        let from: Vec<_> = id.links().iter().map(|link| link.from).collect();
        assert_eq!(from, [Party::Vb365Server, Party::BackupProxy], "{id}");
    }
    let proxies: Vec<_> = { ScenarioId::BackupProxy.links().iter() }
        .map(|link| (link.from, link.to, link.port))
        .collect();
    let (server, proxy) = (Party::Vb365Server, Party::WorkgroupBackupProxy);
    assert_eq!(
        proxies,
        [
            (server, proxy, Fact::Documented(9193)),
            (proxy, server, Fact::Documented(9191)),
            (proxy, proxy, Fact::Documented(9193)),
        ]
    );
    let portal = ScenarioId::RestorePortal.parties();
    assert!(
        portal.contains(&Party::BackupProxy),
        "its service takes part"
    );
}

/// That browsers meet the certificate of the REST API, no page says.
#[test]
fn who_presents_to_browsers_is_inferred() {
    for id in ScenarioId::ALL {
        for link in links(id, Party::PortalUser) {
            assert_eq!(link.presents, Fact::Inferred(Party::RestApiService), "{id}");
            assert_eq!(link.port, Fact::Documented(4443), "{id}");
        }
    }
}

#[test]
fn a_link_reads_as_a_sentence() {
    let shown: Vec<_> = [
        ScenarioId::BackupProxy,
        ScenarioId::RestoreOperatorAuthentication,
    ]
    .iter()
    .map(|id| id.links()[0].to_string())
    .collect();
    assert_eq!(
        shown,
        [
            "Veeam Backup for Microsoft 365 server to backup proxy server in a workgroup, port 9193, protocol unknown: \
             presenter unknown, verifier unknown",
            "REST API service to Veeam Backup for Microsoft 365 server, port 9194 (inferred), protocol unknown: \
             presenter Veeam Backup for Microsoft 365 server (inferred), verifier REST API service (inferred)",
        ]
    );
}
