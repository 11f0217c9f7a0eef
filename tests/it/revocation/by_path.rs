//! Where rustls refuses a path for its CRLs, the report has an error.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use vb365_tls::revocation::Crls;
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::encode::{element, named_bits, object_identifier, sequence, set};
use vb365_tls::test_support::{Crl, Forge, Name, SignatureAlgorithm, Template, TestKey, oid};
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, Report, check};

use super::{HOST, at, flag, full_name, issuing, points, provider};
use crate::handshake;

const FIRST: &str = "http://crl.example.com/1.crl";
const SECOND: &str = "http://crl.example.com/2.crl";
const INTERMEDIATE: &str = "CN=Test Intermediate 1";

fn good() -> Forge {
    Forge::tls(HOST)
}

fn pointless() -> Forge {
    good().without_extension(oid::CRL_DISTRIBUTION_POINTS)
}

fn with_points(fields: &[&[Vec<u8>]]) -> Forge {
    good().with(points(fields))
}

/// The list of the root, which names none of its intermediates.
fn of_root() -> Crl {
    Crl::of(Template::root("CN=Test Root"))
}

fn shard(fields: &[Vec<u8>]) -> Crl {
    good().crl().with(issuing(fields))
}

fn directory() -> Vec<u8> {
    full_name(&[element(0xa4, &Name::new("CN=Shard").to_der())])
}

/// What is to be appended to the name of the CRL issuer, in a string of this type.
fn relative(string_type: u8) -> Vec<u8> {
    let attribute = sequence(&[object_identifier("2.5.4.3"), element(string_type, b"Shard")]);
    element(0xa0, &element(0xa1, &attribute))
}

const UTF8: u8 = 0x0c;
const PRINTABLE: u8 = 0x13;

/// The name of the intermediate, and that.
fn appended() -> Vec<u8> {
    let attribute = sequence(&[object_identifier("2.5.4.3"), element(UTF8, b"Shard")]);
    let issuer = Name::new(INTERMEDIATE).to_der();
    let name = sequence(&[&issuer[2..], &set(&[attribute])]);
    full_name(&[element(0xa4, &name)])
}

/// The end entity names two points, each for some reasons.
fn in_parts() -> Forge {
    with_points(&[
        &[at(FIRST), reasons(1, &[1, 2])],
        &[at(SECOND), reasons(1, &REST)],
    ])
}

const REST: [u8; 6] = [3, 4, 5, 6, 7, 8];

fn reasons(number: u8, bits: &[u8]) -> Vec<u8> {
    flag(number, &named_bits(bits)[2..])
}

fn first_part() -> Crl {
    shard(&[at(FIRST), reasons(3, &[1, 2])])
}

fn second_part() -> Crl {
    shard(&[at(SECOND), reasons(3, &REST)])
}

const SERIAL: &[u8] = &[0x4a, 0x11, 0x5e, 0x0d, 0x27, 0x93, 0x6c, 0x08];

/// An end entity of the root's name and key, as the root issues it to itself.
fn of_the_anchors_name() -> Forge {
    let root = |template: Template| template.subject("CN=Test Root").key(TestKey::Root);
    good().intermediates(0).end_entity(root)
}

/// What is done, what is presented, the lists, and the rules with errors.
type Case = (
    &'static str,
    fn() -> Forge,
    fn(&Forge) -> Vec<Crl>,
    &'static [&'static str],
);

