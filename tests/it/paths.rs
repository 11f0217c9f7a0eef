//! Where several issuers fit, the path is judged that a verifier would find.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use vb365_tls::finding::Position;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::{Extension, Forge, Template, TestKey, oid};
use vb365_tls::{Certificate, Context, Credential, Identity, Report, check};

const HOST: &str = "vb365.example.com";

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn issued(template: &Template, issuer: &Template) -> Certificate {
    Certificate::from_der(template.issued_by(issuer, &provider())).unwrap()
}

/// No key identifiers, so that nothing but the signature tells issuers of one name apart.
fn anonymous(template: Template) -> Template {
    template
        .without_extension(oid::AUTHORITY_KEY_IDENTIFIER)
        .without_extension(oid::SUBJECT_KEY_IDENTIFIER)
}

fn identity(certificates: &[&Certificate]) -> Identity {
    let key = Forge::tls(HOST).key_der();
    let certificates = certificates.iter().map(|it| it.der().clone()).collect();
    Identity::from_parts(certificates, Some(key)).unwrap()
}

fn judged(certificates: &[&Certificate], anchors: Option<&[&Certificate]>) -> Report {
    let context = Context::fixed(provider(), Forge::now());
    let context = match anchors {
        None => context,
        Some(anchors) => {
            let anchors: Vec<_> = anchors.iter().map(|&it| it.clone()).collect();
            context.with_relying_party(vb365_tls::trust::ServerTrust::private_ca(&anchors).unwrap())
        }
    };
    let rest_api = RestApi::at(HOST.parse().unwrap());
    check(&rest_api, &identity(certificates), &context)
}

#[track_caller]
fn assert_errors(report: &Report, expected: &[&str]) {
    let errors: Vec<_> = report.errors().map(|it| it.rule.as_str()).collect();
    assert_eq!(errors, expected, "{report}");
}

/// Name, no identifier, and the wrong key ends last.
#[test]
fn the_issuer_whose_key_signed() {
    let root = Template::root("CN=Root");
    let right = anonymous(Template::intermediate("CN=Authority")).valid("2026-01-01", "2027-12-31");
    let wrong = anonymous(Template::intermediate("CN=Authority"))
        .key(TestKey::Other)
        .valid("2026-01-01", "2029-12-31");
    let leaf = issued(&anonymous(Template::end_entity(HOST)), &right);
    let [right, wrong] = [right, wrong].map(|it| issued(&it, &root));
    let root = issued(&root, &root);
    for candidates in [[&right, &wrong], [&wrong, &right]] {
        let all = [&leaf, candidates[0], candidates[1]];
        assert_errors(&judged(&all, None), &[]);
        assert_errors(&judged(&all, Some(&[&root])), &[]);
    }
    // Where none is right, the signature is what is wrong.
    assert_errors(&judged(&[&leaf, &wrong], None), &["signature-invalid"]);
    assert_errors(
        &judged(&[&leaf, &wrong], Some(&[&root])),
        &["signature-invalid"],
    );
}

/// The same authority twice, and the certificate that ends last has not begun.
#[test]
fn the_issuer_that_is_valid_now() {
    let root = Template::root("CN=Root");
    let current = Template::intermediate("CN=Authority").valid("2026-01-01", "2027-12-31");
    let future = Template::intermediate("CN=Authority").valid("2027-01-01", "2029-12-31");
    let leaf = issued(&Template::end_entity(HOST), &current);
    let [current, future] = [current, future].map(|it| issued(&it, &root));
    let report = judged(&[&leaf, &future, &current], None);
    assert_errors(&report, &[]);
    assert_errors(&judged(&[&leaf, &future], None), &["issuer-expired"]);
}

/// An intermediate issued by two roots leads to the one that is believed, and what leads to the other is sent too.
#[test]
fn the_issuer_that_leads_to_an_anchor() {
    let old = Template::root("CN=Old Root").key(TestKey::Other);
    let new = Template::root("CN=New Root");
    let authority = Template::intermediate("CN=Authority");
    let by_old = issued(&authority.clone().valid("2026-01-01", "2027-12-31"), &old);
    let by_new = issued(&authority.clone().serial(&[9]), &new);
    let leaf = issued(&Template::end_entity(HOST), &authority);
    let roots = [issued(&old, &old), issued(&new, &new)];
    for (root, intermediate) in [(&roots[0], &by_old), (&roots[1], &by_new)] {
        let context = Context::fixed(provider(), Forge::now()).with_relying_party(
            vb365_tls::trust::ServerTrust::private_ca(std::slice::from_ref(root)).unwrap(),
        );
        let rest_api = RestApi::at(HOST.parse().unwrap());
        let identity = identity(&[&leaf, &by_new, &by_old]);
        let credential = Credential::accept(rest_api, identity, &context).unwrap();
        let chosen = credential.chain().intermediates();
        assert_eq!(chosen, std::slice::from_ref(intermediate));
    }
    assert_errors(
        &judged(&[&leaf, &by_new], Some(&[&roots[0]])),
        &["path-not-found"],
    );
}

