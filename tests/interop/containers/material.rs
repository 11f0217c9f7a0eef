//! One chain for all writers, and a key of every kind at its end.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::{Expected, PASSWORD};
use crate::certificates::{Ca, Issued};
use crate::program::{program, succeed};

/// Names and arguments of `openssl req -newkey`.
const KINDS: &[(&str, &[&str])] = &[
    ("rsa-2048", &["rsa:2048"]),
    ("rsa-3072", &["rsa:3072"]),
    ("rsa-4096", &["rsa:4096"]),
    ("p-256", &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    ("p-384", &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    ("ed25519", &["ed25519"]),
];

pub(super) static MATERIAL: LazyLock<Material> = LazyLock::new(Material::make);

pub(super) struct Material {
    directory: PathBuf,
    pub(super) root: Ca,
    pub(super) intermediate: Ca,
    pub(super) end_entities: Vec<(&'static str, Issued)>,
}

impl Material {
    fn make() -> Self {
        // The same place in every run, so that there is never more than one.
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-containers");
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        let root = Ca::make(&directory, "root");
        let intermediate = root.delegate("intermediate");
        let end_entities = KINDS
            .iter()
            .map(|&(name, key)| (name, intermediate.issue_for(name, key)));
        Self {
            end_entities: end_entities.collect(),
            directory,
            root,
            intermediate,
        }
    }

    /// A folder for the files of one writer.
    pub(super) fn folder(&self, writer: &str) -> PathBuf {
        let folder = self.directory.join(writer);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    pub(super) fn end_entity(&self, kind: &str) -> &Issued {
        let mut all = self.end_entities.iter();
        &all.find(|(name, _)| *name == kind).unwrap().1
    }

    /// Certificates in one PEM file, in this order.
    pub(super) fn bundle(&self, writer: &str, name: &str, certificates: &[&Path]) -> PathBuf {
        let file = self.folder(writer).join(name).with_extension("bundle.pem");
        let read = |file: &&Path| fs::read_to_string(file).unwrap();
        fs::write(&file, certificates.iter().map(read).collect::<String>()).unwrap();
        file
    }

    /// Puts an end entity under this name, with everything above it, into a PFX file for this writer to import.
    pub(super) fn export(&self, writer: &str, kind: &str, name: &str, file: &Path) {
        let issued = self.end_entity(kind);
        let others = [&*self.intermediate.certificate, &*self.root.certificate];
        let others = self.bundle(writer, kind, &others);
        let mut openssl = program("openssl");
        openssl
            .args(["pkcs12", "-export", "-name", name, "-passout"])
            .arg(format!("pass:{PASSWORD}"))
            .arg("-in")
            .arg(&issued.certificate)
            .arg("-inkey")
            .arg(&issued.key)
            .arg("-certfile")
            .arg(&others)
            .arg("-out")
            .arg(file);
        succeed(&mut openssl);
    }

    /// An end entity with its intermediate, and nothing to remark.
    pub(super) fn with_chain(&self, kind: &str) -> Whole<'_> {
        Whole {
            end_entity: self.end_entity(kind),
            intermediates: [&self.intermediate.certificate],
            root: &self.root.certificate,
        }
    }
}

/// A certificate with everything above it.
#[derive(Clone, Copy)]
pub(super) struct Whole<'a> {
    pub(super) end_entity: &'a Issued,
    intermediates: [&'a Path; 1],
    root: &'a Path,
}

impl Whole<'_> {
    pub(super) fn expected<'a>(&'a self, rules: &'a [&'a str]) -> Expected<'a> {
        Expected {
            end_entity: self.end_entity,
            intermediates: &self.intermediates,
            root: Some(self.root),
            rules,
        }
    }
}
