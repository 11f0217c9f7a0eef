//! Each word of a profile means what it says: broken in either direction it changes the report, and no word lets past what
//! the engine refuses.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::ServerName;
use vb365_tls::finding::{Basis, Severity};
use vb365_tls::identity::Identity;
use vb365_tls::profile::{Demand, Profile, Requirement, Verification, Word};
use vb365_tls::provenance::Provenance;
use vb365_tls::scenario::{CustomScenario, role};
use vb365_tls::test_support::{Forge, KeyUsageBit, TestKey, encode, pfx};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Report, check, check_chain};

use crate::invariants::relying_party::End;
use crate::rules::{HOST, context, provider};

const HANDBOOK: &str = "our handbook";

/// A certificate, and the key provider its file names.
type Made = (Forge, Option<&'static str>);

/// For each kind of demand, a certificate that has it and one that has not.
fn both(demand: &Demand) -> [Made; 2] {
    let plain = || (Forge::tls(HOST), None);
    let made = |forge: Forge| (forge, None);
    match demand.kind() {
        "ca" => [made(Forge::tls(HOST).ca(None)), plain()],
        "common-name" => [
            made(Forge::tls(HOST).subject("CN=vb365.example.com")),
            made(Forge::tls(HOST).subject("CN=Somebody")),
        ],
        "crl" => [
            made(Forge::tls(HOST).extension("2.5.29.31", false, &crl_at("http://pki.example/a"))),
            made(Forge::tls(HOST).extension("2.5.29.31", false, &crl_at("ldap://pki.example/a"))),
        ],
        "extended-key-usage" => [
            plain(),
            made(Forge::tls(HOST).purposes(&["1.3.6.1.5.5.7.3.2"])),
        ],
        "extension" => [
            plain(),
            made(Forge::tls(HOST).without_extension("2.5.29.37")),
        ],
        "key" => [plain(), made(Forge::tls(HOST).key(TestKey::P256))],
        "key-size" => [plain(), made(Forge::tls(HOST).key(TestKey::Rsa1536))],
        "key-provider" => [
            (
                Forge::tls(HOST),
                Some("Microsoft Enhanced RSA and AES Cryptographic Provider"),
            ),
            (
                Forge::tls(HOST),
                Some("Microsoft Software Key Storage Provider"),
            ),
        ],
        "key-usage" => [
            plain(),
            made(Forge::tls(HOST).key_usage(&[KeyUsageBit::KeyEncipherment])),
        ],
        "lifetime" => [
            made(Forge::tls(HOST).valid("2026-10-01", "2027-11-03")),
            made(Forge::tls(HOST).valid("2026-10-01", "2027-11-04")),
        ],
        "path-length" => [
            made(Forge::tls(HOST).ca(Some(0))),
            made(Forge::tls(HOST).ca(Some(1))),
        ],
        "reference-identifier" => [plain(), made(Forge::tls("other.example.com"))],
        "self-signed" => [made(Forge::self_signed(HOST)), plain()],
        "subject-alt-name" => [plain(), made(Forge::tls(HOST).without_san())],
        "wildcard" => [made(Forge::tls("*.example.com")), plain()],
        kind => panic!("certificates for `{kind}` are missing: one that has it, one that has not"),
    }
}

pub(super) fn crl_at(address: &str) -> Vec<u8> {
    let uri = encode::element(0x86, address.as_bytes());
    let name = encode::element(0xa0, &encode::element(0xa0, &uri));
    encode::sequence(&[encode::sequence(&[name])])
}

fn identity((forge, key_provider): &Made) -> Identity {
    let mut written = pfx();
    written.key_provider = key_provider.map(str::to_owned);
    forge.identity_read_from(Provenance::Pfx(written), &provider())
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
    ByPath,
    ByPin,
    Assertion,
}

const USES: [Use; 3] = [Use::ByPath, Use::ByPin, Use::Assertion];

fn scenario(used: Use, words: Vec<Word>) -> CustomScenario {
    let mut profile = match used {
        Use::Assertion => Profile::assertion_signer("signing", "Signing", &[]),
        _ => Profile::tls_server("serving", "Serving", &[]),
    };
    profile.words = words.into();
    CustomScenario::new(profile, vec![HOST.parse().unwrap()])
}

fn report(used: Use, words: Vec<Word>, made: &Made) -> Report {
    let context = match used {
        Use::ByPath => context().with_relying_party(Verification::ByPath),
        _ => context().with_relying_party(Verification::ByPin),
    };
    check(&scenario(used, words), &identity(made), &context)
}

fn word(demand: Demand, requirement: Requirement) -> Word {
    Word::new(demand, requirement, Basis::Practice, HANDBOOK)
}

/// Made from the list of kinds, so that none can be forgotten.
#[test]
fn every_word_is_enforced_in_both_directions() {
    let examples = Demand::EXAMPLES.into_iter();
    for (demand, requirement) in examples.flat_map(|it| Requirement::ALL.map(|word| (it, word))) {
        let [has, has_not] = both(&demand);
        let (kept, broken) = match requirement.is_demand() {
            true => (&has, &has_not),
            false => (&has_not, &has),
        };
        for used in USES {
            let case = format!("{demand} {requirement}, {used:?}");
            let asked = || vec![word(demand, requirement)];
            let unasked = report(used, Vec::new(), kept);
            // Whoever asks for a self-signed certificate is not told that it is one.
            if !(demand == Demand::SelfSigned && requirement.is_demand()) {
                assert_eq!(report(used, asked(), kept), unasked, "{case}: kept");
            }
            let told = report(used, asked(), broken);
            let by_handbook = told.findings().iter().filter(|it| it.citation == HANDBOOK);
            let weights: Vec<_> = by_handbook.map(|it| (it.severity, it.basis)).collect();
            match requirement.severity() {
                None => assert_eq!(told, report(used, Vec::new(), broken), "{case}"),
                Some(severity) => {
                    // What is an error anyway stays one, with its own source, where the word only recommends.
                    let is_graver = severity == Severity::Warning && weights.is_empty();
                    let is_error = told.errors().next().is_some();
                    assert!(
                        weights == [(severity, Basis::Practice)] || (is_graver && is_error),
                        "{case}: {told}"
                    );
                }
            }
        }
    }
}

/// The eleven words of which nothing was heard, or too little.
#[test]
fn words_of_old_are_heard() {
    use Requirement::{Must, MustNot};
    let rows = [
        (
            Use::ByPath,
            "wildcard",
            Must,
            "error profile-demand-unmet: expected a wildcard as the only match of an address, found `DNS:vb365.example.com`",
        ),
        (
            Use::ByPath,
            "self-signed",
            Must,
            "error profile-demand-unmet: expected an end entity that is its own issuer, found one issued by `CN=Test Intermediate 1`",
        ),
        (
            Use::ByPath,
            "self-signed",
            MustNot,
            "error self-signed: expected a certificate of a CA, found issuer and subject are the same",
        ),
        (
            Use::ByPath,
            "ca",
            Must,
            "error profile-demand-unmet: expected basic constraints with `CA:TRUE`, found `CA:FALSE`",
        ),
        (
            Use::ByPath,
            "key=rsa",
            Must,
            "error profile-demand-unmet: expected an RSA key, found EC P-256",
        ),
        (
            Use::ByPath,
            "key=rsa",
            MustNot,
            "error profile-demand-unmet: expected no RSA key, found RSA 2048",
        ),
        (
            Use::ByPath,
            "subject-alt-name",
            MustNot,
            "error profile-demand-unmet: expected no dNSName or iPAddress in the subject alternative name, found `DNS:vb365.example.com`",
        ),
        (
            Use::ByPath,
            "wildcard",
            MustNot,
            "error wildcard-in-name: expected `vb365.example.com`, found `*.example.com`",
        ),
        (
            Use::ByPin,
            "self-signed",
            MustNot,
            "error self-signed: expected a certificate of a CA, found issuer and subject are the same",
        ),
        (
            Use::ByPin,
            "key-usage=digitalSignature",
            Must,
            "error key-usage-mismatch: expected `digitalSignature`, found `keyEncipherment`",
        ),
        (
            Use::ByPin,
            "extended-key-usage=serverAuth",
            Must,
            "error extended-key-usage-mismatch: expected `serverAuth`, found `clientAuth`",
        ),
    ];
    for (used, demand, requirement, expected) in rows {
        let demand: Demand = demand.parse().unwrap();
        let [has, has_not] = both(&demand);
        let made = if requirement.is_demand() {
            has_not
        } else {
            has
        };
        let told = report(used, vec![word(demand, requirement)], &made);
        let said: Vec<_> = told
            .errors()
            .filter(|it| it.citation == HANDBOOK)
            .map(|it| {
                format!(
                    "{} {}: expected {}, found {}",
                    it.severity, it.rule, it.expected, it.found
                )
            })
            .collect();
        assert_eq!(said, [expected], "{demand} {requirement}: {told}");
    }
}

/// `CA:TRUE` is an error of the engine by path, whoever asks for it; only a pin lets it pass.
#[test]
fn no_word_silences_the_engine() {
    let made = (Forge::tls(HOST).ca(None), None);
    let asked = || vec![word(Demand::Ca, Requirement::Must)];
    let by_path = report(Use::ByPath, asked(), &made);
    let errors: Vec<_> = by_path.errors().map(|it| it.rule.as_str()).collect();
    assert_eq!(errors, ["end-entity-is-ca"]);
    assert!(report(Use::ByPin, asked(), &made).is_accepted());
}

/// Profiles at random: the report is the handshake, and nothing is accepted by path that rustls' own verifier refuses.
#[test]
fn random_profiles_are_never_laxer_than_rustls() {
    let provider = provider();
    let mut seed = 0x0123_4567_89ab_cdef_u64;
    let mut random = |below: usize| {
        // Numerical Recipes' generator; its upper bits are good enough to choose words by.
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let (mut accepted, mut refused) = (0, 0);
    for demand in Demand::EXAMPLES {
        for (forge, _) in both(&demand) {
            let chain = forge.chain(&provider);
            let anchor = forge.trust_anchor(&provider);
            let trust = ServerTrust::private_ca(&[anchor]).unwrap();
            let context = context().with_relying_party(trust.clone());
            let is_good = is_good_for_rustls(&forge);
            let key = provider
                .key_provider
                .load_private_key(TestKey::Rsa2048.private_key())
                .unwrap();
            for _ in 0..12 {
                let words = Demand::EXAMPLES.into_iter().filter_map(|demand| {
                    let requirement = Requirement::ALL[random(5)];
                    (random(3) == 0).then(|| word(demand, requirement))
                });
                let scenario = scenario(Use::ByPath, words.collect());
                let report = check_chain(&scenario, &chain, &context);
                let scenario = scenario.with_role::<role::TlsServer>().unwrap();
                let config = client_config(&scenario, &trust, &context).unwrap();
                let met =
                    End::Client(Arc::new(config)).meets(HOST, &forge.certificates(&provider), &key);
                assert_eq!(met.is_ok(), report.is_accepted(), "{met:?}\n{report}");
                if report.is_accepted() {
                    assert!(is_good, "{report}");
                    accepted += 1;
                } else {
                    refused += 1;
                }
            }
        }
    }
    assert!(
        accepted > 30 && refused > 30,
        "{accepted} accepted, {refused} refused"
    );
}

fn is_good_for_rustls(forge: &Forge) -> bool {
    let provider = provider();
    let mut roots = RootCertStore::empty();
    roots.add(forge.trust_anchor_der(&provider)).unwrap();
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let verifier = verifier.build().unwrap();
    let certificates = forge.certificates(&provider);
    let (end_entity, intermediates) = certificates.split_first().unwrap();
    let name = ServerName::try_from(HOST).unwrap();
    let verified = verifier.verify_server_cert(end_entity, intermediates, &name, &[], Forge::now());
    verified.is_ok()
}
