//! `check` of one input.

use serde_json::Value;
use vb365_tls::scenario::ScenarioId;

use crate::files::{HOST, path};
use crate::{assert_usage, check, in_one_line};

#[test]
fn check_says_yes_or_no_for_one_scenario() {
    let server = path("server.pem");
    for id in ScenarioId::ALL {
        let fits = check(&["--scenario", id.as_str(), "--address", HOST, &server]);
        assert_eq!(fits.code, 0, "{id}: {fits:?}");
        let late = [
            "--now",
            "2099-01-01T00:00:00Z",
            "--scenario",
            id.as_str(),
            &server,
        ];
        let expired = check(&late);
        assert_eq!(expired.code, 1, "{id}: {expired:?}");
        assert!(
            expired.stdout.contains("\nerror certificate-expired: "),
            "{expired:?}"
        );
    }
    let scenario = [
        "--scenario",
        "rest-api",
        "--address",
        "other.example.com",
        &server,
    ];
    let named = check(&scenario);
    assert_eq!(named.code, 1);
    assert!(
        named
            .stdout
            .contains("\nerror reference-identifier-unmatched: "),
        "{named:?}"
    );
    let both = check(&[
        "--scenario",
        "rest-api",
        "--scenario",
        "backup-proxy",
        &path("client.pem"),
    ]);
    assert_eq!(both.code, 1, "it has to fit both: {both:?}");
}

#[test]
fn check_says_which_of_all_scenarios_a_certificate_fits() {
    let client = check(&[&path("client.pem")]);
    assert_eq!((client.code, client.stderr.as_str()), (0, ""));
    let fitting: Vec<_> = client
        .stdout
        .lines()
        .filter(|line| line.contains("  yes  "))
        .map(|line| line[4..].split(' ').next().unwrap())
        .collect();
    let expected = [
        "organization-management",
        "backup-application",
        "backup-proxy",
        "restore-portal",
    ];
    assert_eq!(fitting, expected, "{client:?}");
    assert!(
        client
            .stdout
            .contains("\nNo name was compared (no --address). "),
        "{client:?}"
    );
    let without_key = check(&["--address", HOST, &path("server.crt")]);
    assert_eq!(without_key.code, 1);
    assert!(!without_key.stdout.contains("  yes  "), "{without_key:?}");
    assert!(!without_key.stdout.contains("--address"), "{without_key:?}");
    let once = "\nerror private-key-absent (all): the private key is not included\n";
    assert!(without_key.stdout.contains(once), "{without_key:?}");
    assert_eq!(without_key.stdout.matches("private-key-absent").count(), 1);
    assert!(!without_key.stdout.contains("remedy"), "{without_key:?}");
    let with_key = check(&["--key", &path("server.key"), &path("server.crt")]);
    assert_eq!(with_key.code, 0, "{with_key:?}");
}

