//! What was verified once is not verified again, and nobody who connects can make more be remembered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring};
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm,
};
use vb365_tls::chain::Chain;
use vb365_tls::identity::Identity;
use vb365_tls::report::Report;
use vb365_tls::revocation::Crls;
use vb365_tls::test_support::{Crl, Forge, Template, TestKey};
use vb365_tls::tls::{client_config, explain};
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Certificate, Context, check, check_chain};

use crate::handshake::{is_refused_by, presented_by, wire};
use crate::rest_api;

const HOST: &str = "vb365.example.com";

/// An algorithm that counts how often it is asked, and how many octets it was given.
#[derive(Debug)]
struct Counting {
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    asked: Arc<AtomicUsize>,
}

impl SignatureVerificationAlgorithm for Counting {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.algorithm.verify_signature(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }
}

/// A provider that counts, of certificates and lists alone: the signatures of handshakes go another way.
struct Counted {
    provider: Arc<CryptoProvider>,
    asked: Arc<AtomicUsize>,
}

impl Counted {
    fn new() -> Self {
        let provider = ring::default_provider();
        let asked = Arc::new(AtomicUsize::new(0));
        let known = provider.signature_verification_algorithms;
        let counting = known.all.iter().map(|algorithm| {
            let counting = Counting {
                algorithm: *algorithm,
                asked: Arc::clone(&asked),
            };
            &*Box::leak(Box::new(counting)) as &dyn SignatureVerificationAlgorithm
        });
        let algorithms = WebPkiSupportedAlgorithms {
            all: Box::leak(counting.collect()),
            ..known
        };
        let provider = CryptoProvider {
            signature_verification_algorithms: algorithms,
            ..provider
        };
        Self {
            provider: Arc::new(provider),
            asked,
        }
    }

    fn context(&self) -> Context {
        Context::fixed(Arc::clone(&self.provider), Forge::now())
    }

    /// How many signatures `work` has verified.
    fn during<R>(&self, work: impl FnOnce() -> R) -> (usize, R) {
        let before = self.asked.load(Ordering::Relaxed);
        let result = work();
        (self.asked.load(Ordering::Relaxed) - before, result)
    }
}

fn ca(forge: &Forge, provider: &Arc<CryptoProvider>) -> ServerTrust {
    ServerTrust::private_ca(&[forge.trust_anchor(provider)]).unwrap()
}

fn findings(report: &Report) -> Vec<String> {
    report.findings().iter().map(ToString::to_string).collect()
}

fn lists(all: &[Crl], provider: &Arc<CryptoProvider>) -> Crls {
    Crls::from_bytes(all.iter().map(|it| it.der(provider))).unwrap()
}

/// Good ones and bad ones, each checked as the first time.
#[test]
fn a_check_with_a_relying_party_verifies_once() {
    let of_root = || Crl::of(Template::root("CN=Test Root"));
    for (forge, listed) in [
        (Forge::tls(HOST), None),
        (Forge::tls(HOST).intermediates(3), None),
        (Forge::tls(HOST), Some(Forge::tls(HOST).crl())),
        (Forge::tls(HOST), Some(Forge::tls(HOST).revoked())),
    ] {
        let counted = Counted::new();
        let provider = &counted.provider;
        let mut trust = ca(&forge, provider);
        if let Some(list) = listed {
            trust = trust.with_crls(lists(&[list, of_root()], provider));
        }
        let context = counted.context().with_relying_party(trust);
        let identity = forge.identity(provider);
        let (verified, first) = counted.during(|| check(&rest_api(), &identity, &context));
        assert!(verified >= 2, "{verified}");
        for _ in 0..3 {
            let (verified, again) = counted.during(|| check(&rest_api(), &identity, &context));
            assert_eq!((verified, findings(&again)), (0, findings(&first)));
        }
    }
}

#[test]
fn another_ca_and_another_provider_are_asked_again() {
    let (one, other) = (Counted::new(), Counted::new());
    let forge = Forge::tls(HOST);
    let identity = forge.identity(&one.provider);
    let trusting = |counted: &Counted, forge: &Forge| {
        let trust = ca(forge, &counted.provider);
        counted.context().with_relying_party(trust)
    };
    let stranger = forge.clone().root(|it| it.key(TestKey::Rsa3072));
    for _ in 0..2 {
        for (counted, forge, is_accepted) in [
            (&one, &forge, true),
            (&other, &forge, true),
            (&one, &stranger, false),
        ] {
            let context = trusting(counted, forge);
            let report = check(&rest_api(), &identity, &context);
            assert_eq!(report.is_accepted(), is_accepted, "{:?}", findings(&report));
        }
    }
    // Each of them remembers its own.
    for counted in [&one, &other] {
        let context = trusting(counted, &forge);
        let (verified, report) = counted.during(|| check(&rest_api(), &identity, &context));
        assert_eq!((verified, report.is_accepted()), (0, true));
    }
}

