//! One verdict, and never laxer than rustls, whatever is broken in a path: report, handshake and the verifiers of
//! rustls are asked about the same certificates, of which one was changed in one place.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::server::WebPkiClientVerifier;
use rustls::sign::SigningKey;
use rustls::{CertificateError, Error, RootCertStore};
use rustls_pki_types::{CertificateDer, ServerName};
use sha2::Digest;
use vb365_tls::chain::Chain;
use vb365_tls::test_support::encode::{
    dns_name, element, ip_address, mail_address, object_identifier, sequence, uri,
};
use vb365_tls::test_support::{Extension, Forge, Name, TestKey, oid};
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Certificate, Report};

use super::relying_party::{Answer, Party, difference, key, read};
use super::{HOST, context, provider};
use crate::mutation::{Encoding, Numbers, count};
use crate::rules::rest_api;

/// A path whose certificates are changed one at a time, each signed again by the one above.
struct Base {
    name: &'static str,
    /// End entity, intermediates, root.
    path: Vec<CertificateDer<'static>>,
    /// Who signs each of them.
    signers: Vec<TestKey>,
    end_entity: TestKey,
}

impl Base {
    fn new(name: &'static str, forge: Forge, keys: &[TestKey]) -> Self {
        let mut forge = forge;
        let count = keys.len() - 2;
        for (index, key) in keys[1..=count].iter().enumerate() {
            forge = forge.intermediate_at(index, |it| it.key(*key));
        }
        let root = keys[count + 1];
        let forge = forge.key(keys[0]).root(|it| it.key(root));
        Self {
            name,
            path: forge.path(&provider()),
            signers: keys[1..].iter().copied().chain([root]).collect(),
            end_entity: keys[0],
        }
    }
}

/// Curves, because they sign fast; RSA where the key itself is changed.
fn bases() -> Vec<Base> {
    use TestKey::{Ed25519, Intermediate, P256, P384, Rsa2048};
    let everything = [
        dns_name(HOST),
        dns_name("*.example.com"),
        ip_address("192.0.2.1".parse().unwrap()),
        ip_address("2001:db8::1".parse().unwrap()),
        uri("https://vb365.example.com"),
        mail_address("backup@example.com"),
        element(0xa4, &Name::new("CN=vb365, O=Example").to_der()),
        element(0x88, &[0x2a, 3]),
    ];
    let rich = Forge::tls(HOST)
        .subject("CN=vb365.example.com, O=Example, C=CH")
        .general_names(&everything)
        .extension("1.3.6.1.4.1.11129.2.4.2", false, &element(0x04, &[0, 0]))
        .extension("2.5.29.31", false, &distribution_points())
        .extension(
            "2.5.29.32",
            false,
            &sequence(&[sequence(&[object_identifier("2.5.29.32.0")])]),
        )
        .with(Extension::issuer_at("http://pki.example.com/a.cer"))
        .intermediate(|it| {
            it.ca(Some(0))
                .purposes(&[oid::SERVER_AUTH, oid::CLIENT_AUTH])
        });
    let range = |octets: &[u8]| element(0x87, octets);
    let permitted = [
        dns_name("example.com"),
        range(&[192, 0, 2, 0, 255, 255, 255, 0]),
    ];
    let excluded = [
        dns_name("www.example.com"),
        range(&[10, 0, 0, 0, 255, 0, 0, 0]),
        mail_address("a@example.org"),
    ];
    let constrained = Forge::tls(HOST)
        .names(&[HOST, "192.0.2.1"])
        .intermediates(2)
        .intermediate_at(0, |it| it.names(&["ca.example.com"]))
        .intermediate_at(1, |it| {
            it.with(Extension::name_constraints(&permitted, &excluded))
        })
        .root(|it| {
            it.with(Extension::name_constraints(
                &[dns_name("com")],
                &[dns_name("net")],
            ))
        });
    vec![
        Base::new("plain", Forge::tls(HOST), &[Rsa2048, P256, P256]),
        Base::new("rich", rich, &[P256, P384, Ed25519]),
        Base::new("constrained", constrained, &[P256, P256, Ed25519, P256]),
        Base::new("RSA", Forge::tls(HOST), &[P256, Intermediate, P256]),
    ]
}

