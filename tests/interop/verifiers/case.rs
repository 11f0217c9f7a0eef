//! The paths peers are shown, as files and behind ports.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::sign::CertifiedKey;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use vb365_tls::profile::ActsAs;
use vb365_tls::rule::peers::Answer;
use vb365_tls::test_support::{Crl, Forge};

use super::defects::{self, Defect, HOST};
use super::key;
use super::server::Servers;
use crate::program::{program, succeed};

/// One path.
pub(super) struct Case {
    pub number: usize,
    pub name: String,
    /// `None` for controls.
    pub defect: Option<&'static Defect>,
    /// What every peer must say; of controls.
    pub expected: Option<Answer>,
    acts_as: ActsAs,
    pub presented: Vec<CertificateDer<'static>>,
    pub private_key: PrivateKeyDer<'static>,
    /// What is trusted.
    pub root: CertificateDer<'static>,
    /// Of the issuer of the end entity, the only ones that count.
    pub lists: Option<Vec<CertificateRevocationListDer<'static>>>,
    pub files: Files,
    /// Where it is served, if it is that of a server.
    pub port: u16,
}

/// The same in PEM.
pub(super) struct Files {
    pub root: PathBuf,
    /// The root and the issuers that are presented.
    pub issuers: PathBuf,
    pub lists: Option<PathBuf>,
    /// The root and the lists in one file, as OpenSSL wants it.
    pub trust_with_lists: Option<PathBuf>,
    /// Along with one of the root, for peers that always look up every certificate of a path.
    pub all_lists: Option<PathBuf>,
}

/// Where they are shown.
pub(super) struct Setup {
    pub directory: PathBuf,
    pub cases: Vec<Case>,
    /// The identity of peers that are servers.
    pub certificate: PathBuf,
    pub private_key: PathBuf,
    pub pfx: PathBuf,
}

impl Case {
    pub(super) fn is_client(&self) -> bool {
        self.acts_as == ActsAs::TlsClient
    }

    /// What is presented, with the key that goes with it.
    pub(super) fn certified(&self) -> Arc<CertifiedKey> {
        let key = key::signing(&self.private_key);
        Arc::new(CertifiedKey::new(self.presented.clone(), key))
    }
}

/// A path before it is written down.
struct Draft {
    name: String,
    defect: Option<&'static Defect>,
    expected: Option<Answer>,
    acts_as: ActsAs,
    forge: Forge,
    /// Whose root is trusted.
    trusted: Forge,
    lists: Option<Vec<CertificateRevocationListDer<'static>>>,
}

impl Draft {
    fn of(defect: &'static Defect) -> Self {
        Self {
            name: defect.id(),
            defect: Some(defect),
            expected: None,
            acts_as: defect.acts_as,
            forge: defect.forge(),
            trusted: defect.forge(),
            lists: defect.lists_der(&key::forging()),
        }
    }

    fn control(name: &str, acts_as: ActsAs) -> Self {
        Self {
            name: format!("control: {name}"),
            defect: None,
            expected: Some(Answer::Accepted),
            acts_as,
            forge: defects::good(name),
            trusted: defects::good(name),
            lists: None,
        }
    }

    fn untrusted(self) -> Self {
        Self {
            trusted: defects::good(&format!("{} another", self.name)),
            expected: Some(Answer::Refused),
            ..self
        }
    }

    fn listing(self, list: fn(&Forge) -> Crl) -> Self {
        let list = defects::lasting(list(&self.forge));
        Self {
            lists: Some(vec![list.der(&key::forging())]),
            ..self
        }
    }

