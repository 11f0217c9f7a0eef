//! The negative matrix: whatever is relaxed, all else still refuses.
//!
//! One row for each thing that is wrong with a peer, one column for each way to look at it. A cell names the rule that
//! refuses, or `OK`. Only the public API is used, and every cell is a handshake.

mod clients;
mod constraints;
mod servers;

use rustls_pki_types::CertificateDer;
use vb365_tls::revocation::{Crls, ExpirationPolicy, RevocationCheckDepth, UnknownStatusPolicy};
use vb365_tls::test_support::{Crl, Extension, Forge, Template, TestKey, oid};
use vb365_tls::tls::explain;

use super::{HOST, Setting, settings};

/// What refuses; nothing where the peer is trusted.
type Cell = Option<&'static str>;

const OK: Cell = None;
const EARLY: Cell = Some("certificate-not-yet-valid");
const EKU_NO: Cell = Some("extended-key-usage-absent");
const EXPIRE: Cell = Some("certificate-expired");
const FORGED: Cell = Some("signature-invalid");
const ISS_EX: Cell = Some("issuer-expired");
const ISS_PU: Cell = Some("issuer-purpose-mismatch");
const NAME: Cell = Some("reference-identifier-unmatched");
const NAMECN: Cell = Some("name-only-in-common-name");
const NAMENO: Cell = Some("subject-alt-name-absent");
const NAMESP: Cell = Some("name-constraints-violated");
const NOPATH: Cell = Some("path-not-found");
const NOT_CA: Cell = Some("issuer-not-ca");
const OTHER: Cell = Some("pin-unmatched");
const PROOF: Cell = Some("handshake-signature-invalid");
const PURPOS: Cell = Some("extended-key-usage-mismatch");
const REVOKD: Cell = Some("certificate-revoked");
const STALE: Cell = Some("crl-stale");
const UNKNWN: Cell = Some("revocation-status-unknown");
const UNVERI: Cell = Some("crl-unverified");

/// A peer, and what the other end knows beforehand.
#[derive(Clone)]
struct Peer {
    presented: Forge,
    /// Whose root is trusted, or whose end entity is pinned.
    known: Forge,
    lists: Vec<Crl>,
    /// Presented besides.
    beside: Vec<CertificateDer<'static>>,
}

impl Peer {
    /// Nothing is wrong: everything is in force, and fresh lists say that nothing is revoked.
    fn good() -> Self {
        let forge = Forge::tls(HOST);
        Self {
            lists: vec![forge.crl(), of_root()],
            presented: forge.clone(),
            known: forge,
            beside: Vec::new(),
        }
    }

    /// It is known as what it presents.
    fn with(mut self, change: impl Fn(Forge) -> Forge) -> Self {
        self.presented = change(self.presented);
        self.known = change(self.known);
        self
    }

    /// It presents something else than what is known.
    fn presenting(mut self, change: impl Fn(Forge) -> Forge) -> Self {
        self.presented = change(self.presented);
        self
    }

    fn listed(self, lists: impl Fn(&Forge) -> Vec<Crl>) -> Self {
        let lists = lists(&self.known);
        Self { lists, ..self }
    }

    fn beside(mut self, der: impl Into<CertificateDer<'static>>) -> Self {
        self.beside.push(der.into());
        self
    }

    fn certificates(&self, setting: &Setting) -> Vec<CertificateDer<'static>> {
        let mut certificates = self.presented.certificates(setting.provider());
        certificates.extend_from_slice(&self.beside);
        certificates
    }

    fn lists(&self, setting: &Setting) -> Crls {
        let lists = self.lists.iter().map(|it| it.der(setting.provider()));
        Crls::from_bytes(lists).unwrap()
    }
}

fn of_root() -> Crl {
    Crl::of(Template::root("CN=Test Root"))
}

/// Its next update was due before now and after the validity of what is [expired](Forge::expired) began.
fn stale(list: Crl) -> Crl {
    list.updated("2026-09-15", "2026-10-15")
}

fn permitting_others(template: Template) -> Template {
    template.permitting(&["example.org"])
}

fn common_name_only(forge: Forge) -> Forge {
    forge.without_san()
}

/// The rows of both matrices: what is wrong.
type Wrong = fn(Peer) -> Peer;

const NOTHING: Wrong = |it| it;

// Nobody vouches for it.
const STRANGER: Wrong = |it| {
    it.presenting(|it| {
        let root = |it: Template| it.subject("CN=Stranger").key(TestKey::Other);
        it.root(root).key(TestKey::Rsa3072)
    })
};
const NAMESAKE: Wrong =
    |it| it.presenting(|it| it.root(|it| it.key(TestKey::Other)).key(TestKey::Rsa3072));
const SELF_SIGNED: Wrong = |it| Peer {
    presented: Forge::self_signed(HOST).key(TestKey::Rsa3072),
    ..it
};
const ALTERED: Wrong = |it| it.presenting(Forge::altered_signature);
const ISSUER_ALTERED: Wrong = |it| it.presenting(|it| it.intermediate(Template::altered_signature));
const ISSUER_NOT_CA: Wrong = |it| it.with(|it| it.intermediate(Template::not_ca));
const KEY_OF_ANOTHER: Wrong = |it| it.with(|it| it.private_key(TestKey::Other));