/// Dates, names and policies are nothing that is remembered.
#[test]
fn what_can_change_is_checked_again() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let identity = forge.identity(&counted.provider);
    let trust = ca(&forge, &counted.provider);
    let at = |now| {
        let context = Context::fixed(Arc::clone(&counted.provider), now);
        check(&rest_api(), &identity, &context.with_relying_party(&trust))
    };
    let later = Forge::now().as_secs() + 10 * 365 * 86_400;
    let later = rustls_pki_types::UnixTime::since_unix_epoch(std::time::Duration::from_secs(later));
    for _ in 0..2 {
        assert!(at(Forge::now()).is_accepted());
        let report = at(later);
        let mut errors = report.errors().map(|it| it.rule.as_str());
        assert!(errors.any(|rule| rule == "certificate-expired"));
    }
}

/// A hundred checks against as many CAs of one name: the answers stay right when the oldest is forgotten.
#[test]
fn many_cas_of_one_name() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let chain = forge.chain(&counted.provider);
    let keys = [TestKey::Rsa3072, TestKey::P256, TestKey::Other];
    for round in 0..100_u8 {
        let key = keys[usize::from(round) % keys.len()];
        let other = forge.clone().root(|it| it.key(key).serial(&[1, round]));
        for (forge, is_accepted) in [(&other, false), (&forge, true)] {
            let trust = ca(forge, &counted.provider);
            let context = counted.context().with_relying_party(trust);
            let report = check_chain(&rest_api(), &chain, &context);
            assert_eq!(report.is_accepted(), is_accepted, "{:?}", findings(&report));
        }
    }
}

/// Two CAs a stranger made up, of the name of the real one and as if certified by the root.
fn made_up(number: u8, provider: &Arc<CryptoProvider>) -> Vec<CertificateDer<'static>> {
    let name = "CN=Test Intermediate 1";
    let impostor = Template::root("CN=Test Root").key(TestKey::Other);
    let real = Template::intermediate(name);
    let read = Certificate::from_der(real.issued_by(&impostor, provider)).unwrap();
    let cas = [0_u8, 1].map(|which| {
        let mut key = read.public_key().as_der().to_vec();
        // Within the modulus.
        key[50] = number;
        key[51] = which;
        let ca = Template::intermediate(name).public_key(&key);
        ca.serial(&[2, number, which])
    });
    let mut chain = vec![Template::end_entity(HOST).issued_by(&real, provider)];
    chain.extend(cas.map(|it| it.issued_by(&impostor, provider)));
    chain
}

/// More keys of the CA's name than are remembered of one list.
#[test]
fn strangers_add_nothing_to_what_is_remembered_of_a_list() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let of_root = Crl::of(Template::root("CN=Test Root"));
    let known = lists(&[forge.crl(), of_root], &counted.provider);
    let trust = ca(&forge, &counted.provider).with_crls(known);
    let client = client_config(&rest_api(), &trust, &counted.context());
    let client = Arc::new(client.unwrap());
    // Both of the path, and both lists.
    let (verified, is_refused) = counted.during(|| is_refused_by(&client, &forge));
    assert_eq!((verified, is_refused), (4, false));

    for number in 0..20 {
        let presented = made_up(number, &counted.provider);
        let server = presented_by(presented.clone(), &forge);
        let met = wire::meet(&client, &server);
        assert!(met.client.is_err());
        // As a tool does that asks what is wrong with it.
        let chain = presented
            .into_iter()
            .map(|it| Certificate::from_der(it).unwrap());
        let chain = Chain::from_certificates(chain.collect()).unwrap();
        let context = counted.context().with_relying_party(&trust);
        assert!(!check_chain(&rest_api(), &chain, &context).is_accepted());
    }
    // The lists are not verified again.
    let (verified, is_refused) = counted.during(|| is_refused_by(&client, &forge));
    assert_eq!((verified, is_refused), (2, false));
}