    fn write(self, number: usize, directory: &Path) -> Case {
        let provider = key::forging();
        let file = |name: &str| directory.join(format!("{number}-{name}.pem"));
        let root = self.trusted.trust_anchor_der(&provider);
        let files = Files {
            root: file("root"),
            issuers: file("issuers"),
            lists: self.lists.is_some().then(|| file("lists")),
            trust_with_lists: self.lists.is_some().then(|| file("trust-with-lists")),
            all_lists: self.lists.is_some().then(|| file("all-lists")),
        };
        fs::write(&files.root, pem("CERTIFICATE", &[&root])).unwrap();
        let presented = self.forge.certificates(&provider);
        let issuers: Vec<&[u8]> = [&root]
            .into_iter()
            .chain(&presented[1..])
            .map(|it| &**it)
            .collect();
        fs::write(&files.issuers, pem("CERTIFICATE", &issuers)).unwrap();
        if let Some(lists) = &self.lists {
            let of_root = defects::lasting(self.trusted.root_crl()).der(&provider);
            let mut lists: Vec<&[u8]> = lists.iter().map(|it| &**it).collect();
            let write = |file: &Option<PathBuf>, lists: &[&[u8]]| {
                fs::write(file.as_ref().unwrap(), pem("X509 CRL", lists)).unwrap();
            };
            write(&files.lists, &lists);
            let both = pem("CERTIFICATE", &[&root]) + &pem("X509 CRL", &lists);
            fs::write(files.trust_with_lists.as_ref().unwrap(), both).unwrap();
            lists.push(&of_root);
            write(&files.all_lists, &lists);
        }
        Case {
            number,
            name: self.name,
            defect: self.defect,
            expected: self.expected,
            acts_as: self.acts_as,
            presented,
            private_key: self.forge.key_der(),
            root,
            lists: self.lists,
            files,
            port: 0,
        }
    }
}

fn drafts() -> Vec<Draft> {
    let (server, client) = (ActsAs::TlsServer, ActsAs::TlsClient);
    let mut drafts = vec![
        Draft::control("good, server", server),
        Draft::control("good, client", client),
        Draft::control("good, not listed", server).listing(Forge::crl),
        Draft::control("good, client, not listed", client).listing(Forge::crl),
        Draft::control("untrusted, server", server).untrusted(),
        Draft::control("untrusted, client", client).untrusted(),
        Draft {
            expected: Some(Answer::Refused),
            ..Draft::control("listed", server).listing(Forge::revoked)
        },
    ];
    drafts.extend(defects::all().map(Draft::of));
    drafts
}

impl Setup {
    /// Writes every path down and serves those of servers.
    pub(super) fn open() -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("interop-verifiers-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        let mut cases: Vec<_> = { drafts().into_iter().enumerate() }
            .map(|(number, draft)| draft.write(number, &directory))
            .collect();
        let servers = Servers::start(&cases);
        for case in &mut cases {
            case.port = servers.ports.get(&case.number).copied().unwrap_or(0);
        }
        let file = |name: &str| directory.join(name);
        let setup = Self {
            cases,
            certificate: file("server.pem"),
            private_key: file("server.key"),
            pfx: file("server.pfx"),
            directory,
        };
        setup.write_identity();
        setup
    }

    fn write_identity(&self) {
        // NSS names all certificates of one subject alike.
        let own = Forge::tls(HOST).subject("CN=Server");
        let certificates = own.certificates(&key::forging());
        let certificates: Vec<&[u8]> = certificates.iter().map(|it| &**it).collect();
        fs::write(&self.certificate, pem("CERTIFICATE", &certificates)).unwrap();
        let key = own.key_der();
        fs::write(&self.private_key, pem("PRIVATE KEY", &[key.secret_der()])).unwrap();
        let mut openssl = program("openssl");
        openssl
            .args(["pkcs12", "-export", "-name", "server", "-passout", "pass:"])
            .args([PathBuf::from("-in"), self.certificate.clone()])
            .args([PathBuf::from("-inkey"), self.private_key.clone()])
            .args([PathBuf::from("-out"), self.pfx.clone()]);
        succeed(&mut openssl);
    }
}

impl Drop for Setup {
    fn drop(&mut self) {
        // What is left over lies below the target directory.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// RFC 7468.
pub(super) fn pem(label: &str, blocks: &[&[u8]]) -> String {
    use base64ct::{Base64, Encoding};
    let block = |der: &&[u8]| {
        let text = Base64::encode_string(der);
        let lines: Vec<_> = { text.as_bytes().chunks(64) }
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        format!(
            "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
            lines.join("\n")
        )
    };
    blocks.iter().map(block).collect()
}
