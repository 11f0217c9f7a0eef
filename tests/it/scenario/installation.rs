//! Where the certificates are installed.

use std::collections::BTreeSet;

use vb365_tls::scenario::{
    Fact, Generation, Installation, OverviewCertificate, RestApi, Scenario, ScenarioId, Store,
    UsageScenario,
};

const SERVER: &str = "the Veeam Backup for Microsoft 365 server";

type Texts = &'static [&'static str];

/// Scenario, store, generation, dialogs and cmdlets, as the documentation has them.
const TABLE: &[(ScenarioId, Store, Generation, Texts, Texts)] = &[
    (
        ScenarioId::OrganizationManagement,
        Store::Personal,
        Generation::OnDemandAndRegistered,
        &["Edit organization", "Add Organization wizard"],
        &[
            "Set-VBOOrganization",
            "Add-VBOOrganization",
            "New-VBOOffice365ApplicationOnlyConnectionSettings",
        ],
    ),
    (
        ScenarioId::BackupApplication,
        Store::Personal,
        Generation::Never,
        &["Backup Applications Manager"],
        &["Set-VBOBackupApplication"],
    ),
    (
        ScenarioId::BackupProxy,
        Store::TrustedRoot,
        Generation::AtInstallation,
        &["General Options > Security"],
        &["Set-VBOSecuritySettings"],
    ),
    (
        ScenarioId::RestApi,
        Store::Personal,
        Generation::OnDemand,
        &["General Options > REST API"],
        &["Set-VBORestAPISettings"],
    ),
    (
        ScenarioId::RestApiOnSeparateMachine,
        Store::Personal,
        Generation::OnDemand,
        &["Veeam.Archiver.REST.Configurator.exe > REST API"],
        &[],
    ),
    (
        ScenarioId::RestorePortal,
        Store::Personal,
        Generation::OnDemandAndRegistered,
        &[
            "General Options > Restore Portal",
            "Veeam.Archiver.REST.Configurator.exe > Restore Portal",
        ],
        &["Set-VBORestorePortalSettings"],
    ),
    (
        ScenarioId::RestoreOperatorAuthentication,
        Store::Personal,
        Generation::OnDemand,
        &["General Options > Authentication"],
        &["Set-VBOOperatorAuthenticationSettings"],
    ),
    (
        ScenarioId::TenantAuthentication,
        Store::Personal,
        Generation::OnDemand,
        &["General Options > Authentication"],
        &["Set-VBOTenantAuthenticationSettings"],
    ),
];

#[test]
fn each_is_installed_where_the_documentation_says() {
    let documented = |fact: Fact<&'static str>| match fact {
        Fact::Documented(it) => it,
        other => panic!("{other:?}"),
    };
    assert_eq!(TABLE.len(), ScenarioId::ALL.len());
    for ((id, store, generation, dialogs, cmdlets), expected) in TABLE.iter().zip(ScenarioId::ALL) {
        assert_eq!(*id, expected);
        let installation = id.installation();
        assert_eq!(installation.store.fact, Fact::Documented(*store), "{id}");
        let generated = installation.generation.fact;
        assert_eq!(generated, Fact::Documented(*generation), "{id}");
        assert_eq!(installation.exportable.fact, Fact::Documented(true), "{id}");
        let found: Vec<_> = { installation.dialogs.iter() }
            .map(|it| documented(it.fact))
            .collect();
        assert_eq!(found, *dialogs, "{id}");
        let found: Vec<_> = { installation.cmdlets.iter() }
            .map(|it| documented(it.fact))
            .collect();
        assert_eq!(found, *cmdlets, "{id}");
    }
}

/// That the machine's store is meant, and not that of whoever is signed in, no page says.
#[test]
fn the_account_of_the_store_is_inferred() {
    for id in ScenarioId::ALL {
        let location = id.installation().location.fact;
        assert_eq!(location, Fact::Inferred("LocalMachine"), "{id}");
    }
}

#[test]
fn only_the_rest_api_and_the_portal_may_be_on_another_machine() {
    let elsewhere = |id: &ScenarioId| id.installation().machine.fact != Fact::Documented(SERVER);
    let ids: Vec<_> = ScenarioId::ALL.into_iter().filter(elsewhere).collect();
    assert_eq!(
        ids,
        [
            ScenarioId::RestApiOnSeparateMachine,
            ScenarioId::RestorePortal
        ]
    );
}