const REVOKED: &[&str] = &["certificate-revoked"];
const STALE: &[&str] = &["crl-stale"];
const UNVERIFIED: &[&str] = &["crl-unverified"];
const UNKNOWN: &[&str] = &["revocation-status-unknown"];

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("good", good, |it| vec![it.crl(), of_root()], &[]),
    ("revoked", good, |it| vec![it.revoked(), of_root()], REVOKED),
    ("stale", good, |it| vec![it.crl().updated("2026-09-15", "2026-10-15"), of_root()], STALE),
    ("due now", good, |it| vec![it.crl().updated("2026-09-15", "2026-11-01"), of_root()], STALE),
    ("due in a second", good, |it| vec![it.crl().updated("2026-09-15", "2026-11-01T00:00:01Z"), of_root()], &[]),
    ("altered", good, |it| vec![it.crl().altered_signature(), of_root()], UNVERIFIED),
    ("an algorithm the provider does not have", good, |it| vec![it.crl().signature(SignatureAlgorithm::RsaSha1), of_root()], UNVERIFIED),
    ("the issuer in another string type", good, |_| {
        let issuer = Template::intermediate(Name::new(INTERMEDIATE).printable());
        vec![Crl::of(issuer), of_root()]
    }, UNKNOWN),
    ("revoked by the issuer in another string type", good, |_| {
        let issuer = Template::intermediate(Name::new(INTERMEDIATE).printable());
        vec![Crl::of(issuer).revoking(&[0x4a, 0x11, 0x5e, 0x0d, 0x27, 0x93, 0x6c, 0x08]), of_root()]
    }, &["certificate-revoked", "revocation-status-unknown"]),
    ("the anchor's name and key, on no list", of_the_anchors_name, |_| vec![of_root()], &[]),
    ("the anchor's name and key, revoked", of_the_anchors_name, |it| vec![it.revoked()], REVOKED),
    ("the anchor's name and key, no list", of_the_anchors_name, |it| vec![good().crl(), it.crl().altered_signature()], UNVERIFIED),
    ("the anchor's name and key, another's list", of_the_anchors_name, |_| vec![good().crl()], UNKNOWN),
    ("its own issuer, on no list", || Forge::self_signed(HOST), |it| vec![it.crl()], &[]),
    ("its own issuer, revoked", || Forge::self_signed(HOST), |it| vec![it.revoked()], REVOKED),
    ("its own issuer, no list", || Forge::self_signed(HOST), |_| vec![of_root()], UNKNOWN),
    ("the shard", || with_points(&[&[at(FIRST)]]), |_| vec![shard(&[at(FIRST)]), of_root()], &[]),
    ("one of two shards", || with_points(&[&[at(SECOND)], &[at(FIRST)]]), |_| vec![shard(&[at(FIRST)]), of_root()], &[]),
    ("the shard revokes", || with_points(&[&[at(FIRST)]]), |it| vec![it.revoked().with(issuing(&[at(FIRST)])), of_root()], REVOKED),
    ("another shard", || with_points(&[&[at(SECOND)]]), |_| vec![shard(&[at(FIRST)]), of_root()], UNKNOWN),
    ("another shard, and the whole list", || with_points(&[&[at(SECOND)]]), |it| vec![shard(&[at(FIRST)]), it.crl(), of_root()], &[]),
    ("another shard that is stale, and the whole list", || with_points(&[&[at(SECOND)]]), |it| vec![shard(&[at(FIRST)]).updated("2026-10-20", "2026-10-21"), it.crl(), of_root()], &[]),
    ("a point of another CRL issuer", || with_points(&[&[at(FIRST), element(0xa2, &element(0xa4, &Name::new(INTERMEDIATE).to_der()))]]), |_| vec![shard(&[at(FIRST)]), of_root()], UNKNOWN),
    ("a point of some reasons", || with_points(&[&[at(FIRST), flag(1, &[1, 0x40])]]), |_| vec![shard(&[at(FIRST)]), of_root()], UNKNOWN),
    ("a relative point", || with_points(&[&[element(0xa0, &element(0xa1, &set::<[u8; 0]>(&[])))]]), |_| vec![shard(&[at(FIRST)]), of_root()], UNKNOWN),
    ("a relative point, and its shard", || with_points(&[&[relative(UTF8)]]), |_| vec![shard(&[relative(UTF8)]), of_root()], &[]),
    ("a relative point, and its shard revokes", || with_points(&[&[relative(UTF8)]]), |_| vec![shard(&[relative(UTF8)]).revoking(SERIAL), of_root()], REVOKED),
    ("a point in full, and its shard by a relative name", || with_points(&[&[appended()]]), |_| vec![shard(&[relative(UTF8)]), of_root()], &[]),
    ("a relative point, and its shard in full", || with_points(&[&[relative(UTF8)]]), |_| vec![shard(&[appended()]), of_root()], &[]),
    ("a relative point, in another string type", || with_points(&[&[relative(UTF8)]]), |_| vec![shard(&[relative(PRINTABLE)]), of_root()], UNKNOWN),
    ("a relative point of another CRL issuer", || with_points(&[&[relative(UTF8), element(0xa2, &element(0xa4, &Name::new(INTERMEDIATE).to_der()))]]), |_| vec![shard(&[relative(UTF8)]), of_root()], UNKNOWN),
    ("the relative name alone as a point in full", || with_points(&[&[directory()]]), |_| vec![shard(&[relative(UTF8)]), of_root()], UNKNOWN),
    ("no point, and a shard by a relative name", pointless, |_| vec![shard(&[relative(UTF8)]), of_root()], UNKNOWN),
    ("in parts", in_parts, |_| vec![first_part(), second_part(), of_root()], &[]),
    ("in parts, of one point", || with_points(&[&[at(FIRST)]]), |_| vec![first_part(), shard(&[at(FIRST), reasons(3, &REST)]), of_root()], &[]),
    ("in parts, and one revokes", in_parts, |_| vec![first_part(), second_part().revoking(SERIAL), of_root()], REVOKED),
    ("in parts, and one is missing", in_parts, |_| vec![first_part(), of_root()], UNKNOWN),
    ("in parts, and one is twice", in_parts, |_| vec![first_part(), first_part().updated("2026-10-20", "2026-11-20"), of_root()], UNKNOWN),
    ("in parts, and one is stale", in_parts, |_| vec![first_part(), second_part().updated("2026-09-15", "2026-10-15"), of_root()], STALE),
    ("in parts, and one is stale and renewed", in_parts, |_| vec![first_part(), second_part(), second_part().updated("2026-09-15", "2026-10-14"), of_root()], &[]),
    ("in parts, and one is altered", in_parts, |_| vec![first_part(), second_part().altered_signature(), of_root()], UNKNOWN),
    ("in parts, and a reason is left out", in_parts, |_| vec![first_part(), shard(&[at(SECOND), reasons(3, &REST[1..])]), of_root()], UNKNOWN),
    ("in parts, of other points", in_parts, |_| vec![shard(&[at(SECOND), reasons(3, &[1, 2])]), shard(&[at(FIRST), reasons(3, &REST)]), of_root()], UNKNOWN),
    ("in parts, for no reason", in_parts, |_| vec![first_part(), shard(&[at(SECOND), reasons(3, &[])]), of_root()], UNKNOWN),
    ("in parts, one of CAs", in_parts, |_| vec![first_part(), shard(&[at(SECOND), flag(2, &[0xff]), reasons(3, &REST)]), of_root()], UNKNOWN),
    ("the shard of a directory", || with_points(&[&[directory()]]), |_| vec![shard(&[directory()]), of_root()], &[]),
    ("the shard of another directory", || with_points(&[&[at(SECOND)]]), |_| vec![shard(&[directory()]), of_root()], UNKNOWN),
    ("end entities", || with_points(&[&[at(FIRST)]]), |_| vec![shard(&[at(FIRST), flag(1, &[0xff])]), of_root()], &[]),
    ("CAs", || with_points(&[&[at(FIRST)]]), |_| vec![shard(&[at(FIRST), flag(2, &[0xff])]), of_root()], UNKNOWN),
    ("end entities, of the root", good, |it| vec![it.crl(), of_root().with(issuing(&[full_name(&[element(0xa4, &Name::new("CN=Test Root").to_der())]), flag(1, &[0xff])]))], UNKNOWN),
    ("the issuer's name as the point, and no point", pointless, |it| vec![it.crl(), of_root().with(issuing(&[full_name(&[element(0xa4, &Name::new("CN=Test Root").to_der())])]))], &[]),
    ("no point", pointless, |_| vec![shard(&[at(FIRST)]), of_root()], UNKNOWN),
    ("no point, and the whole list", pointless, |it| vec![shard(&[at(FIRST)]), it.crl(), of_root()], &[]),
    ("no point, a newer shard with an altered signature", pointless, |it| vec![shard(&[at(FIRST)]).updated("2026-10-20", "2026-11-20").altered_signature(), it.crl(), of_root()], &[]),
    ("no point, a newer shard that is stale", pointless, |it| vec![shard(&[at(FIRST)]).updated("2026-10-20", "2026-10-21"), it.crl(), of_root()], &[]),
    ("no point, and a shard that revokes", pointless, |it| vec![it.revoked().with(issuing(&[at(FIRST)])), it.crl(), of_root()], REVOKED),
    ("another shard revokes", || with_points(&[&[at(SECOND)]]), |it| vec![it.revoked().with(issuing(&[at(FIRST)])), it.crl(), of_root()], REVOKED),
];

