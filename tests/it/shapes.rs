//! Which certificates connect, measured: `openssl s_server` serves each, clients of this crate meet it.

mod alerts;
mod openssl;
mod peer;
mod post_quantum;
mod refusals;
mod rows;

use std::fmt::Write;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use vb365_tls::address::Address;
use vb365_tls::identity::Identity;
use vb365_tls::profile::Verification;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::{Pins, ServerTrust};
use vb365_tls::{Certificate, Context, Credential, check};

use crate::golden;
use openssl::{Material, Workshop};
use peer::{Server, VERSIONS};
use rows::{SHAPES, Sends, Shape};

const INTRODUCTION: &str = "\
Each certificate below is made by OpenSSL and served by `openssl s_server` over TLS 1.2 and over TLS 1.3. A client of
this crate connects to it with *ring* and with *aws-lc-rs*. A cell says `ok` where every connection succeeds, and names
the rule in the refusal where none does; where provider or version make a difference, it says which.

* **pinned**: the client pins the certificate; **key pinned**: its public key.
* **by path**: the trust anchor is the certificate itself if it is self-signed, otherwise the private root above it.
* **served**: what `check` says of the certificate for `RestApi`, clients pinning it. Where it says `ok`, a server
  of this crate presented the certificate to `openssl s_client`, with both providers and over both versions.

¹ OpenSSL does not write this one; `test_support::Forge` does. ² The server finds nothing it could sign
with, and refuses: rustls offers no RSA-PSS keys, P-521 only with aws-lc-rs, and no group of P-521, which a server needs
for such a certificate in TLS 1.2 (RFC 8422 section 5.3). ³ A server of this crate with *aws-lc-rs* presents it, because
OpenSSL knows ML-DSA only from 3.5 on; ML-DSA takes TLS 1.3. The last cell says what `check` finds. *no trust anchor*: rustls refuses it, and so does
[`ServerTrust::private_ca`](crate::trust::ServerTrust::private_ca).

";

const CHECKED_IN: &str = "src/manual/shapes.md";

#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(Forge::now())
    }
}

fn providers() -> [(&'static str, Context); 2] {
    let context = |provider: CryptoProvider| {
        Context::fixed(Arc::new(provider), Forge::now()).with_clock(Arc::new(Clock))
    };
    [
        ("ring", context(ring::default_provider())),
        ("aws-lc-rs", context(aws_lc_rs::default_provider())),
    ]
}

/// What came of a connection, as the table shows it.
type Outcome = String;

#[test]
fn the_table_of_certificate_shapes_is_what_is_measured() {
    let workshop = Workshop::open("shapes");
    let mut table = String::from(INTRODUCTION);
    table.push_str(
        "| certificate | pinned | key pinned | by path | served |\n|---|---|---|---|---|\n",
    );
    for shape in SHAPES {
        let mut material = match shape.sends {
            Sends::Path => workshop.make(&shape.maker),
            Sends::EndEntity => workshop.make_end_entity(&shape.maker),
        };
        if let Some(anchor) = &shape.anchor {
            material.anchor = workshop.certificate(anchor);
        }
        let [pinned, key_pinned, by_path] = connected(shape, &material);
        let served = served(shape, &material);
        let text = shape.text;
        writeln!(
            table,
            "| {text} | {pinned} | {key_pinned} | {by_path} | {served} |"
        )
        .unwrap();
    }
    table.push_str(&post_quantum::rows());
    assert!(
        !table.contains(UNEXPLAINED),
        "refused without a rule:\n{table}"
    );

    golden::assert_is(CHECKED_IN, &table);
}

/// One outcome for each provider and version.
struct Cell([[Outcome; 2]; 2]);

fn connected(shape: &Shape, material: &Material) -> [String; 3] {
    let end_entity = Certificate::from_der(material.certificates[0].clone()).unwrap();
    let servers = VERSIONS.map(|version| Server::start(material, version, &[]));
    let anchors = [
        Ok(ServerTrust::pinned(&end_entity)),
        Ok(ServerTrust::pinned(Pins::from(
            end_entity.public_key().fingerprint(),
        ))),
        ServerTrust::private_ca(std::slice::from_ref(&material.anchor)),
    ];
    anchors.map(|trust| {
        let Ok(trust) = trust else {
            return "no trust anchor".into();
        };
        Cell(providers().map(|(_, context)| {
            let config = Arc::new(client_config(&crate::rest_api(), &trust, &context).unwrap());
            servers
                .each_ref()
                .map(|server| outcome(server.fetch(Arc::clone(&config), shape.host)))
        }))
        .to_string()
    })
}

const OK: &str = "ok";
const UNEXPLAINED: &str = "without a rule";

fn outcome(connected: Result<(), rustls::Error>) -> Outcome {
    let Err(error) = connected else {
        return OK.into();
    };
    match explain(&error) {
        Some(finding) => {
            assert!(!finding.remedy.is_empty(), "{finding}");
            format!("`{}`", finding.rule)
        }
        None => format!("{UNEXPLAINED}: {error}"),
    }
}

fn served(shape: &Shape, material: &Material) -> String {
    let address: Address = shape.host.parse().unwrap();
    Cell(providers().map(|(_, context)| {
        let context = context.with_relying_party(Verification::ByPin);
        let identity = || {
            let key = Some(material.key.clone_key());
            Identity::from_parts(material.certificates.clone(), key).unwrap()
        };
        let scenario = RestApi::at(address.clone()).unwrap();
        let report = check(&scenario, &identity(), &context);
        let Ok(credential) = Credential::accept(scenario, identity(), &context) else {
            let ids: Vec<_> = report.errors().map(|it| format!("`{}`", it.rule)).collect();
            return [ids.join(", "), ids.join(", ")];
        };
        let config = Arc::new(credential.server_config().unwrap());
        VERSIONS.map(|version| match peer::serves(Arc::clone(&config), version) {
            true => OK.into(),
            false => "accepted, but no connection".into(),
        })
    }))
    .to_string()
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(outcomes) = self;
        let [ring, aws] = outcomes;
        let versions = |[old, new]: &[Outcome; 2]| match old == new {
            true => old.clone(),
            false => format!("{}: {old}, {}: {new}", VERSIONS[0].name, VERSIONS[1].name),
        };
        match ring == aws {
            true => f.write_str(&versions(ring)),
            false => write!(f, "ring: {}; aws-lc-rs: {}", versions(ring), versions(aws)),
        }
    }
}