/// The real key in an encoding that no provider takes is not the real key.
#[test]
fn a_key_encoded_otherwise_does_not_stand_for_the_real_one() {
    let provider = Counted::new().provider;
    let context = Context::fixed(Arc::clone(&provider), Forge::now());
    let forge = Forge::tls(HOST);
    let root = Template::root("CN=Test Root");
    let known = lists(&[forge.crl(), Crl::of(root.clone())], &provider);
    let trust = ca(&forge, &provider).with_crls(known);
    let context = context.with_relying_party(&trust);

    let real = Template::intermediate("CN=Test Intermediate 1");
    let read = Certificate::from_der(real.issued_by(&root, &provider)).unwrap();
    let key = read.public_key().as_der();
    // rsaEncryption without its NULL, and both lengths two less.
    let [0x30, 0x82, high, low, 0x30, 0x0d, rest @ ..] = key.as_ref() else {
        panic!("an RSA key");
    };
    let (oid, rest) = rest.split_at(11);
    assert_eq!(rest[..2], [5, 0]);
    let key = [&[0x30, 0x82, *high, low - 2, 0x30, 0x0b], oid, &rest[2..]].concat();
    let impostor = Template::root("CN=Test Root").key(TestKey::Other);
    let made_up = [
        Template::end_entity(HOST).issued_by(&real, &provider),
        real.public_key(&key).issued_by(&impostor, &provider),
    ];
    let chain = made_up.map(|it| Certificate::from_der(it).unwrap());
    let chain = Chain::from_certificates(chain.into()).unwrap();
    assert!(!check_chain(&rest_api(), &chain, &context).is_accepted());

    let report = check_chain(&rest_api(), &forge.chain(&provider), &context);
    assert!(report.is_accepted(), "{:?}", findings(&report));
    let client = client_config(&rest_api(), &trust, &context);
    assert!(!is_refused_by(&Arc::new(client.unwrap()), &forge));
}

/// Why the stranger is refused is said of what was verified to refuse them, and each signature that was is verified once.
#[test]
fn a_refusal_verifies_nothing_twice() {
    let counted = Counted::new();
    let provider = &counted.provider;
    let forge = Forge::tls(HOST);
    let (root, ca) = (
        Template::root("CN=Test Root"),
        Template::intermediate("CN=Test Intermediate 1"),
    );
    let (false_root, false_ca) = (
        root.clone().key(TestKey::Other),
        ca.clone().key(TestKey::Rsa3072),
    );
    let end_entity = |issuer: &Template| Template::end_entity(HOST).issued_by(issuer, provider);
    let cases = [
        (
            vec![end_entity(&ca), ca.issued_by(&false_root, provider)],
            1,
        ),
        (
            vec![end_entity(&false_ca), ca.issued_by(&root, provider)],
            2,
        ),
        (vec![end_entity(&false_root)], 1),
    ];
    for (presented, expected) in cases {
        let server = presented_by(presented, &forge);
        let trust = ServerTrust::private_ca(&[forge.trust_anchor(provider)]).unwrap();
        let client = Arc::new(client_config(&rest_api(), &trust, &counted.context()).unwrap());
        let (verified, met) = counted.during(|| wire::meet(&client, &server));
        let refusal = explain(&met.client.unwrap_err()).unwrap();
        assert_eq!(
            (verified, refusal.rule.as_str()),
            (expected, "signature-invalid")
        );
    }
}

/// A list is hashed as a whole for each key: a stranger is refused without that.
#[test]
fn a_stranger_has_no_list_verified() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let of_root = Crl::of(Template::root("CN=Test Root"));
    let known = lists(&[forge.crl(), of_root], &counted.provider);
    let trust = ca(&forge, &counted.provider);
    let refusing = |trust: &ServerTrust| {
        let client = client_config(&rest_api(), trust, &counted.context());
        let server = presented_by(made_up(0, &counted.provider), &forge);
        let (verified, met) = counted.during(|| wire::meet(&client.unwrap(), &server));
        assert!(met.client.is_err());
        verified
    };
    let without = refusing(&trust);
    assert_eq!(refusing(&trust.with_crls(known)), without);
}

/// The certificates of a peer are verified each time: who connects learns nothing of who did before.
#[test]
fn a_handshake_remembers_nothing_of_the_peer() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let trust = ca(&forge, &counted.provider);
    let client = Arc::new(client_config(&rest_api(), &trust, &counted.context()).unwrap());
    for _ in 0..3 {
        let (verified, is_refused) = counted.during(|| is_refused_by(&client, &forge));
        assert_eq!((verified, is_refused), (2, false));
    }
}

/// The same value: reading it again is not needed for it to be remembered by all who hold it.
#[test]
fn a_clone_of_an_identity_checks_the_same() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let identity: Identity = forge.identity(&counted.provider);
    let trust = ca(&forge, &counted.provider);
    let context = counted.context().with_relying_party(trust);
    let first = check(&rest_api(), &identity, &context);
    let (verified, again) = counted.during(|| check(&rest_api(), &identity.clone(), &context));
    assert_eq!((verified, findings(&again)), (0, findings(&first)));
}
