//! The worst that strangers present, each of at most the 64 KiB of a message of the handshake.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_pki_types::CertificateDer;
use vb365_tls::Certificate;
use vb365_tls::test_support::encode::{
    boolean, constructed, dns_name, element, object_identifier, octet_string, sequence, set,
};
use vb365_tls::test_support::{Extension, Name, SignatureAlgorithm, Template, TestKey, oid};

use super::Failure;
use super::refused::{Clock, Served};

/// What fits, beside the lengths and extensions TLS 1.3 writes for each.
const MOST: usize = 65_000;

/// The CA that is trusted.
const ROOT: &str = "CN=Test Root";

pub(crate) struct Stranger {
    pub(crate) name: &'static str,
    pub(crate) chain: Vec<CertificateDer<'static>>,
}

pub(crate) fn certified(
    chain: Vec<CertificateDer<'static>>,
    key: TestKey,
    provider: &CryptoProvider,
) -> Result<Arc<CertifiedKey>, Failure> {
    let key = provider.key_provider.load_private_key(key.private_key())?;
    Ok(Arc::new(CertifiedKey::new(chain, key)))
}

impl Stranger {
    fn new(name: &'static str, chain: impl IntoIterator<Item = CertificateDer<'static>>) -> Self {
        let mut left = MOST;
        let fits = |der: &CertificateDer<'_>| {
            let needed = der.len() + 5;
            let fits = needed <= left;
            left = left.saturating_sub(needed);
            fits
        };
        let chain = chain.into_iter().take_while(fits).collect();
        Self { name, chain }
    }

    /// A client that trusts the server and proves whatever it is asked to.
    pub(crate) fn as_client(
        &self,
        anchor: &Certificate,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<ClientConfig>, Failure> {
        let mut roots = RootCertStore::empty();
        roots.add(anchor.der().clone())?;
        let key = certified(self.chain.clone(), TestKey::P256, provider)?;
        let builder = ClientConfig::builder_with_details(Arc::clone(provider), Arc::new(Clock));
        let builder = builder.with_safe_default_protocol_versions()?;
        let builder = builder.with_root_certificates(roots);
        Ok(Arc::new(
            builder.with_client_cert_resolver(Arc::new(Served(key))),
        ))
    }

    pub(crate) fn as_server(
        &self,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<ServerConfig>, Failure> {
        server_of(self.chain.clone(), provider)
    }
}

/// A server that presents this chain, and proves whatever it is asked to.
pub(crate) fn server_of(
    chain: Vec<CertificateDer<'static>>,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<ServerConfig>, Failure> {
    let key = certified(chain, TestKey::P256, provider)?;
    let builder = ServerConfig::builder_with_details(Arc::clone(provider), Arc::new(Clock));
    let builder = builder.with_safe_default_protocol_versions()?;
    let builder = builder.with_no_client_auth();
    Ok(Arc::new(builder.with_cert_resolver(Arc::new(Served(key)))))
}

fn end_entity() -> Template {
    Template::end_entity("stranger.example.com").key(TestKey::P256)
}

fn ca(name: &str) -> Template {
    Template::intermediate(name)
}

/// A key nobody holds, each with another number.
fn made_up_key(number: usize) -> Vec<u8> {
    let mut key = [0x42; 33];
    key[0] = 0;
    key[1..9].copy_from_slice(&number.to_be_bytes());
    sequence(&[
        sequence(&[object_identifier("1.3.101.112")]),
        element(3, &key),
    ])
}

/// As many as make one SEQUENCE, SET or other element of so many octets.
fn filled(octets: usize, each: impl Fn(usize) -> Vec<u8>) -> Vec<Vec<u8>> {
    let mut left = octets;
    let fits = |part: &Vec<u8>| {
        let fits = part.len() <= left;
        left = left.saturating_sub(part.len());
        fits
    };
    (0..).map(each).take_while(fits).collect()
}

fn name_of(octets: usize) -> Name {
    let attribute = |number: usize| {
        let value = element(0x0c, &[b'a' + (number % 26) as u8]);
        set(&[sequence(&[object_identifier("2.5.4.3"), value])])
    };
    Name::from_der(sequence(&filled(octets, attribute)))
}

/// Everything, for peers that trust `Test Root`, or pin this certificate or its key.
pub(crate) fn all(
    ring: &Arc<CryptoProvider>,
    pinned: &Certificate,
) -> Result<Vec<Stranger>, Failure> {
    let signing = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut all = ordinary(ring);
    all.extend(of_long_keys(&signing));
    all.extend(of_many(ring));
    all.extend(of_one_name(ring));
    all.extend(filled_to_the_brim(ring, pinned));
    all.extend(junk(ring));
    Ok(all)
}

fn ordinary(ring: &Arc<CryptoProvider>) -> Vec<Stranger> {
    let own = Template::self_signed("stranger.example.com").key(TestKey::P256);
    let issuer = ca("CN=Nobody").key(TestKey::Other);
    let root = ca("CN=Nobody Else").key(TestKey::Other);
    let chain = [
        end_entity().issued_by(&issuer, ring),
        issuer.issued_by(&root, ring),
    ];
    vec![
        Stranger::new("ordinary, self-signed", [own.issued_by(&own, ring)]),
        Stranger::new("ordinary, of an unknown CA", chain),
    ]
}

/// The private key is not part of it, for others make such certificates once and for all.
fn of_long_keys(signing: &Arc<CryptoProvider>) -> Vec<Stranger> {
    let named = |number: usize| ca(&format!("CN=Long {number}")).key(TestKey::Rsa8192);
    let chained = (0..30).map(|number| named(number).issued_by(&named(number + 1), signing));
    let below_first = end_entity().issued_by(&named(0), signing);
    let alone = (1..30).map(|number| named(number).issued_by(&named(number), signing));
    let to_root: Vec<_> = (0..7)
        .map(|number| match number {
            6 => named(6).issuer(ROOT).issued_by(&named(7), signing),
            _ => named(number).issued_by(&named(number + 1), signing),
        })
        .collect();
    let own = Template::self_signed("stranger.example.com").key(TestKey::Rsa8192);
    let first = |chain| std::iter::once(below_first.clone()).chain(chain);
    vec![
        Stranger::new("RSA 8192, chained", first(chained.collect::<Vec<_>>())),
        Stranger::new("RSA 8192, unchained", first(alone.collect::<Vec<_>>())),
        Stranger::new("RSA 8192, to the name of the root", first(to_root)),
        Stranger::new("RSA 8192, self-signed", [own.issued_by(&own, signing)]),
    ]
}

fn of_many(ring: &Arc<CryptoProvider>) -> Vec<Stranger> {
    let issuer = ca("CN=Cross").key(TestKey::Ed25519);
    let small = |number: usize| {
        Template::new("CN=Cross", TestKey::Ed25519)
            .with(Extension::ca(None))
            .serial(&[1, (number >> 8) as u8, number as u8])
    };
    let first = end_entity().issued_by(&issuer, ring);
    let one_key = (0..400).map(|number| small(number).issued_by(&issuer, ring));
    let keys = (0..400).map(|number| {
        let key = made_up_key(number);
        small(number).public_key(&key).issued_by(&issuer, ring)
    });
    let strange = (0..400).map(|number| {
        let name = format!("CN=Strange {number}");
        small(number).subject(&*name).issued_by(&issuer, ring)
    });
    let ring_of = |number: usize| {
        let name = format!("CN=Circle {number}");
        let issuer = format!("CN=Circle {}", (number + 1) % 6);
        let key = made_up_key(number);
        let template = small(number).subject(&*name).issuer(&*issuer);
        template.public_key(&key).issued_by(&small(0), ring)
    };
    let circle = (0..400).map(ring_of).collect::<Vec<_>>();
    let into_circle = end_entity().issuer("CN=Circle 0").issued_by(&issuer, ring);
    let mail = |number: usize| {
        let name = Name::new("CN=Cross").printable();
        let key = made_up_key(number);
        small(number)
            .subject(name)
            .public_key(&key)
            .issued_by(&issuer, ring)
    };
    let first_of = |chain: Vec<_>| std::iter::once(first.clone()).chain(chain);
    vec![
        Stranger::new("one name, one key", first_of(one_key.collect())),
        Stranger::new(
            "one name, four keys",
            first_of(keys.clone().take(4).collect()),
        ),
        Stranger::new("one name, seven keys", first_of(keys.take(7).collect())),
        Stranger::new(
            "one name in another string type",
            first_of((0..400).map(mail).collect()),
        ),
        Stranger::new("many names", first_of(strange.collect())),
        Stranger::new(
            "six names in a circle",
            std::iter::once(into_circle).chain(circle.into_iter().take(6)),
        ),
    ]
}

/// Of the name of the CA that is trusted, and not by its key.
fn of_one_name(ring: &Arc<CryptoProvider>) -> Vec<Stranger> {
    let impostor = Template::root(ROOT).key(TestKey::Other);
    let direct = end_entity().issued_by(&impostor, ring);
    let issuer = ca("CN=Impostor").key(TestKey::Other);
    let below = end_entity().issued_by(&issuer, ring);
    let cross = |number: usize| {
        let template = issuer
            .clone()
            .serial(&[1, (number >> 8) as u8, number as u8]);
        let template = template.public_key(&made_up_key(number));
        template.issued_by(&impostor, ring)
    };
    let crosses = (0..90).map(cross);
    let first = |chain: Vec<_>| std::iter::once(below.clone()).chain(chain);
    let expired = end_entity().valid("2026-01-01", "2026-06-30");
    let other = end_entity().purposes(&[oid::CODE_SIGNING]);
    let long = end_entity().names(&NAMES).issued_by(&impostor, ring);
    vec![
        Stranger::new("name of the root", [direct]),
        Stranger::new("name of the root, a hundred names", [long]),
        Stranger::new("name of the root, above", first(vec![cross(0)])),
        Stranger::new(
            "name of the root, above all of many",
            first(crosses.collect()),
        ),
        Stranger::new("expired", [expired.issued_by(&impostor, ring)]),
        Stranger::new("for code", [other.issued_by(&impostor, ring)]),
        Stranger::new(
            "SHA-1",
            [end_entity()
                .signature(SignatureAlgorithm::RsaSha1)
                .issued_by(&impostor, ring)],
        ),
    ]
}

const NAMES: [&str; 100] = ["a-name-of-usual-length.example.com"; 100];

/// One certificate with as much of one thing as there is room for, and with as much as is still read.
fn filled_to_the_brim(ring: &Arc<CryptoProvider>, pinned: &Certificate) -> Vec<Stranger> {
    let issuer = ca("CN=Nobody").key(TestKey::Other);
    let to_root = Template::root(ROOT).key(TestKey::Other);
    let brim = MOST - 1_500;
    let names = |octets| {
        let names = filled(octets, |_| dns_name("a"));
        end_entity().general_names(&names)
    };
    let purposes = |octets| {
        let purposes = filled(octets, |_| object_identifier("2.5.29.37.0"));
        end_entity().extension(oid::EXTENDED_KEY_USAGE, false, &sequence(&purposes))
    };
    let constraints = |octets| {
        let names = filled(octets / 2, |_| dns_name("a"));
        ca("CN=Nobody")
            .with(Extension::name_constraints(&names, &[]))
            .issued_by(&to_root, ring)
    };
    let extensions = |octets: usize| {
        (0..octets / 16).fold(end_entity(), |template, number| {
            let oid = format!("1.3.6.1.4.1.{}", number + 1);
            template.with(Extension::new(&oid, false, [5, 0]))
        })
    };
    let subject = |octets| end_entity().subject(name_of(octets));
    let issued = |template: Template| [template.issued_by(&issuer, ring)];
    let own = |template: &Template| [template.issued_by(template, ring)];
    let big_key = sequence(&[
        sequence(&[object_identifier("1.3.101.112")]),
        element(3, &vec![0; brim]),
    ]);
    let of_pinned_key = |template: Template| {
        let key = pinned.public_key().as_der().to_vec();
        let template = template.valid("2026-01-01", "2026-06-30");
        [template.public_key(&key).issued_by(&issuer, ring)]
    };
    let below = |octets| {
        let end_entity = names(octets).issued_by(&issuer, ring);
        [end_entity, constraints(octets)]
    };
    vec![
        Stranger::new("names", issued(names(brim))),
        Stranger::new("names, 8 KB", issued(names(8_000))),
        Stranger::new("names, 2 KB", issued(names(2_000))),
        Stranger::new("names, self-signed", own(&names(brim))),
        Stranger::new("names below as many constraints", below(brim / 2)),
        Stranger::new("names below as many constraints, 1 KB", below(1_000)),
        Stranger::new("purposes", issued(purposes(brim))),
        Stranger::new("purposes, 2 KB", issued(purposes(2_000))),
        Stranger::new("extensions", issued(extensions(brim))),
        Stranger::new("extensions, 4 KB", issued(extensions(4_000))),
        Stranger::new("subject", issued(subject(brim))),
        Stranger::new("subject, 4 KB", issued(subject(4_000))),
        Stranger::new("subject, 1 KB", issued(subject(1_000))),
        Stranger::new("subject, 500 octets", issued(subject(500))),
        Stranger::new("subject, self-signed", own(&subject(brim / 2))),
        Stranger::new("subject, self-signed, 1 KB", own(&subject(1_000))),
        Stranger::new("issuer", issued(end_entity().issuer(name_of(brim)))),
        Stranger::new("key", issued(end_entity().public_key(&big_key))),
        Stranger::new("names, of the pinned key", of_pinned_key(names(brim))),
        Stranger::new(
            "extensions, of the pinned key",
            of_pinned_key(extensions(brim)),
        ),
        Stranger::new("subject, of the pinned key", of_pinned_key(subject(brim))),
        Stranger::new("ordinary, of the pinned key", of_pinned_key(end_entity())),
    ]
}

fn junk(ring: &Arc<CryptoProvider>) -> Vec<Stranger> {
    let issuer = ca("CN=Nobody").key(TestKey::Other);
    let good = end_entity().issued_by(&issuer, ring);
    let zeros = CertificateDer::from(vec![0; MOST - 2_000]);
    let tiny = vec![CertificateDer::from(vec![0x30, 0]); 400];
    // Nested as deep as there is room.
    let deep = (0..12_000).fold(Vec::new(), |inner: Vec<u8>, _| {
        if inner.len() < MOST - 2_000 && inner.len() < 100 {
            element(0x30, &inner)
        } else {
            inner
        }
    });
    let booleans = filled(MOST - 2_000, |_| boolean(true));
    let flat = CertificateDer::from(constructed(0x30, &booleans));
    let opaque = CertificateDer::from(octet_string(&vec![0; MOST - 2_000]));
    let with = |junk: Vec<CertificateDer<'static>>| std::iter::once(good.clone()).chain(junk);
    vec![
        Stranger::new("zeros", [zeros.clone()]),
        Stranger::new("one octet string", [opaque]),
        Stranger::new("booleans", [flat]),
        Stranger::new("nested", [CertificateDer::from(deep)]),
        Stranger::new("zeros beside", with(vec![zeros])),
        Stranger::new("tiny ones beside", with(tiny)),
    ]
}