fn distribution_points() -> Vec<u8> {
    let name = element(0xa0, &uri("http://pki.example.com/a.crl"));
    sequence(&[sequence(&[element(0xa0, &name)])])
}

/// Which end presents the certificates.
#[derive(Clone, Copy, Debug)]
enum Presenting {
    Server,
    Client,
}

use Presenting::{Client, Server};

/// What rustls says of the path, `None` where the anchor itself cannot be one.
fn rustls_says(path: &[CertificateDer<'static>], by: Presenting) -> Option<Result<(), Error>> {
    let (anchor, presented) = path.split_last()?;
    let (end_entity, intermediates) = presented.split_first()?;
    let mut roots = RootCertStore::empty();
    roots.add(anchor.clone()).ok()?;
    let (roots, provider, now) = (Arc::new(roots), provider(), Forge::now());
    Some(match by {
        Server => {
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider);
            let verifier = verifier.build().unwrap();
            let host = ServerName::try_from(HOST).unwrap();
            let verdict = verifier.verify_server_cert(end_entity, intermediates, &host, &[], now);
            verdict.map(drop)
        }
        Client => {
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
            let verifier = verifier.build().unwrap();
            let verdict = verifier.verify_client_cert(end_entity, intermediates, now);
            verdict.map(drop)
        }
    })
}

fn kind(error: &Error) -> String {
    let text = match error {
        Error::InvalidCertificate(CertificateError::Other(other)) => format!("{other:?}"),
        Error::InvalidCertificate(other) => format!("{other:?}"),
        other => format!("{other:?}"),
    };
    text.split([' ', '(']).next().unwrap_or(&text).to_owned()
}

/// How many cases are accepted, refused by us alone, and refused by rustls too.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    stricter: usize,
    refused: usize,
    unread: usize,
    pinned: usize,
}

/// The cases in which a law does not hold.
#[derive(Debug, Default)]
struct Broken {
    one_verdict: Vec<String>,
    never_laxer: BTreeMap<String, Vec<String>>,
}

struct Case<'a> {
    name: String,
    path: Vec<CertificateDer<'static>>,
    key: &'a Arc<dyn SigningKey>,
    presenting: Presenting,
}

