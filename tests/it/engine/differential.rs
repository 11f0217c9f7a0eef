//! Never laxer than rustls: what its verifier of paths refuses has an error in our report, whatever is broken.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::{CertificateError, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName};
use vb365_tls::chain::Chain;
use vb365_tls::test_support::encode::{
    bit_string, dns_name, element, ip_address, mail_address, object_identifier, sequence, uri,
};
use vb365_tls::test_support::{Extension, Forge, Name, TestKey, oid};
use vb365_tls::{Certificate, Context, check_chain};

use super::mutation;
use super::tree::{Body, Node};
use crate::rules::{HOST, provider, rest_api};

/// A path whose certificates are changed one at a time, each signed anew by the one above.
struct Base {
    name: &'static str,
    /// End entity, intermediates, root.
    path: Vec<CertificateDer<'static>>,
    /// Who signs each of them.
    signers: Vec<TestKey>,
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

fn signed(body: &[u8], algorithm: &[u8], signer: TestKey, provider: &CryptoProvider) -> Vec<u8> {
    let key = provider
        .key_provider
        .load_private_key(signer.private_key())
        .unwrap();
    let scheme = match signer {
        TestKey::P256 => SignatureScheme::ECDSA_NISTP256_SHA256,
        TestKey::P384 => SignatureScheme::ECDSA_NISTP384_SHA384,
        TestKey::Ed25519 => SignatureScheme::ED25519,
        _ => SignatureScheme::RSA_PKCS1_SHA256,
    };
    let signature = key.choose_scheme(&[scheme]).unwrap().sign(body).unwrap();
    sequence(&[body.to_vec(), algorithm.to_vec(), bit_string(&signature)])
}

/// One change of a certificate.
struct Change {
    name: String,
    tree: Node,
    /// Whether it is in the part that is signed.
    is_signed: bool,
}

impl Change {
    /// The certificate, signed anew where what is signed has changed.
    fn signed(&self, signer: TestKey, provider: &CryptoProvider) -> Vec<u8> {
        match &self.tree.body {
            Body::Nodes(_, parts) if self.is_signed && parts.len() == 3 => {
                signed(&parts[0].write(), &parts[1].write(), signer, provider)
            }
            _ => self.tree.write(),
        }
    }
}

/// Every change of one certificate.
fn changes(certificate: &[u8]) -> impl Iterator<Item = Change> {
    let tree = Node::read(certificate).unwrap();
    let places = tree.places().into_iter();
    places.flat_map(move |place| {
        let is_signed = place.first() == Some(&0);
        let changed = mutation::all(&tree, &place).into_iter();
        changed.map(move |(name, tree)| Change {
            name: format!("{place:?} {name}"),
            tree,
            is_signed,
        })
    })
}

/// What rustls says of the path, `None` where the anchor itself cannot be one.
fn rustls_says(
    path: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Option<Result<(), Error>> {
    let (anchor, presented) = path.split_last()?;
    let (end_entity, intermediates) = presented.split_first()?;
    let mut roots = RootCertStore::empty();
    roots.add(anchor.clone()).ok()?;
    let verifier =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
    let host = ServerName::try_from(HOST).unwrap();
    let verdict = verifier.build().unwrap().verify_server_cert(
        end_entity,
        intermediates,
        &host,
        &[],
        Forge::now(),
    );
    Some(verdict.map(|_| ()))
}

/// Whether our report has no error; a certificate that cannot be read is refused.
fn is_accepted(path: &[CertificateDer<'static>], context: &Context) -> bool {
    let read = path.iter().map(|it| Certificate::from_der(it.clone()));
    let Ok(mut read) = read.collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    let anchors: Vec<_> = read.pop().into_iter().collect();
    let context = context
        .clone()
        .with_relying_party(vb365_tls::trust::ServerTrust::private_ca(&anchors).unwrap());
    check_chain(
        &rest_api(),
        &Chain::from_certificates(read).unwrap(),
        &context,
    )
    .is_accepted()
}

fn kind(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(CertificateError::Other(other)) => format!("{other:?}"),
        Error::InvalidCertificate(other) => {
            let text = format!("{other:?}");
            text.split([' ', '(']).next().unwrap_or(&text).to_owned()
        }
        other => format!("{other:?}"),
    }
}

/// What was laxer, by the error of rustls.
type Laxer = BTreeMap<String, Vec<String>>;

/// How many cases both accept, rustls alone accepts, and rustls refuses.
#[derive(Debug, Default)]
struct Tally {
    accepted: usize,
    stricter: usize,
    refused: usize,
}

/// One of `every` changes of each certificate of each path, begun at another place for each.
fn compare(every: usize) -> (Tally, Laxer) {
    let provider = provider();
    let context = Context::fixed(Arc::clone(&provider), Forge::now());
    let (mut tally, mut laxer) = (Tally::default(), Laxer::new());
    let mut skipped = 0;
    for base in bases() {
        assert!(is_accepted(&base.path, &context), "{}", base.name);
        for (index, certificate) in base.path.iter().enumerate() {
            for change in changes(certificate) {
                skipped += 1;
                if skipped % every != 0 {
                    continue;
                }
                let mut path = base.path.clone();
                path[index] = change.signed(base.signers[index], &provider).into();
                let Some(verdict) = rustls_says(&path, &provider) else {
                    continue;
                };
                match (is_accepted(&path, &context), verdict) {
                    (true, Ok(())) => tally.accepted += 1,
                    (false, Ok(())) => tally.stricter += 1,
                    (false, Err(_)) => tally.refused += 1,
                    (true, Err(error)) => {
                        let name = format!("{} {index} {}", base.name, change.name);
                        laxer.entry(kind(&error)).or_default().push(name);
                    }
                }
            }
        }
    }
    (tally, laxer)
}

#[test]
fn whatever_rustls_refuses_on_a_path_is_an_error() {
    let (tally, laxer) = compare(31);
    assert!(laxer.is_empty(), "{laxer:#?}");
    // Were all refused, or none, nothing would be compared.
    assert!(tally.accepted > 300 && tally.refused > 1000, "{tally:?}");
}

#[test]
#[ignore = "takes minutes; run it after a change of the rules or of rustls-webpki"]
fn whatever_rustls_refuses_on_a_path_is_an_error_in_every_case() {
    let (tally, laxer) = compare(1);
    assert!(laxer.is_empty(), "{laxer:#?}");
    assert!(tally.accepted > 10_000, "{tally:?}");
}