// It is listed, or the lists say nothing.
const REVOKED: Wrong = |it| it.listed(|it| vec![it.revoked(), of_root()]);
const ISSUER_REVOKED: Wrong = |it| it.listed(|it| vec![it.crl(), of_root().revoking(&[2])]);
const UNLISTED: Wrong = |it| it.listed(|_| vec![of_root()]);
const ISSUER_UNLISTED: Wrong = |it| it.listed(|it| vec![it.crl()]);
const STALE_LIST: Wrong = |it| it.listed(|it| vec![stale(it.crl()), of_root()]);
/// As rustls has it, a list ends with the second before its next update.
const DUE_NOW: Wrong = |it| {
    it.listed(|it| {
        let list = it.crl().updated("2026-10-15", Forge::now());
        vec![list, of_root()]
    })
};
const STALE_LIST_ABOVE: Wrong = |it| it.listed(|it| vec![it.crl(), stale(of_root())]);
const STALE_REVOKED: Wrong = |it| it.listed(|it| vec![stale(it.revoked()), of_root()]);
const ALTERED_LIST: Wrong = |it| it.listed(|it| vec![it.crl().altered_signature(), of_root()]);

// It carries a name an issuer may not certify.
const CONSTRAINED: Wrong = |it| it.with(|it| it.intermediate(permitting_others));
const EXCLUDED: Wrong = |it| it.with(|it| it.intermediate(|it| it.excluding(&["example.com"])));
const CONSTRAINED_BY_ROOT: Wrong = |it| it.with(|it| it.root(permitting_others));
const CN_CONSTRAINED: Wrong =
    |it| it.with(|it| common_name_only(it).intermediate(permitting_others));
const CN_CONSTRAINED_BY_ROOT: Wrong =
    |it| it.with(|it| common_name_only(it).root(permitting_others));

// It is for something else.
const NO_PURPOSE: Wrong = |it| it.with(|it| it.without_extension(oid::EXTENDED_KEY_USAGE));
const OTHER_PURPOSE: Wrong = |it| it.with(|it| it.purposes(&[oid::CODE_SIGNING]));
const ISSUER_OTHER_PURPOSE: Wrong = |it| {
    let purposes = Extension::purposes(&[oid::CODE_SIGNING]);
    it.with(|it| it.intermediate(|it| it.with(purposes.clone())))
};

// It is not its time.
const EXPIRED: Wrong = |it| it.with(Forge::expired);
const NOT_YET_VALID: Wrong = |it| it.with(Forge::not_yet_valid);
const ISSUER_EXPIRED: Wrong =
    |it| it.with(|it| it.intermediate(|it| it.valid("2026-01-01", "2026-06-30")));
const NEVER_VALID: Wrong = |it| ISSUER_EXPIRED(NOT_YET_VALID(it));

// It has another name.
const OTHER_NAME: Wrong = |it| it.with(|it| it.subject("CN=Service").names(&["other.example.com"]));
const OTHER_NAME_THAN_CN: Wrong = |it| it.with(|it| it.names(&["other.example.com"]));
const NAME_IN_CN: Wrong = |it| it.with(common_name_only);
const OTHER_NAME_IN_CN: Wrong = |it| it.with(|it| it.without_san().subject("CN=other.example.com"));

// Something lies beside it that is not its business.
const FUTURE_BESIDE: Wrong = |it| {
    let template = Template::root("CN=Foreign Root").key(TestKey::Other);
    let unrelated = template.valid("2028-06-01", "2029-06-01");
    it.with(|it| it.with_unrelated(unrelated.clone()))
};
const JUNK_BESIDE: Wrong = |it| it.beside(vec![0x30, 0x03, 0x02, 0x01, 0x00]);

fn end_entity_only(lists: Crls) -> Crls {
    let checked = RevocationCheckDepth::EndEntity;
    lists.dangerous().with_depth(checked)
}

fn unknown_accepted(lists: Crls) -> Crls {
    let unknown = UnknownStatusPolicy::Allow;
    lists.dangerous().with_status_policy(unknown)
}

fn stale_accepted(lists: Crls) -> Crls {
    lists
        .dangerous()
        .with_expiration_policy(ExpirationPolicy::Ignore)
}

fn all_accepted(lists: Crls) -> Crls {
    stale_accepted(unknown_accepted(end_entity_only(lists)))
}

/// The rule an error names, or the whole error.
fn rule(outcome: &Result<(), rustls::Error>) -> Option<String> {
    let error = outcome.as_ref().err()?;
    Some(explain(error).map_or_else(|| error.to_string(), |it| it.rule.to_string()))
}

/// Runs all cells, each with one of the providers and versions in turn, so that one run shows all that are wrong.
fn assert_matrix<const COLUMNS: usize>(
    names: [&str; COLUMNS],
    rows: &[(&str, &[Wrong], [Cell; COLUMNS])],
    met: impl Fn(usize, &Peer, &Setting) -> Option<String>,
) {
    let settings = settings();
    let mut wrong = Vec::new();
    for (row, (what, defects, cells)) in rows.iter().enumerate() {
        let peer = defects.iter().fold(Peer::good(), |peer, it| it(peer));
        for (column, expected) in cells.iter().enumerate() {
            let setting = &settings[(row + column) % settings.len()];
            let found = met(column, &peer, setting);
            if found.as_deref() != *expected {
                let (of, at) = (names[column], &setting.name);
                wrong.push(format!("{what} × {of}, {at}: {found:?}, not {expected:?}"));
            }
        }
    }
    let count = wrong.len();
    assert!(wrong.is_empty(), "{count} cells:\n{}", wrong.join("\n"));
}
