use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::Arc;

use rustls::SignatureScheme;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::address::Host;
use crate::certificate::presented_identifier::{below_wildcard, parent};
use crate::certificate::{Certificate, KeyAlgorithm, SubjectAltName, rfc3339};
use crate::credential::Credential;
use crate::error::{Error, Unsupported};
use crate::scenario::UsageScenario;

/// What each server name gets. A lookup costs the same with one name and with a hundred thousand; names are hashed with
/// a secret, so nobody can choose some that collide.
pub(super) struct Resolver {
    /// The default first.
    presented: Vec<Presented>,
    exact: Carriers,
    /// By what is to the right of the wildcard.
    below_wildcard: Carriers,
}

struct Presented {
    certified: Arc<CertifiedKey>,
    /// What its key signs in both versions of TLS, as far as that was found out: asking it makes a signer each time.
    in_both_versions: [Option<SignatureScheme>; 3],
}

/// Those of TLS 1.3, RFC 8446 section 4.2.3, which clients ask for in 1.2 too.
const IN_BOTH_VERSIONS: [SignatureScheme; 7] = [
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ED25519,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
];

impl Presented {
    fn new(certified: &Arc<CertifiedKey>) -> Self {
        let key = &certified.key;
        let is_signed = |it: &SignatureScheme| key.choose_scheme(&[*it]).is_some();
        let mut signed = IN_BOTH_VERSIONS.into_iter().filter(is_signed);
        Self {
            certified: Arc::clone(certified),
            in_both_versions: [signed.next(), signed.next(), signed.next()],
        }
    }

    fn signs(&self, schemes: &[SignatureScheme]) -> Signs {
        use SignatureScheme::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512};
        let mut known = self.in_both_versions.iter().flatten();
        if known.any(|it| schemes.contains(it)) {
            return Signs::InBothVersions;
        }
        let chosen = self.certified.key.choose_scheme(schemes);
        match chosen.map(|it| it.scheme()) {
            Some(RSA_PKCS1_SHA256 | RSA_PKCS1_SHA384 | RSA_PKCS1_SHA512) => Signs::InTls12,
            Some(_) => Signs::InBothVersions,
            None => Signs::InNone,
        }
    }
}

type Carriers = HashMap<Box<str>, Positions>;

/// Positions in what is presented, the preferred one first; each with a key of another type. Few names have more than one,
/// and the smaller this is, the more of them are in the caches of a processor.
struct Positions {
    first: usize,
    others: Option<Box<Self>>,
}

impl Positions {
    fn new(first: usize) -> Self {
        Self {
            first,
            others: None,
        }
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        let positions = std::iter::successors(Some(self), |it| it.others.as_deref());
        positions.map(|it| it.first)
    }

    /// Adds the one that is preferred least.
    fn push(&mut self, last: usize) {
        let mut others = &mut self.others;
        while let Some(positions) = others {
            others = &mut positions.others;
        }
        *others = Some(Box::new(Self::new(last)));
    }
}

const DEFAULT: usize = 0;

impl Resolver {
    /// Presents this one, whatever the name.
    pub(super) fn always<S: UsageScenario>(default: &Credential<S>) -> Self {
        Self {
            presented: vec![Presented::new(default.certified_key())],
            exact: Carriers::new(),
            below_wildcard: Carriers::new(),
        }
    }

    pub(super) fn new<S: UsageScenario>(
        default: &Credential<S>,
        others: &[Arc<Credential<S>>],
    ) -> Result<Self, Error> {
        let mut resolver = Self::always(default);
        let mut certificates = vec![default.end_entity()];
        for other in others {
            resolver
                .presented
                .push(Presented::new(other.certified_key()));
            certificates.push(other.end_entity());
        }
        // The default is what is left, under its own names too.
        for position in (1..certificates.len()).chain([DEFAULT]) {
            let has_names = resolver.add(position, &certificates)?;
            if !has_names && position != DEFAULT {
                let certificate = described(certificates[position]);
                return Err(Unsupported::NoDnsName { certificate }.into());
            }
        }
        Ok(resolver)
    }

