//! Certification paths that are good but for one thing, which peers are shown and this crate checks.

mod anchor;
mod client;
mod constraints;
mod crls;
mod end_entity;
mod extension;
mod issuer;
mod key;
mod malformed;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateRevocationListDer;
use vb365_tls::profile::ActsAs;
use vb365_tls::rule::peers::Place;
use vb365_tls::test_support::{Crl, Forge};

/// One thing that is wrong.
pub struct Defect {
    /// The id of the rule it breaks.
    pub rule: &'static str,
    /// In which way, where the rule can be broken in several that peers tell apart.
    pub aspect: &'static str,
    pub place: Place,
    pub acts_as: ActsAs,
    /// Breaks it.
    change: fn(Forge) -> Forge,
    /// The lists peers are given; without, none look anything up.
    lists: Option<fn(&Forge) -> Vec<Crl>>,
    /// Rules that are broken along with it, because one thing cannot be wrong without the other.
    pub also: &'static [&'static str],
}

/// The host every certificate is for: below `localhost`, which is looked up nowhere (RFC 6761 section 6.3), and with a
/// dot, without which OpenSSL does not compare a common name with constraints.
pub const HOST: &str = "vb365.localhost";

impl Defect {
    /// Of a server, without an aspect and without lists.
    const fn new(rule: &'static str, place: Place, change: fn(Forge) -> Forge) -> Self {
        Self {
            rule,
            aspect: "",
            place,
            acts_as: ActsAs::TlsServer,
            change,
            lists: None,
            also: &[],
        }
    }

    const fn aspect(self, aspect: &'static str) -> Self {
        Self { aspect, ..self }
    }

    /// Of a client, which a server verifies.
    const fn of_client(self) -> Self {
        Self {
            acts_as: ActsAs::TlsClient,
            ..self
        }
    }

    const fn lists(self, lists: fn(&Forge) -> Vec<Crl>) -> Self {
        Self {
            lists: Some(lists),
            ..self
        }
    }

    const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    /// What tells it from all others, in one line.
    pub fn id(&self) -> String {
        let acts_as = match self.acts_as {
            ActsAs::TlsClient => "client",
            _ => "server",
        };
        let Self {
            rule,
            aspect,
            place,
            ..
        } = self;
        match *aspect {
            "" => format!("{rule}, {place}, {acts_as}"),
            aspect => format!("{rule}: {aspect}, {place}, {acts_as}"),
        }
    }

    /// The path. Its CAs have names of their own, so that all roots can be trusted at the same time; it is good until
    /// 2049, because peers ask the clock of the machine.
    pub fn forge(&self) -> Forge {
        (self.change)(good(&self.id()))
    }

    /// `None` where nothing is looked up.
    pub fn lists_der(
        &self,
        provider: &Arc<CryptoProvider>,
    ) -> Option<Vec<CertificateRevocationListDer<'static>>> {
        let lists = self.lists?(&self.forge());
        Some(lists.iter().map(|list| list.der(provider)).collect())
    }
}

/// A path with nothing wrong: end entity, intermediate, root.
pub fn good(name: &str) -> Forge {
    let (root, intermediate) = (
        format!("CN=Root, OU={}", plain(name)),
        format!("CN=Intermediate, OU={}", plain(name)),
    );
    let (from, until) = ("2026-01-01", "2049-12-31");
    Forge::tls(HOST)
        .valid(from, until)
        .intermediate(|it| it.subject(intermediate.as_str()).valid(from, until))
        .root(|it| it.subject(root.as_str()).valid(from, until))
}

/// As good as the certificates of [`good`] are: peers ask the clock of the machine.
pub fn lasting(list: Crl) -> Crl {
    list.updated("2026-01-01", "2049-12-31")
}

/// Without what separates attributes in the text of a name, and at most 64 characters.
fn plain(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|it| it.is_ascii_alphanumeric() || *it == ' ' || *it == '-')
        .collect();
    // The end tells more apart than the beginning.
    let from = plain.len().saturating_sub(64);
    plain[from..].trim().to_owned()
}

/// Every defect.
pub fn all() -> impl Iterator<Item = &'static Defect> {
    [
        end_entity::ALL,
        extension::ALL,
        key::ALL,
        malformed::ALL,
        issuer::ALL,
        constraints::ALL,
        anchor::ALL,
        crls::ALL,
        client::ALL,
    ]
    .into_iter()
    .flatten()
}
