//! What was verified once is not verified again, and nobody who connects can make more be remembered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring};
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm,
};
use vb365_tls::identity::Identity;
use vb365_tls::report::Report;
use vb365_tls::revocation::RevocationLists;
use vb365_tls::test_support::{Forge, RevocationList, Template, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, check, check_chain};

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

fn authority(forge: &Forge, provider: &Arc<CryptoProvider>) -> ServerTrust {
    ServerTrust::private_ca(&[forge.trust_anchor(provider)]).unwrap()
}

fn findings(report: &Report) -> Vec<String> {
    report.findings().iter().map(ToString::to_string).collect()
}

fn lists(all: &[RevocationList], provider: &Arc<CryptoProvider>) -> RevocationLists {
    RevocationLists::from_bytes(all.iter().map(|it| it.der(provider))).unwrap()
}

/// Good ones and bad ones, each judged as the first time.
#[test]
fn a_check_with_a_relying_party_verifies_once() {
    let of_root = || RevocationList::of(Template::root("CN=Test Root"));
    for (forge, listed) in [
        (Forge::tls(HOST), None),
        (Forge::tls(HOST).intermediates(3), None),
        (Forge::tls(HOST), Some(Forge::tls(HOST).revocation_list())),
        (Forge::tls(HOST), Some(Forge::tls(HOST).revoked())),
    ] {
        let counted = Counted::new();
        let provider = &counted.provider;
        let mut trust = authority(&forge, provider);
        if let Some(list) = listed {
            trust = trust.with_revocation_lists(lists(&[list, of_root()], provider));
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
fn another_authority_and_another_provider_are_asked_anew() {
    let (one, other) = (Counted::new(), Counted::new());
    let forge = Forge::tls(HOST);
    let identity = forge.identity(&one.provider);
    let believing = |counted: &Counted, forge: &Forge| {
        let trust = authority(forge, &counted.provider);
        counted.context().with_relying_party(trust)
    };
    let stranger = forge.clone().root(|it| it.key(TestKey::Rsa3072));
    for _ in 0..2 {
        for (counted, forge, is_accepted) in [
            (&one, &forge, true),
            (&other, &forge, true),
            (&one, &stranger, false),
        ] {
            let context = believing(counted, forge);
            let report = check(&rest_api(), &identity, &context);
            assert_eq!(report.is_accepted(), is_accepted, "{:?}", findings(&report));
        }
    }
    // Each of them remembers its own.
    for counted in [&one, &other] {
        let context = believing(counted, &forge);
        let (verified, report) = counted.during(|| check(&rest_api(), &identity, &context));
        assert_eq!((verified, report.is_accepted()), (0, true));
    }
}

/// Dates, names and policies are nothing that is remembered.
#[test]
fn what_can_change_is_judged_anew() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let identity = forge.identity(&counted.provider);
    let trust = authority(&forge, &counted.provider);
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

/// A hundred checks against as many authorities of one name: the answers stay right when the oldest is forgotten.
#[test]
fn many_authorities_of_one_name() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let chain = forge.chain(&counted.provider);
    let keys = [TestKey::Rsa3072, TestKey::P256, TestKey::Other];
    for round in 0..100_u8 {
        let key = keys[usize::from(round) % keys.len()];
        let other = forge.clone().root(|it| it.key(key).serial(&[1, round]));
        for (forge, is_accepted) in [(&other, false), (&forge, true)] {
            let trust = authority(forge, &counted.provider);
            let context = counted.context().with_relying_party(trust);
            let report = check_chain(&rest_api(), &chain, &context);
            assert_eq!(report.is_accepted(), is_accepted, "{:?}", findings(&report));
        }
    }
}

/// Twice as many keys of the authority's name as are remembered of one list.
#[test]
fn strangers_add_nothing_to_what_is_remembered_of_a_list() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let of_root = RevocationList::of(Template::root("CN=Test Root"));
    let known = lists(&[forge.revocation_list(), of_root], &counted.provider);
    let trust = authority(&forge, &counted.provider).with_revocation_lists(known);
    let client = Arc::new(client_config(&rest_api(), &trust, &counted.context()).unwrap());
    // Both of the path, and both lists.
    let (verified, is_refused) = counted.during(|| is_refused_by(&client, &forge));
    assert_eq!((verified, is_refused), (4, false));

    let impostor = Template::root("CN=Impostor").key(TestKey::Other);
    for number in 0..20_u8 {
        let modulus = [
            TestKey::P256,
            TestKey::P384,
            TestKey::Rsa3072,
            TestKey::Ed25519,
        ];
        let intermediate = Template::intermediate("CN=Test Intermediate 1")
            .key(modulus[usize::from(number) % modulus.len()])
            .serial(&[2, number]);
        let provider = &counted.provider;
        let chain: Vec<CertificateDer<'static>> = vec![
            Template::end_entity(HOST).issued_by(&intermediate, provider),
            intermediate.issued_by(&impostor, provider),
        ];
        let met = wire::meet(&client, &presented_by(chain, &forge));
        assert!(met.client.is_err());
    }
    // The lists are not verified again.
    let (verified, is_refused) = counted.during(|| is_refused_by(&client, &forge));
    assert_eq!((verified, is_refused), (2, false));
}

/// A list is hashed as a whole for each key: a stranger's is not worth that.
#[test]
fn a_stranger_has_no_large_list_verified() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST).intermediates(0);
    let large = (0..4_000_u64).fold(forge.revocation_list(), |list, number| {
        list.revoking(&(0x4000_0000_0000_0000 + number).to_be_bytes())
    });
    let impostor = Template::root("CN=Test Root").key(TestKey::Other);
    let chain = vec![Template::end_entity(HOST).issued_by(&impostor, &counted.provider)];
    let refusing = |list| {
        let trust = authority(&forge, &counted.provider);
        let trust = trust.with_revocation_lists(lists(&[list], &counted.provider));
        let client = Arc::new(client_config(&rest_api(), &trust, &counted.context()).unwrap());
        let (verified, is_good) = counted.during(|| !is_refused_by(&client, &forge));
        assert_eq!((verified, is_good), (2, true));
        let met = wire::meet(&client, &presented_by(chain.clone(), &forge));
        assert!(met.client.is_err());
        let (verified, _) =
            counted.during(|| wire::meet(&client, &presented_by(chain.clone(), &forge)));
        verified
    };
    // The certificate alone.
    assert_eq!(refusing(large), 1);
}

/// The certificates of a peer are verified each time: who connects learns nothing of who did before.
#[test]
fn a_handshake_remembers_nothing_of_the_peer() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let trust = authority(&forge, &counted.provider);
    let client = Arc::new(client_config(&rest_api(), &trust, &counted.context()).unwrap());
    for _ in 0..3 {
        let (verified, is_refused) = counted.during(|| is_refused_by(&client, &forge));
        assert_eq!((verified, is_refused), (2, false));
    }
}

/// The same value: reading it again is not needed for it to be remembered by all who hold it.
#[test]
fn a_clone_of_an_identity_judges_the_same() {
    let counted = Counted::new();
    let forge = Forge::tls(HOST);
    let identity: Identity = forge.identity(&counted.provider);
    let trust = authority(&forge, &counted.provider);
    let context = counted.context().with_relying_party(trust);
    let first = check(&rest_api(), &identity, &context);
    let (verified, again) = counted.during(|| check(&rest_api(), &identity.clone(), &context));
    assert_eq!((verified, findings(&again)), (0, findings(&first)));
}