/// What rustls accepts and is refused here. A shard says nothing about a certificate without its distribution point
/// (RFC 5280 section 6.3.3); and what its issuer lists is revoked, whichever list that is.
const REFUSED_HERE: &[&str] = &["no point", "another shard revokes"];

/// What rustls refuses and is accepted here: it takes the first list with the issuer's name for the only one, and compares
/// no directory names, nor relative ones, and takes no lists of some reasons.
const ACCEPTED_HERE: &[&str] = &[
    "a relative point, and its shard",
    "a point in full, and its shard by a relative name",
    "a relative point, and its shard in full",
    "in parts",
    "in parts, of one point",
    "in parts, and one is stale and renewed",
    "the shard of a directory",
    "no point, a newer shard with an altered signature",
    "no point, a newer shard that is stale",
];

fn clients(forge: &Forge, lists: &Crls) -> ServerTrust {
    let anchors = [forge.trust_anchor(&provider())];
    let trust = ServerTrust::private_ca(&anchors).unwrap();
    trust.with_crls(lists.clone())
}

fn report_of(forge: &Forge, lists: &Crls) -> Report {
    let context =
        Context::fixed(provider(), Forge::now()).with_relying_party(clients(forge, lists));
    let api = RestApi::at(HOST).unwrap();
    check(&api, &forge.identity(&provider()), &context)
}

