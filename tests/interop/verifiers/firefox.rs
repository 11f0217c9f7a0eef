//! Firefox.

use std::fs;
use std::path::Path;

use vb365_tls::finding::Peer;

use super::case::{Case, Setup};
use super::nss::database_of_all;
use super::{Reply, Verifier, browser};
use crate::program::{program, said, succeed};

pub(super) const VERIFIER: Verifier = Verifier {
    peer: Peer::Firefox,
    clients: false,
    lists: false,
    version,
    ask,
};

fn version() -> String {
    let said = said(&succeed(program("firefox-esr").arg("--version")));
    said.trim().rsplit(' ').next().unwrap().to_owned()
}

fn ask(setup: &Setup, cases: &[&Case]) -> Vec<Reply> {
    let home = setup.directory.join("firefox");
    let profile = home.join("profile");
    database_of_all(setup, &profile);
    preferences(&profile);
    let mut firefox = program("firefox-esr");
    firefox
        .args(["--headless", "--no-remote", "--profile"])
        .arg(&profile)
        .env("HOME", &home);
    browser::ask(cases, &mut firefox)
}

/// Keep it from connecting to anything else, and from trusting the roots of the machine.
const PREFERENCES: &[(&str, &str)] = &[
    ("app.normandy.enabled", "false"),
    ("app.update.enabled", "false"),
    ("browser.aboutwelcome.enabled", "false"),
    ("browser.safebrowsing.malware.enabled", "false"),
    ("browser.safebrowsing.phishing.enabled", "false"),
    ("browser.shell.checkDefaultBrowser", "false"),
    ("browser.startup.homepage_override.mstone", "\"ignore\""),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("dom.security.https_first", "false"),
    ("extensions.update.enabled", "false"),
    ("media.gmp-manager.updateEnabled", "false"),
    ("network.captive-portal-service.enabled", "false"),
    ("network.connectivity-service.enabled", "false"),
    ("network.dns.disableIPv6", "true"),
    ("network.proxy.type", "0"),
    ("security.enterprise_roots.enabled", "false"),
    ("services.settings.server", "\"data:,\""),
    ("toolkit.telemetry.enabled", "false"),
];

fn preferences(profile: &Path) {
    let line = |(name, value): &(&str, &str)| format!("user_pref(\"{name}\", {value});\n");
    let lines: String = PREFERENCES.iter().map(line).collect();
    fs::write(profile.join("user.js"), lines).unwrap();
}
