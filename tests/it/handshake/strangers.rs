//! Strangers who present more than an explanation is worth: what is said of them is bounded, and says so.

use rustls_pki_types::CertificateDer;
use vb365_tls::test_support::encode::dns_name;
use vb365_tls::test_support::{Extension, Forge, Template, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{Pins, ServerTrust};

use super::wire::meet;
use super::{HOST, Setting, assert_explained, end_entity, presenting, root, settings};

/// What a client says that trusts the CA of [`Forge::tls`].
#[track_caller]
fn refused(
    chain: Vec<CertificateDer<'static>>,
    trust: &ServerTrust,
    setting: &Setting,
    rule: &str,
) -> vb365_tls::finding::Finding {
    let client = client_config(&crate::rest_api(), trust, &setting.context).unwrap();
    let server = presenting(chain, &Forge::tls(HOST), setting);
    let error = meet(&client, &server).refused_by_client(rule);
    assert_explained(&error, rule, &setting.name)
}

fn ca(setting: &Setting) -> ServerTrust {
    ServerTrust::private_ca(&root(&Forge::tls(HOST), setting)).unwrap()
}

fn large() -> Forge {
    Forge::self_signed("stranger.example.com").general_names(&vec![dns_name("a"); 20_000])
}

#[test]
fn a_certificate_of_64_kilobytes() {
    let setting = &settings()[2];
    let chain = large().certificates(setting.provider());
    let finding = refused(chain, &ca(setting), setting, "path-not-found");
    assert_eq!(
        finding.certificate.as_deref(),
        Some("CN=stranger.example.com")
    );
    assert_eq!(
        finding.found,
        "no issuer it trusts; what was presented was not examined further"
    );

    let expired = large().expired().certificates(setting.provider());
    let finding = refused(expired, &ca(setting), setting, "certificate-expired");
    assert_eq!(
        finding.found,
        "valid until 2026-06-30T00:00:00Z; what was presented was not examined further"
    );
}

#[test]
fn a_certificate_of_64_kilobytes_that_is_not_pinned() {
    let setting = &settings()[2];
    let forge = large();
    let octets = forge.certificates(setting.provider())[0].len();
    let presented = end_entity(&forge, setting);
    let pinned = end_entity(&Forge::tls(HOST), setting);
    let key = presented.public_key().fingerprint();

    let by_certificate = ServerTrust::pinned(&pinned);
    let chain = forge.certificates(setting.provider());
    let finding = refused(chain.clone(), &by_certificate, setting, "pin-unmatched");
    assert_eq!(
        finding.certificate.as_deref(),
        Some("CN=stranger.example.com")
    );
    assert_eq!(
        finding.found,
        format!(
            "a certificate of {octets} octets, which was not examined further, and the key with SHA-256 {key}"
        )
    );

    // Its size does not keep anybody from pinning it.
    for pins in [presented.fingerprint(), key] {
        let trust = ServerTrust::pinned(Pins::from(pins));
        let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
        let server = presenting(chain.clone(), &forge, setting);
        meet(&client, &server).succeeded("pinned");
    }
}

#[test]
fn more_certificates_than_are_examined() {
    let setting = &settings()[2];
    let forge = Forge::tls(HOST).without_intermediates();
    let mut chain = forge.certificates(setting.provider());
    for number in 0..100 {
        let template = Template::root(format!("CN=Other {number}").as_str()).key(TestKey::Ed25519);
        chain.push(template.issued_by(&template, setting.provider()));
    }
    let finding = refused(chain.clone(), &ca(setting), setting, "path-not-found");
    assert_eq!(
        finding.found,
        "no trust anchor `CN=Test Intermediate 1`; not all of what was presented was examined"
    );
    // What is wrong with the end entity alone stands all the same.
    chain[0] = forge.expired().certificates(setting.provider()).remove(0);
    let finding = refused(chain, &ca(setting), setting, "certificate-expired");
    assert_eq!(finding.found, "valid until 2026-06-30T00:00:00Z");
}

/// As many ways up as a CA has certificates: the first few are tried.
#[test]
fn many_certificates_of_one_name() {
    let setting = &settings()[2];
    let forge = Forge::tls(HOST).without_intermediates();
    let mut chain = forge.certificates(setting.provider());
    let root = Template::root("CN=Other").key(TestKey::Other);
    for number in 1..30 {
        let cross = Template::new("CN=Test Intermediate 1", TestKey::Intermediate)
            .with(Extension::ca(None))
            .serial(&[number]);
        chain.push(cross.issued_by(&root, setting.provider()));
    }
    let finding = refused(chain, &ca(setting), setting, "path-not-found");
    assert_eq!(
        finding.found,
        "no trust anchor `CN=Other`; not all of what was presented was examined"
    );
}

/// The signature of the highest is the first that rustls verifies, and so is it here.
#[test]
fn a_path_to_the_name_of_the_ca() {
    let setting = &settings()[2];
    let impostor = Template::root("CN=Test Root").key(TestKey::Other);
    let forge = Forge::tls(HOST).intermediates(0);
    let direct = Template::end_entity(HOST).issued_by(&impostor, setting.provider());
    let finding = refused(vec![direct], &ca(setting), setting, "signature-invalid");
    assert_eq!(finding.position.to_string(), "end-entity");

    let intermediate = Template::intermediate("CN=Test Intermediate 1");
    let chain = vec![
        Template::end_entity(HOST).issued_by(&intermediate, setting.provider()),
        intermediate.issued_by(&impostor, setting.provider()),
    ];
    let finding = refused(chain, &ca(setting), setting, "signature-invalid");
    assert_eq!(finding.position.to_string(), "intermediate-1");
    assert_eq!(
        finding.certificate.as_deref(),
        Some("CN=Test Intermediate 1")
    );

    // Two CAs of one name: which of them it is not by has to be verified.
    let both = [
        root(&forge, setting),
        root(&forge.root(|it| it.key(TestKey::Rsa3072)), setting),
    ];
    let trust = ServerTrust::private_ca(&both.concat()).unwrap();
    let altered = Template::end_entity(HOST).altered_signature();
    let altered = altered.issued_by(&Template::root("CN=Test Root"), setting.provider());
    let finding = refused(vec![altered], &trust, setting, "signature-invalid");
    assert_eq!(finding.position.to_string(), "end-entity");
}

/// Whoever knows a pinned key can put anything beside it; what comes of it is the same as for a small certificate.
#[test]
fn a_certificate_of_64_kilobytes_whose_key_is_pinned() {
    let setting = &settings()[2];
    let key = end_entity(&Forge::tls(HOST), setting)
        .public_key()
        .fingerprint();
    let trust = ServerTrust::pinned(Pins::from(key));
    let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
    let chain = |forge: Forge| forge.certificates(setting.provider());

    for (forge, rule) in [
        (large().expired(), "certificate-expired"),
        (large().not_yet_valid(), "certificate-not-yet-valid"),
        (
            large().valid("2027-01-01", "2026-01-01"),
            "validity-inverted",
        ),
    ] {
        let finding = refused(chain(forge), &trust, setting, rule);
        assert_eq!(
            finding.certificate.as_deref(),
            Some("CN=stranger.example.com")
        );
        let said = "; what was presented was not examined further";
        assert!(finding.found.ends_with(said), "{finding}");
    }

    let other = large().private_key(TestKey::Other);
    let error = meet(&client, &presenting(chain(other.clone()), &other, setting));
    let error = error.refused_by_client("the key of another");
    let finding = assert_explained(&error, "handshake-signature-invalid", "the key of another");
    assert_eq!(
        finding.certificate.as_deref(),
        Some("CN=stranger.example.com")
    );

    // What cannot be read is refused whatever its size, also by somebody who has the key.
    let unreadable = large().end_entity(|it| it.version(9));
    let error = meet(
        &client,
        &presenting(chain(unreadable.clone()), &unreadable, setting),
    );
    assert_explained(
        &error.client.unwrap_err(),
        "certificate-unreadable",
        "version 9",
    );
    let misplaced = large().end_entity(|it| it.extension("1.3.6.1.4.1.32473.2", false, &[]));
    let mut certificate = chain(misplaced.clone()).remove(0).to_vec();
    let oid = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x81, 0xfd, 0x59, 0x02];
    let at = certificate.windows(9).position(|it| it == oid).unwrap();
    // No object identifier any more.
    certificate[at - 2] = 0x05;
    let certificate = vec![CertificateDer::from(certificate)];
    let met = meet(&client, &presenting(certificate, &misplaced, setting));
    assert_explained(
        &met.client.unwrap_err(),
        "certificate-unreadable",
        "no extension",
    );
}

/// A refusal names the first few of many pins.
#[test]
fn a_thousand_pins() {
    let setting = &settings()[2];
    let pins = |count: usize| {
        let pin = |number: usize| format!("{number:064x}").parse::<Pins>().unwrap();
        (0..count).fold(Pins::new(), |pins, number| pins.or(pin(number)))
    };
    let said = |count| {
        let trust = ServerTrust::pinned(pins(count));
        let chain = Forge::tls(HOST).certificates(setting.provider());
        refused(chain, &trust, setting, "pin-unmatched")
            .expected
            .into_owned()
    };
    assert_eq!(said(10), pins(10).to_string());
    assert_eq!(said(1000), format!("{} or one of 990 more", pins(10)));
}