fn is_refused_by_client(forge: &Forge, lists: &Crls) -> bool {
    let trust = clients(forge, lists);
    let client = client_config(&crate::rest_api(), &trust, &handshake::context()).unwrap();
    handshake::is_refused_by(&client.into(), forge)
}

fn is_refused_by_rustls(forge: &Forge, lists: &[Vec<u8>]) -> bool {
    let provider = provider();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(forge.trust_anchor_der(&provider)).unwrap();
    let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone())
        .with_crls(lists.iter().map(|it| it.clone().into()))
        .enforce_revocation_expiration()
        .build();
    let Ok(verifier) = verifier else {
        return true;
    };
    let certificates = forge.certificates(&provider);
    let name = HOST.try_into().unwrap();
    verifier
        .verify_server_cert(
            &certificates[0],
            &certificates[1..],
            &name,
            &[],
            Forge::now(),
        )
        .is_err()
}

#[test]
fn report_and_handshake_are_one_verdict_and_rustls_is_asked_beside_it() {
    let mut wrong = Vec::new();
    let (mut refused_here, mut accepted_here) = (Vec::new(), Vec::new());
    for (name, forge, lists, expected) in CASES {
        let forge = forge();
        let made = lists(&forge);
        let ders: Vec<Vec<u8>> = made
            .iter()
            .map(|list| list.der(&provider()).to_vec())
            .collect();
        let lists = Crls::from_bytes(&ders).unwrap();
        let report = report_of(&forge, &lists);
        let mut errors: Vec<_> = report
            .errors()
            .map(|finding| finding.rule.as_str())
            .collect();
        errors.sort_unstable();
        if errors != *expected {
            wrong.push(format!("{name}: expected {expected:?}, found {errors:?}"));
        }
        if report.is_accepted() == is_refused_by_client(&forge, &lists) {
            wrong.push(format!("{name}: report and handshake differ"));
        }
        match (report.is_accepted(), is_refused_by_rustls(&forge, &ders)) {
            (false, false) => refused_here.push(*name),
            (true, true) => accepted_here.push(*name),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(refused_here, REFUSED_HERE);
    assert_eq!(accepted_here, ACCEPTED_HERE);
}

/// What is found where rustls passes over a list that is there.
#[test]
fn why_a_list_is_passed_over_is_said() {
    for (case, rule, found) in [
        (
            "an algorithm the provider does not have",
            "crl-unverified",
            "a list signed with sha1WithRSAEncryption, which `Ring` does not verify",
        ),
        (
            "altered",
            "crl-unverified",
            "a list whose signature does not verify; it names the key `4d9b00aa5d090d0fea8c04bb47887898b5651502`",
        ),
        (
            "the issuer in another string type",
            "revocation-status-unknown",
            "a list with this name in another encoding, which rustls does not compare; it is published at \
             `http://crl.example.com/ca.crl`",
        ),
        (
            "another shard",
            "revocation-status-unknown",
            "a list of the distribution point `http://crl.example.com/1.crl` only; it is published at \
             `http://crl.example.com/2.crl`",
        ),
        (
            "the shard of another directory",
            "revocation-status-unknown",
            "a list of a distribution point the certificate does not name; it is published at \
             `http://crl.example.com/2.crl`",
        ),
        (
            "CAs",
            "revocation-status-unknown",
            "a list of CAs only; it is published at `http://crl.example.com/1.crl`",
        ),
        (
            "end entities, of the root",
            "revocation-status-unknown",
            "a list of end entities only",
        ),
        (
            "its own issuer, no list",
            "revocation-status-unknown",
            "none",
        ),
    ] {
        let (_, forge, lists, _) = CASES.iter().find(|(name, ..)| *name == case).unwrap();
        let forge = forge();
        let ders = lists(&forge);
        let ders = ders.iter().map(|list| list.der(&provider()));
        let report = report_of(&forge, &Crls::from_bytes(ders).unwrap());
        let finding = report
            .errors()
            .find(|finding| finding.rule.as_str() == rule);
        assert_eq!(finding.unwrap().found, found, "{case}");
    }
}