/// The new root issued by the old one: a bridge nobody who believes the new root needs, and everybody else does.
#[test]
fn a_bridge_between_two_roots() {
    let old = Template::root("CN=Old Root").key(TestKey::Other);
    let new = Template::root("CN=New Root");
    let bridge = new
        .clone()
        .with(Extension::authority_key_identifier())
        .serial(&[7]);
    let leaf = issued(&Template::end_entity(HOST), &new);
    let bridge = issued(&bridge, &old);
    let roots = [issued(&old, &old), issued(&new, &new)];
    for root in &roots {
        let context = Context::fixed(provider(), Forge::now()).with_relying_party(
            vb365_tls::trust::ServerTrust::private_ca(std::slice::from_ref(root)).unwrap(),
        );
        let rest_api = RestApi::at(HOST.parse().unwrap());
        let identity = identity(&[&leaf, &bridge]);
        let credential = Credential::accept(rest_api, identity, &context).unwrap();
        assert_eq!(credential.chain().to_presented().len(), 2);
    }
}

/// The same bridge after the old root has ended: whoever believes the new one does not look at it.
#[test]
fn a_bridge_that_has_expired() {
    let ended = |it: Template| it.valid("2022-01-01", "2026-06-30");
    let old = ended(Template::root("CN=Old Root").key(TestKey::Other));
    let new = Template::root("CN=New Root");
    let bridge = ended(new.clone().serial(&[7])).with(Extension::authority_key_identifier());
    let authority = Template::intermediate("CN=Authority");
    let leaf = issued(&Template::end_entity(HOST), &authority);
    let [authority, bridge, old, new] = [
        issued(&authority, &new),
        issued(&bridge, &old),
        issued(&old, &old),
        issued(&new, &new),
    ];
    let sent = [&leaf, &authority, &bridge];
    // Nobody said whom the clients trust.
    let report = judged(&sent, None);
    assert_errors(&report, &[]);
    let warnings: Vec<_> = report.warnings().collect();
    let [warning] = warnings[..] else {
        panic!("{report}");
    };
    assert_eq!(
        (warning.rule.as_str(), warning.position),
        ("issuer-expired", Position::Intermediate(2))
    );
    assert_errors(&judged(&sent, Some(&[&new])), &[]);
    assert_errors(&judged(&sent, Some(&[&old, &new])), &[]);
    let of_old = judged(&sent, Some(&[&old]));
    assert_errors(&of_old, &["issuer-expired", "issuer-expired"]);

    // It is served as it came, and everybody who trusts the new root connects.
    let context = Context::fixed(provider(), Forge::now());
    for context in [
        context.clone(),
        context.with_relying_party(
            vb365_tls::trust::ServerTrust::private_ca(std::slice::from_ref(&new)).unwrap(),
        ),
    ] {
        let rest_api = RestApi::at(HOST.parse().unwrap());
        let credential = Credential::accept(rest_api, identity(&sent), &context).unwrap();
        assert_eq!(credential.chain().to_presented().len(), 3);
        assert!(credential.server_config().is_ok());
    }
    for (root, is_taken) in [(&new, true), (&old, false)] {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(root.der().clone()).unwrap();
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider());
        let intermediates = [authority.der().clone(), bridge.der().clone()];
        let host = HOST.try_into().unwrap();
        let verdict = verifier.build().unwrap().verify_server_cert(
            leaf.der(),
            &intermediates,
            &host,
            &[],
            Forge::now(),
        );
        assert_eq!(verdict.is_ok(), is_taken, "{verdict:?}");
    }
}

/// Authorities of one name and as many keys as there are, all issuing each other: no path of them ends.
#[test]
fn work_is_bounded() {
    let keys = [
        TestKey::Rsa2048,
        TestKey::Other,
        TestKey::P256,
        TestKey::P384,
    ];
    let authorities: Vec<Template> = (0..40)
        .map(|number| {
            let key = keys[number % keys.len()];
            let template = anonymous(Template::intermediate("CN=Authority"));
            template.key(key).serial(&[1, number as u8])
        })
        .collect();
    let leaf = issued(&anonymous(Template::end_entity(HOST)), &authorities[0]);
    let issued: Vec<_> = authorities
        .iter()
        .enumerate()
        .map(|(number, it)| {
            let issuer = &authorities[(number * 7 + 1) % authorities.len()];
            issued(it, issuer)
        })
        .collect();
    let all: Vec<_> = [&leaf].into_iter().chain(&issued).collect();
    let stranger = Forge::self_signed("other.example.com").trust_anchor(&provider());
    // Without bounds it would take years.
    assert_errors(&judged(&all, Some(&[&stranger])), &["path-not-found"]);
    assert!(!judged(&all, None).findings().is_empty());
}
