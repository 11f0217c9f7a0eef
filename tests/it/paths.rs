//! Where several issuers fit, the path is checked that a verifier would find.

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

fn checked(certificates: &[&Certificate], anchors: Option<&[&Certificate]>) -> Report {
    let context = Context::fixed(provider(), Forge::now());
    let context = match anchors {
        None => context,
        Some(anchors) => {
            let anchors: Vec<_> = anchors.iter().map(|&it| it.clone()).collect();
            context.with_relying_party(vb365_tls::trust::ServerTrust::private_ca(&anchors).unwrap())
        }
    };
    let rest_api = RestApi::at(HOST).unwrap();
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
    let right = anonymous(Template::intermediate("CN=CA")).valid("2026-01-01", "2027-12-31");
    let wrong = anonymous(Template::intermediate("CN=CA"))
        .key(TestKey::Other)
        .valid("2026-01-01", "2029-12-31");
    let leaf = issued(&anonymous(Template::end_entity(HOST)), &right);
    let [right, wrong] = [right, wrong].map(|it| issued(&it, &root));
    let root = issued(&root, &root);
    for candidates in [[&right, &wrong], [&wrong, &right]] {
        let all = [&leaf, candidates[0], candidates[1]];
        assert_errors(&checked(&all, None), &[]);
        assert_errors(&checked(&all, Some(&[&root])), &[]);
    }
    // Where none is right, the signature is what is wrong.
    assert_errors(&checked(&[&leaf, &wrong], None), &["signature-invalid"]);
    assert_errors(
        &checked(&[&leaf, &wrong], Some(&[&root])),
        &["signature-invalid"],
    );
}

/// The same CA twice, and the certificate that ends last has not begun.
#[test]
fn the_issuer_that_is_valid_now() {
    let root = Template::root("CN=Root");
    let current = Template::intermediate("CN=CA").valid("2026-01-01", "2027-12-31");
    let future = Template::intermediate("CN=CA").valid("2027-01-01", "2029-12-31");
    let leaf = issued(&Template::end_entity(HOST), &current);
    let [current, future] = [current, future].map(|it| issued(&it, &root));
    let report = checked(&[&leaf, &future, &current], None);
    assert_errors(&report, &[]);
    assert_errors(&checked(&[&leaf, &future], None), &["issuer-expired"]);
}

/// An intermediate issued by two roots leads to the one that is trusted, and what leads to the other is sent too.
#[test]
fn the_issuer_that_leads_to_an_anchor() {
    let old = Template::root("CN=Old Root").key(TestKey::Other);
    let new = Template::root("CN=New Root");
    let ca = Template::intermediate("CN=CA");
    let by_old = issued(&ca.clone().valid("2026-01-01", "2027-12-31"), &old);
    let by_new = issued(&ca.clone().serial(&[9]), &new);
    let leaf = issued(&Template::end_entity(HOST), &ca);
    let roots = [issued(&old, &old), issued(&new, &new)];
    for (root, intermediate) in [(&roots[0], &by_old), (&roots[1], &by_new)] {
        let context = Context::fixed(provider(), Forge::now()).with_relying_party(
            vb365_tls::trust::ServerTrust::private_ca(std::slice::from_ref(root)).unwrap(),
        );
        let rest_api = RestApi::at(HOST).unwrap();
        let identity = identity(&[&leaf, &by_new, &by_old]);
        let credential = Credential::accept(rest_api, identity, &context).unwrap();
        let chosen = credential.chain().intermediates();
        assert_eq!(chosen, std::slice::from_ref(intermediate));
    }
    assert_errors(
        &checked(&[&leaf, &by_new], Some(&[&roots[0]])),
        &["path-not-found"],
    );
}

/// The new root issued by the old one: a bridge nobody who trusts the new root needs, and everybody else does.
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
        let rest_api = RestApi::at(HOST).unwrap();
        let identity = identity(&[&leaf, &bridge]);
        let credential = Credential::accept(rest_api, identity, &context).unwrap();
        assert_eq!(credential.chain().to_presented().len(), 2);
    }
}

/// The same bridge after the old root has ended: whoever trusts the new one does not look at it.
#[test]
fn a_bridge_that_has_expired() {
    let ended = |it: Template| it.valid("2022-01-01", "2026-06-30");
    let old = ended(Template::root("CN=Old Root").key(TestKey::Other));
    let new = Template::root("CN=New Root");
    let bridge = ended(new.clone().serial(&[7])).with(Extension::authority_key_identifier());
    let ca = Template::intermediate("CN=CA");
    let leaf = issued(&Template::end_entity(HOST), &ca);
    let [ca, bridge, old, new] = [
        issued(&ca, &new),
        issued(&bridge, &old),
        issued(&old, &old),
        issued(&new, &new),
    ];
    let sent = [&leaf, &ca, &bridge];
    // Nobody said whom the clients trust.
    let report = checked(&sent, None);
    assert_errors(&report, &[]);
    let warnings: Vec<_> = report.warnings().collect();
    let [warning] = warnings[..] else {
        panic!("{report}");
    };
    assert_eq!(
        (warning.rule.as_str(), warning.position),
        ("issuer-expired", Position::Intermediate(2))
    );
    assert_errors(&checked(&sent, Some(&[&new])), &[]);
    assert_errors(&checked(&sent, Some(&[&old, &new])), &[]);
    let of_old = checked(&sent, Some(&[&old]));
    assert_errors(&of_old, &["issuer-expired", "issuer-expired"]);

    // It is served as it came, and everybody who trusts the new root connects.
    let context = Context::fixed(provider(), Forge::now());
    for context in [
        context.clone(),
        context.with_relying_party(
            vb365_tls::trust::ServerTrust::private_ca(std::slice::from_ref(&new)).unwrap(),
        ),
    ] {
        let rest_api = RestApi::at(HOST).unwrap();
        let credential = Credential::accept(rest_api, identity(&sent), &context).unwrap();
        assert_eq!(credential.chain().to_presented().len(), 3);
        assert!(credential.server_config().is_ok());
    }
    for (root, is_taken) in [(&new, true), (&old, false)] {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(root.der().clone()).unwrap();
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider());
        let intermediates = [ca.der().clone(), bridge.der().clone()];
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

/// CAs of one name and as many keys as there are, all issuing each other: no path of them ends.
#[test]
fn work_is_bounded() {
    let keys = [
        TestKey::Rsa2048,
        TestKey::Other,
        TestKey::P256,
        TestKey::P384,
    ];
    let cas: Vec<Template> = (0..40)
        .map(|number| {
            let key = keys[number % keys.len()];
            let template = anonymous(Template::intermediate("CN=CA"));
            template.key(key).serial(&[1, number as u8])
        })
        .collect();
    let leaf = issued(&anonymous(Template::end_entity(HOST)), &cas[0]);
    let issued: Vec<_> = cas
        .iter()
        .enumerate()
        .map(|(number, it)| {
            let issuer = &cas[(number * 7 + 1) % cas.len()];
            issued(it, issuer)
        })
        .collect();
    let all: Vec<_> = [&leaf].into_iter().chain(&issued).collect();
    let stranger = Forge::self_signed("other.example.com").trust_anchor(&provider());
    // Without bounds it would take years.
    assert_errors(&checked(&all, Some(&[&stranger])), &["path-not-found"]);
    assert!(!checked(&all, None).findings().is_empty());
}