    /// Answers whether there is a name a client can ask for.
    fn add(&mut self, position: usize, certificates: &[&Certificate]) -> Result<bool, Error> {
        let own = certificates[position];
        let names = own.subject_alt_name().present();
        let mut has_names = false;
        for name in names.into_iter().flat_map(SubjectAltName::dns_names) {
            let (carriers, host) = match below_wildcard(name) {
                // With fewer labels to its right a wildcard stands for none.
                Some(base) => (
                    &mut self.below_wildcard,
                    host(base).filter(|it| it.contains('.')),
                ),
                None => (&mut self.exact, host(name)),
            };
            // What is not a DNS name, nobody can ask for; a rule has said so.
            let Some(host) = host else { continue };
            has_names = true;
            let carriers = match carriers.entry(host) {
                Entry::Occupied(carriers) => carriers.into_mut(),
                Entry::Vacant(free) => {
                    free.insert(Positions::new(position));
                    continue;
                }
            };
            if carriers.all().any(|other| other == position) {
                continue;
            }
            let same = carriers.all().map(|other| certificates[other]);
            if let Some(other) = { same }.find(|other| is_same_type(other, own)) {
                return Err(taken(name, other, own));
            }
            carriers.push(position);
        }
        Ok(has_names)
    }

    /// rustls has checked that it is a DNS name, at most 253 octets long, and put it in lower case without a trailing
    /// dot; a test holds it to that.
    fn carriers(&self, name: &str) -> impl Iterator<Item = &Presented> {
        let exact = self.exact.get(name).into_iter();
        // Looked up only if nothing before it is good enough.
        let wildcard = std::iter::once_with(move || {
            parent(name).and_then(|parent| self.below_wildcard.get(parent))
        });
        let positions = exact.chain(wildcard.flatten()).flat_map(Positions::all);
        positions.filter_map(|position| self.presented.get(position))
    }
}

impl ResolvesServerCert for Resolver {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let schemes = hello.signature_schemes();
        let carriers = hello.server_name().map(|name| self.carriers(name));
        // The first of the fittest, and none is fitter than one that signs in both versions.
        let mut fittest = None;
        for carrier in carriers.into_iter().flatten() {
            let signs = carrier.signs(schemes);
            if signs == Signs::InBothVersions {
                return Some(Arc::clone(&carrier.certified));
            }
            if fittest.as_ref().is_none_or(|(fit, _)| signs < *fit) {
                fittest = Some((signs, carrier));
            }
        }
        let fittest = fittest.map(|(_, carrier)| carrier);
        let presented = fittest.or_else(|| self.presented.first());
        presented.map(|it| Arc::clone(&it.certified))
    }
}

/// The name in lower case, unless it is none.
fn host(name: &str) -> Option<Box<str>> {
    let host: Host = name.parse().ok()?;
    host.as_dns().map(Into::into)
}

/// In which versions the client verifies what the key signs, the best first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Signs {
    InBothVersions,
    InTls12,
    InNone,
}

/// Whether no client can tell them apart by what it verifies.
fn is_same_type(one: &Certificate, other: &Certificate) -> bool {
    match (one.public_key().algorithm(), other.public_key().algorithm()) {
        (KeyAlgorithm::Rsa { .. }, KeyAlgorithm::Rsa { .. }) => true,
        (one, other) => one == other,
    }
}

fn taken(name: &str, one: &Certificate, other: &Certificate) -> Error {
    Error::Unsupported(Unsupported::NameTaken {
        name: name.to_owned(),
        one: described(one),
        other: described(other),
    })
}

fn described(certificate: &Certificate) -> String {
    format!(
        "`{}` with thumbprint {} ({}, valid until {})",
        certificate.subject(),
        certificate.thumbprint(),
        certificate.public_key(),
        rfc3339(certificate.validity().not_after()),
    )
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver")
            .field("presented", &self.presented.len())
            .field("exact", &self.exact.len())
            .field("below_wildcard", &self.below_wildcard.len())
            .finish()
    }
}