#[test]
fn check_prints_reports_as_json() {
    let ended = check(&["--format", "json", &path("client.pem")]);
    assert_eq!(ended.code, 0);
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    let reports = printed["results"][0]["reports"].as_array().unwrap();
    let ids: Vec<_> = reports
        .iter()
        .map(|it| it["scenario"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ScenarioId::ALL.map(ScenarioId::as_str));
    assert_eq!(reports[0]["accepted"], true);
    assert_eq!(reports[3]["accepted"], false);
    let findings = reports[3]["findings"].as_array().unwrap();
    assert_eq!(findings[0]["rule"], "extended-key-usage-mismatch");
    assert_eq!(findings[0]["severity"], "error");
    assert_eq!(findings[0]["position"], "end-entity");
    for finding in reports
        .iter()
        .flat_map(|it| it["findings"].as_array().unwrap())
    {
        for field in [
            "message", "expected", "found", "remedy", "citation", "basis", "rule", "severity",
        ] {
            assert!(
                finding[field].as_str().is_some_and(|it| !it.is_empty()),
                "{field}: {finding}"
            );
        }
    }
    assert!(ended.stderr.contains("without --address"), "{ended:?}");
    let read = crate::reports(&ended);
    assert!(read[0].is_accepted() && !read[3].is_accepted());
}

#[test]
fn check_takes_levels_from_a_policy() {
    let own = path("own.pem");
    assert_eq!(check(&["--scenario", "rest-api", &own]).code, 0);
    let denied = check(&[
        "--scenario",
        "rest-api",
        "--policy",
        &path("policy.json"),
        &own,
    ]);
    assert_eq!(denied.code, 1);
    assert!(
        denied
            .stdout
            .contains("\nerror extended-key-usage-absent: "),
        "{denied:?}"
    );
    let typo = check(&[
        "--scenario",
        "rest-api",
        "--policy",
        &path("typo.json"),
        &own,
    ]);
    assert_usage(
        &typo,
        "typo.json: `extended-key-usage-missing` is not the id of a rule; did you mean `extended-key-usage-",
    );
    let by_path = check(&["--scenario", "rest-api", "--verified", "by-path", &own]);
    assert_eq!(by_path.code, 1);
    assert!(
        by_path.stdout.contains("\nerror subject-alt-name-absent: "),
        "{by_path:?}"
    );
}

#[test]
fn check_tells_usage_from_a_no() {
    let server = path("server.pem");
    assert_usage(&check(&[]), "Usage: ");
    assert_usage(
        &check(&["--scenario", "rest", &server]),
        "`rest` is not a scenario",
    );
    assert_usage(
        &check(&["--address", "a b", &server]),
        "neither a DNS name nor an IP address",
    );
    assert_usage(
        &check(&["--now", "tomorrow", &server]),
        "2026-11-01T00:00:00Z",
    );
    assert_usage(
        &check(&["--cloud", "germany", &server]),
        "closed it in 2021",
    );
    assert_usage(&check(&[&path("absent.pem")]), "absent.pem: ");
    assert_usage(&check(&[&path("policy.json")]), "policy.json: ");
    assert_usage(
        &check(&["--key", &path("server.crt"), &path("server.crt")]),
        "server.crt: ",
    );
    assert_usage(
        &check(&["--password-env", "VB365_NO_PASSWORD", &server]),
        "VB365_NO_PASSWORD: ",
    );
    assert_usage(
        &check(&["--password-file", &path("absent.txt"), &server]),
        "absent.txt: ",
    );
}

#[test]
fn check_opens_what_a_password_protects() {
    let (pfx, file) = (path("server.pfx"), path("password.txt"));
    let provenance = "from PKCS#12 (PFX) in DER; password: given; integrity: PKCS#12 MAC with SHA-256, 2048 iterations; ";
    for option in [
        ["--password-file", &file],
        ["--password-env", "VB365_PASSWORD"],
    ] {
        let ended = check(&[&option[..], &["-v", &pfx]].concat());
        assert_eq!(
            (ended.code, ended.stderr.contains("needed no")),
            (0, false),
            "{ended:?}"
        );
        assert!(in_one_line(&ended).contains(provenance), "{ended:?}");

        let (key, certificate) = (path("server.locked.key"), path("server.crt"));
        let apart = check(&[&option[..], &["-v", "--key", &key, &certificate]].concat());
        assert_eq!(apart.code, 0, "{apart:?}");
        let provenance = "from PEM; key: PBES2 with AES-256 and SHA-256, 2048 iterations ";
        assert!(in_one_line(&apart).contains(provenance), "{apart:?}");

        let json = check(&[&option[..], &["--format", "json", &pfx]].concat());
        let reports = crate::reports(&json);
        assert_eq!(reports.len(), ScenarioId::ALL.len());

        let not_needed = check(&[&option[..], &[&path("server.pem")]].concat());
        assert!(
            not_needed
                .stderr
                .contains("server.pem needed no password\n")
        );
    }
    assert_usage(
        &check(&[&pfx]),
        "server.pfx: the file is protected with a password and none was given; give the one it was exported with; use \
         --password-file or --password-env\n",
    );
    assert_usage(
        &check(&["--key", &path("server.locked.key"), &path("server.crt")]),
        "; use --password-file or --password-env\n",
    );
    assert_usage(
        &check(&["--password-file", &path("server.crt"), &pfx]),
        "server.pfx: the password is wrong or the file is damaged",
    );
    assert_usage(
        &check(&["--password-file", &pfx, &pfx]),
        "server.pfx: not UTF-8; save the password as UTF-8\n",
    );
}

#[test]
fn check_chooses_among_several_identities() {
    let both = path("both.pem");
    let refused = check(&[&both]);
    assert_usage(&refused, "both.pem: the input holds 2 private keys; ");
    assert!(refused.stderr.ends_with("; use --select\n"), "{refused:?}");
    let thumbprint = refused.stderr.split("thumbprint ").nth(1).unwrap();
    let thumbprint = format!("thumbprint:{}", &thumbprint[..40]);
    for selection in [&thumbprint, &format!("host:{HOST}")] {
        let ended = check(&["--select", selection, &both]);
        assert_eq!(ended.code, 0, "{ended:?}");
        assert!(
            ended.stdout.contains("Ignored in the input: 1. "),
            "{ended:?}"
        );
        let ended = check(&["-v", "--select", selection, &both]);
        assert!(
            in_one_line(&ended).contains("another one was chosen "),
            "{ended:?}"
        );
    }
    assert_usage(
        &check(&["--select", "name:absent", &both]),
        "no certificate with its private key is there for friendly name `absent`: (1) RSA 2048",
    );
    assert_usage(
        &check(&["--select", "thumbprint:12", &both]),
        "expected 40 hexadecimal digits or the Base64 of 20 bytes, found 2 digits",
    );
    assert_usage(
        &check(&["--select", "it", &both]),
        "one of thumbprint:SHA1HEX",
    );
}

#[test]
fn check_understands_the_times_of_rfc_3339() {
    for (now, code) in [
        ("2099-01-01T00:00:00Z", 1),
        ("2099-01-01t00:00:00.25z", 1),
        ("2099-01-01T00:00:00+05:30", 1),
        ("2099-01-01T00:00:00", 2),
        ("2099-01-01T00:00:00+5:30", 2),
        ("2099-02-30T00:00:00Z", 2),
        ("2099-01-01", 2),
        ("1969-12-31T00:00:00Z", 2),
    ] {
        assert_eq!(
            check(&["--now", now, &path("server.pem")]).code,
            code,
            "{now}"
        );
    }
}

/// Certificates that break one demand each of the profile of another product.
#[test]
fn check_goes_by_the_profile_of_a_file() {
    let server = path("server.pem");
    let run = |profile: &str| {
        let profile = format!("../profiles/{profile}.json");
        check(&["-v", "--profile", &profile, "--address", HOST, &server])
    };
    let vspc = run("vspc-server");
    assert_eq!(vspc.code, 1, "{vspc:?}");
    assert!(vspc.stdout.contains("vspc-server"), "{vspc:?}");
    assert!(
        in_one_line(&vspc)
            .contains("expected: the key usage nonRepudiation, where key usages are listed"),
        "{vspc:?}"
    );
    assert!(
        !vspc.stdout.contains("rest-api"),
        "the eight are not asked: {vspc:?}"
    );
    let vbr = run("vbr-backup-server");
    assert!(
        in_one_line(&vbr).contains("expected: basic constraints with `CA:TRUE`"),
        "{vbr:?}"
    );
}

#[test]
fn check_names_what_is_wrong_with_a_profile() {
    let folder = std::env::temp_dir().join(format!("vb365-tls-profiles-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let good = std::fs::read_to_string("../profiles/vspc-server.json").unwrap();
    let rows = [
        (
            "\"wildcard\"",
            "\"wildcrad\"",
            "`wildcrad` is not a demand: the kinds are ca, common-name, ",
        ),
        (
            "\"words\"",
            "\"wrods\"",
            "unknown field `wrods`, expected one of `id`, `title`, `acts-as`, `words` ",
        ),
        (
            "\"tls-server\"",
            "\"server\"",
            "unknown variant `server`, expected one of `tls-server`, ",
        ),
    ];
    for (part, instead, said) in rows {
        let file = folder.join("profile.json");
        std::fs::write(&file, good.replace(part, instead)).unwrap();
        let file = file.to_str().unwrap();
        let ended = check(&["--profile", file, &path("server.pem")]);
        assert_eq!((ended.code, ended.stdout.as_str()), (2, ""), "{ended:?}");
        let expected = format!("error: {file}: {said}");
        assert!(ended.stderr.starts_with(&expected), "{ended:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