#[test]
fn every_fact_has_its_source() {
    for id in ScenarioId::ALL {
        let Installation {
            machine,
            store,
            location,
            exportable,
            generation,
            dialogs,
            cmdlets,
            besides,
            ..
        } = id.installation();
        let texts = dialogs.iter().chain(*cmdlets).chain(*besides);
        let mut sources = vec![
            machine.source,
            store.source,
            location.source,
            exportable.source,
            generation.source,
        ];
        sources.extend(texts.map(|it| it.source));
        for source in sources {
            assert!(source.starts_with("https://"), "{id}: {source}");
        }
        // A script is not documentation.
        for fact in besides.iter().chain(*cmdlets).chain(*dialogs) {
            let is_documented = matches!(fact.fact, Fact::Documented(_));
            let is_of_the_product = fact.source.starts_with("https://helpcenter.veeam.com/");
            assert!(!is_documented || is_of_the_product, "{id}: {fact}");
        }
    }
}

/// It is written by hand, so it could say something else.
#[test]
fn the_sentence_has_the_first_place_and_the_first_command() {
    for id in ScenarioId::ALL {
        let installation = id.installation();
        let sentence = installation.sentence();
        let mut needed: Vec<&str> = Vec::new();
        let dialog = installation.dialogs[0].fact.value().unwrap();
        match dialog.split_once(".exe > ") {
            Some((program, tab)) => needed.extend([program, tab]),
            None => needed.push(dialog),
        }
        needed.extend(installation.cmdlets.first().and_then(|it| it.fact.value()));
        for needed in needed {
            assert!(sentence.contains(needed), "{id}: {sentence}");
        }
        assert!(sentence.ends_with('.') && !sentence.contains(". "), "{id}");
        // It names no command that is not among the facts.
        let known: Vec<_> = { installation.cmdlets.iter().chain(installation.dialogs) }
            .filter_map(|it| it.fact.value())
            .collect();
        for command in sentence.split('`').skip(1).step_by(2) {
            let is_known = known.iter().any(|it| it.starts_with(command));
            assert!(is_known, "{id}: {command}");
        }
    }
}

#[test]
fn what_contradicts_itself_is_said() {
    let portal = ScenarioId::RestorePortal.installation();
    let mut besides = portal.besides.iter();
    let contradiction = besides.find(|it| it.to_string().contains("contradicts itself"));
    assert!(contradiction.is_some_and(|it| it.source.ends_with("rest_separate_ssp.html")));
}

#[test]
fn the_six_certificates_are_for_the_eight_scenarios() {
    let titles = OverviewCertificate::ALL.map(|it| (it.title(), it.scenarios().collect()));
    let expected: [(&str, Vec<ScenarioId>); 6] = [
        (
            "Veeam Backup for Microsoft 365 server certificate",
            vec![ScenarioId::BackupProxy],
        ),
        (
            "REST API certificate",
            vec![ScenarioId::RestApi, ScenarioId::RestApiOnSeparateMachine],
        ),
        (
            "Microsoft Entra application certificate",
            vec![
                ScenarioId::OrganizationManagement,
                ScenarioId::BackupApplication,
            ],
        ),
        (
            "Tenant authentication certificate",
            vec![ScenarioId::TenantAuthentication],
        ),
        (
            "Restore operator authentication certificate",
            vec![ScenarioId::RestoreOperatorAuthentication],
        ),
        (
            "Restore Portal certificate",
            vec![ScenarioId::RestorePortal],
        ),
    ];
    assert_eq!(titles, expected);
    let all: BTreeSet<_> = { OverviewCertificate::ALL.into_iter() }
        .flat_map(OverviewCertificate::scenarios)
        .collect();
    assert!(all.into_iter().eq(ScenarioId::ALL));
}

#[test]
fn types_and_names_lead_to_the_same_facts() {
    let installation = RestApi::INSTALLATION.unwrap();
    assert_eq!(installation, ScenarioId::RestApi.installation());
    let scenario = Scenario::from(RestApi::at("vb365.example.com").unwrap());
    let told = vb365_tls::scenario::AnyScenario::installation(&scenario);
    assert_eq!(told, Some(installation));
}

#[cfg(feature = "serde")]
#[test]
fn they_are_data() -> Result<(), serde_json::Error> {
    let json = serde_json::to_value(ScenarioId::BackupProxy.installation())?;
    assert_eq!(json["store"]["fact"]["documented"], "trusted-root");
    assert_eq!(json["generation"]["fact"]["documented"], "at-installation");
    assert_eq!(json["location"]["fact"]["inferred"], "LocalMachine");
    let json = serde_json::to_value(ScenarioId::BackupProxy.overview_certificate())?;
    assert_eq!(json, "server");
    Ok(())
}