impl Case<'_> {
    fn trusting(&self, anchors: &[Certificate]) -> Party {
        match self.presenting {
            Server => Party::OfServers(ServerTrust::private_ca(anchors).unwrap()),
            Client => Party::OfClients(ClientTrust::private_ca(anchors).unwrap()),
        }
    }

    fn pinning(&self, pins: Pins) -> Party {
        match self.presenting {
            Server => Party::OfServers(ServerTrust::pinned(pins)),
            Client => Party::OfClients(ClientTrust::pinned(pins)),
        }
    }

    fn presented(&self) -> &[CertificateDer<'static>] {
        &self.path[..self.path.len() - 1]
    }

    /// The report of what is presented, if it can be read, and the answer of a handshake.
    fn ask(&self, party: &Party) -> (Option<Report>, Answer) {
        let context = context();
        let end = party.end(&rest_api(), &context);
        let answer = end.meets(HOST, self.presented(), self.key);
        let chain = read(self.presented()).and_then(Chain::from_certificates);
        let report = chain.map(|chain| party.report(&rest_api(), &chain, &context));
        (report, answer)
    }

    fn by_path(&self, tally: &mut Tally, broken: &mut Broken) {
        let Some(verdict) = rustls_says(&self.path, self.presenting) else {
            return;
        };
        let Some(anchors) = read(&self.path[self.path.len() - 1..]) else {
            return;
        };
        let (report, answer) = self.ask(&self.trusting(&anchors));
        let is_accepted = match &report {
            Some(report) => {
                let difference = difference(report, &answer);
                broken
                    .one_verdict
                    .extend(difference.map(|it| format!("{}, by path: {it}", self.name)));
                report.is_accepted() || answer.is_ok()
            }
            None => {
                tally.unread += 1;
                answer.is_ok()
            }
        };
        match (is_accepted, verdict) {
            (true, Ok(())) => tally.accepted += 1,
            (false, Ok(())) => tally.stricter += 1,
            (false, Err(_)) => tally.refused += 1,
            (true, Err(error)) => {
                let of_kind = broken.never_laxer.entry(kind(&error)).or_default();
                of_kind.push(self.name.clone());
            }
        }
    }

    /// By the certificate itself, by its fingerprint or by its key, whichever can be told.
    fn by_pin(&self, way: usize, tally: &mut Tally, broken: &mut Broken) {
        let end_entity = Certificate::from_der(self.path[0].clone());
        let fingerprint = sha2::Sha256::digest(&self.path[0]);
        let fingerprint: String = fingerprint.iter().map(|it| format!("{it:02x}")).collect();
        let pins = match (&end_entity, way) {
            (Ok(certificate), 0) => Pins::from(certificate),
            (Ok(certificate), 1) => Pins::from(certificate.public_key().fingerprint()),
            _ => fingerprint.parse().unwrap(),
        };
        let party = self.pinning(pins);
        let end = party.end(&rest_api(), &context());
        let answer = end.meets(HOST, self.presented(), self.key);
        let difference = match end_entity {
            Ok(certificate) => {
                // What is sent along is not looked at, readable or not.
                let chain = Chain::from_certificates(vec![certificate]).unwrap();
                difference(&party.report(&rest_api(), &chain, &context()), &answer)
            }
            Err(_) if answer.is_ok() => Some("accepted, and nobody can read it".into()),
            Err(_) => None,
        };
        tally.pinned += 1;
        broken
            .one_verdict
            .extend(difference.map(|it| format!("{}, by pin {way}: {it}", self.name)));
    }
}

/// Half of what `LAW_CHANGES` asks for.
#[track_caller]
fn compare(presenting: Presenting, seed: u64) {
    let bases: Vec<_> = bases()
        .into_iter()
        .map(|base| {
            let encodings: Vec<_> = base.path.iter().map(|it| Encoding::new(it)).collect();
            let key = key(base.end_entity.private_key());
            (base, encodings, key)
        })
        .collect();
    let (mut tally, mut broken) = (Tally::default(), Broken::default());
    for (base, _, key) in &bases {
        let case = Case {
            name: base.name.to_owned(),
            path: base.path.clone(),
            key,
            presenting,
        };
        let mut whole = Tally::default();
        case.by_path(&mut whole, &mut broken);
        assert_eq!(whole.accepted, 1, "{}: {broken:#?}", case.name);
    }
    let quick = key(TestKey::P256.private_key());
    let mut numbers = Numbers::from_seed(seed);
    for number in 0..count("LAW_CHANGES", 5_000) / 2 {
        let (base, encodings, key) = &bases[numbers.below(bases.len())];
        let index = numbers.below(encodings.len());
        let change = encodings[index].changed(&mut numbers);
        let mut path = base.path.clone();
        path[index] = change.signed(base.signers[index], &provider()).into();
        let case = Case {
            name: format!("{number}: {} {index} {}", base.name, change.name),
            path,
            // That of somebody else signs faster, and proves as little about the certificate.
            key: if number % 20 == 0 { key } else { &quick },
            presenting,
        };
        case.by_path(&mut tally, &mut broken);
        if index == 0 {
            case.by_pin(numbers.below(3), &mut tally, &mut broken);
        }
    }
    assert!(
        broken.one_verdict.is_empty() && broken.never_laxer.is_empty(),
        "{tally:?} {broken:#?}"
    );
    // Were all refused, or none, nothing would be compared.
    assert!(
        tally.accepted > 250 && tally.refused > 500 && tally.pinned > 250,
        "{tally:?}"
    );
}

#[test]
fn of_servers_the_report_is_the_handshake_and_neither_is_laxer_than_rustls() {
    compare(Server, 0x9525);
}

#[test]
fn of_clients_the_report_is_the_handshake_and_neither_is_laxer_than_rustls() {
    compare(Client, 0x5280);
}
