//! ML-DSA, which OpenSSL presents from 3.5 on: until that is everywhere, a server of this crate with aws-lc-rs does.

use std::fmt::Write;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use vb365_tls::identity::Identity;
use vb365_tls::profile::Verification;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Context, Credential, check};

use super::peer::VERSIONS;
use super::rows::HOST;
use super::{Cell, OK, outcome, providers};
use crate::handshake::wire::meet;

struct Row {
    text: &'static str,
    forge: fn() -> Forge,
}

const ROWS: &[Row] = &[
    Row {
        text: "self-signed, an **ML-DSA-65** key ³",
        forge: || Forge::self_signed(HOST).key(TestKey::MlDsa65),
    },
    Row {
        text: "an ML-DSA-65 key, issued by an RSA root ³",
        forge: || Forge::tls(HOST).intermediates(0).key(TestKey::MlDsa65),
    },
    Row {
        text: "an RSA key, issued by an ML-DSA-65 root ³",
        forge: || {
            let root = Forge::tls(HOST).intermediates(0);
            root.root(|it| it.key(TestKey::MlDsa65))
        },
    },
];

/// The rows, in the form of the table.
pub(super) fn rows() -> String {
    let mut rows = String::new();
    for Row { text, forge } in ROWS {
        let forge = forge();
        let [pinned, key_pinned, by_path] = connected(&forge);
        let checked = checked(&forge);
        writeln!(
            rows,
            "| {text} | {pinned} | {key_pinned} | {by_path} | {checked} |"
        )
        .unwrap();
    }
    rows
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// A server of one version, for it has cipher suites of no other.
fn server(forge: &Forge, index: usize) -> Arc<ServerConfig> {
    let mut provider = aws_lc_rs::default_provider();
    let version = VERSIONS[index].version;
    let suites = &mut provider.cipher_suites;
    suites.retain(|suite| suite.version().version == version);
    let context = Context::fixed(Arc::new(provider), Forge::now());
    let context = context.with_relying_party(Verification::ByPin);
    let scenario = RestApi::at(HOST).unwrap();
    let identity = forge.identity(&self::provider());
    let credential = Credential::accept(scenario, identity, &context).unwrap();
    Arc::new(credential.server_config().unwrap())
}

fn connected(forge: &Forge) -> [String; 3] {
    let servers = [0, 1].map(|index| server(forge, index));
    let chain = forge.chain(&provider());
    let anchor = forge.trust_anchor(&provider());
    let trusts = [
        ServerTrust::pinned(chain.end_entity()),
        ServerTrust::pinned(Pins::from(chain.end_entity().public_key().fingerprint())),
        ServerTrust::private_ca(&[anchor]).unwrap(),
    ];
    trusts.map(|trust| {
        Cell(providers().map(|(_, context)| {
            let client = client_config(&crate::rest_api(), &trust, &context).unwrap();
            let client = Arc::new(client);
            servers
                .each_ref()
                .map(|server| outcome(meet(&client, server).client))
        }))
        .to_string()
    })
}

/// What is found for clients that pin: errors, or else that there are none.
fn checked(forge: &Forge) -> String {
    Cell(providers().map(|(_, context)| {
        let context = context.with_relying_party(Verification::ByPin);
        let scenario = RestApi::at(HOST).unwrap();
        let identity: Identity = forge.identity(&provider());
        let report = check(&scenario, &identity, &context);
        let errors: Vec<_> = report.errors().map(|it| format!("`{}`", it.rule)).collect();
        let errors = match &*errors {
            [] => OK.into(),
            _ => errors.join(", "),
        };
        [errors.clone(), errors]
    }))
    .to_string()
}
