//! The certificate of another product: as a type, as a file, and with one rule of its own.

use std::error::Error;
use std::sync::Arc;

use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use vb365_tls::address::Address;
use vb365_tls::finding::Basis;
use vb365_tls::profile::{Demand, Profile, Requirement, Word};
use vb365_tls::rule::{CustomRule, Facts, Rule, Violation};
use vb365_tls::scenario::{CustomScenario, UsageScenario, role};
use vb365_tls::test_support::Forge;
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, Credential, check};

/// The name of the server, which is in its certificate.
const HOST: &str = "vb365.example.com";

/// A reverse proxy that stands before the REST API and is reached under one name only.
struct ReverseProxy(Address);

impl UsageScenario for ReverseProxy {
    /// With this role there are a server configuration and one for clients that present no certificate.
    type Role = role::TlsServer;

    /// What every client of a server looks at is asked anyway; the words are what is asked besides.
    const PROFILE: &'static Profile =
        &Profile::tls_server("reverse-proxy", "Standing before the REST API", WORDS);

    fn addresses(&self) -> Vec<Address> {
        vec![self.0.clone()]
    }
}

const WORDS: &[Word] = &[Word::new(
    Demand::Wildcard,
    Requirement::MustNot,
    Basis::Own,
    "handbook, page 3",
)];

/// The same as a file says it.
const FILE: &str = r#"{
    "id": "reverse-proxy", "title": "Standing before the REST API", "acts-as": "tls-server",
    "words": [{"demand": "wildcard", "requirement": "must-not", "basis": "own", "source": "handbook, page 3"}]
}"#;

/// What no word says is a rule.
static ISSUED_ELSEWHERE: CustomRule = CustomRule::new(
    Rule::new(
        "example-issued-elsewhere",
        "the certificate is not issued by our own CA",
    )
    .with_remedy("Request it from the CA of the department."),
    |facts: &Facts<'_>| match facts.end_entity().issuer().to_string() {
        issuer if issuer.starts_with("CN=Test Intermediate") => Vec::new(),
        issuer => vec![Violation::of_end_entity(
            "an issuer `CN=Test Intermediate`",
            issuer,
        )],
    },
);

fn main() -> Result<(), Box<dyn Error>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // Certificates made in memory are valid at one time.
    let context = Context::fixed(Arc::clone(&provider), Forge::now());
    let context = context.with_rule(&ISSUED_ELSEWHERE)?;
    let by_type = ReverseProxy(HOST.parse()?);
    let by_file = CustomScenario::new(serde_json::from_str(FILE)?, vec![HOST.parse()?]);

    let unfit = [Forge::tls("*.example.com"), Forge::self_signed(HOST)];
    for unfit in unfit.map(|forge| forge.identity(&provider)) {
        let report = check(&by_file, &unfit, &context);
        println!("{report}\n");
        assert_eq!(check(&by_type, &unfit, &context), report);
    }

    let forge = Forge::tls(HOST);
    let trust = ServerTrust::private_ca(&[forge.trust_anchor(&provider)])?;
    // What a file says is held against what the program does with the certificate.
    let by_file = by_file.with_role::<role::TlsServer>()?;
    let client = client_config(&by_file, &trust, &context)?;
    // The same trust says what the clients will make of the certificate.
    let context = context.with_relying_party(trust);
    let credential = Credential::accept(by_file, forge.identity(&provider), &context)?;
    println!("{}", credential.report());
    println!(
        "connected: {}",
        connect(credential.server_config()?, client)?
    );
    Ok(())
}

/// A TLS handshake in memory, and what the two ends agreed on.
fn connect(
    server: impl Into<Arc<ServerConfig>>,
    client: impl Into<Arc<ClientConfig>>,
) -> Result<String, Box<dyn Error>> {
    let mut server = ServerConnection::new(server.into())?;
    let mut client = ClientConnection::new(client.into(), HOST.try_into()?)?;
    while client.is_handshaking() || server.is_handshaking() {
        let (mut sent, mut answered) = (Vec::new(), Vec::new());
        while client.wants_write() {
            client.write_tls(&mut sent)?;
        }
        let mut unread = sent.as_slice();
        while !unread.is_empty() {
            server.read_tls(&mut unread)?;
            server.process_new_packets()?;
        }
        while server.wants_write() {
            server.write_tls(&mut answered)?;
        }
        let mut unread = answered.as_slice();
        while !unread.is_empty() {
            client.read_tls(&mut unread)?;
            client.process_new_packets()?;
        }
    }
    let version = client
        .protocol_version()
        .and_then(|version| version.as_str());
    let suite = client.negotiated_cipher_suite();
    let suite = suite.and_then(|suite| suite.suite().as_str());
    Ok(format!(
        "{} {}",
        version.unwrap_or("-").replace('_', "."),
        suite.unwrap_or("-")
    ))
}
