//! Certificates made by the `openssl` program, and what the two ends of a connection need of them.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use vb365_tls::Certificate;
use vb365_tls::test_support::Forge;

/// A key pair, made once for each name.
#[derive(Clone, Copy, Hash)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// Arguments of `openssl genpkey`.
    pub(super) arguments: &'static [&'static str],
}

/// A certificate as `openssl ca` makes it; without extensions it comes out as version 1.
#[derive(Clone, Copy, Hash)]
pub(super) struct Made {
    /// Slashes before each part, as `-subj` wants them.
    pub(super) subject: &'static str,
    /// The string type of its names, `string_mask` of `openssl req`.
    pub(super) strings: &'static str,
    /// Upper case hexadecimal octets.
    pub(super) serial: &'static str,
    pub(super) not_before: &'static str,
    pub(super) not_after: &'static str,
    pub(super) key: Key,
    /// None for a certificate that signs itself.
    pub(super) issuer: Option<&'static Self>,
    /// Lines of an extension section of `openssl.cnf`.
    pub(super) extensions: &'static str,
    /// Further arguments of `openssl ca`.
    pub(super) signing: &'static [&'static str],
}

/// Who makes a certificate.
#[derive(Clone, Copy)]
pub(super) enum Maker {
    OpenSsl(Made),
    /// For what OpenSSL does not write.
    Forge(fn() -> Forge),
}

/// A certificate with its key, on disk for OpenSSL and in memory for this crate.
pub(super) struct Material {
    /// The end entity.
    pub(super) certificate_file: PathBuf,
    /// The certificates above it that are sent along.
    pub(super) intermediates_file: Option<PathBuf>,
    pub(super) key_file: PathBuf,
    pub(super) certificates: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    /// The certificate itself, or the root it leads to.
    pub(super) anchor: Certificate,
}

/// A directory below the target directory, removed at the end.
pub(super) struct Workshop {
    directory: PathBuf,
}

impl Workshop {
    pub(super) fn open(name: &str) -> Self {
        let directory =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        Self { directory }
    }

    pub(super) fn make(&self, maker: &Maker) -> Material {
        match maker {
            Maker::OpenSsl(made) => self.with_openssl(made),
            Maker::Forge(forge) => self.with_forge(&forge()),
        }
    }

    /// The same, but nothing is sent along with the certificate.
    pub(super) fn make_end_entity(&self, maker: &Maker) -> Material {
        let mut material = self.make(maker);
        material.certificates.truncate(1);
        material.intermediates_file = None;
        material
    }

    pub(super) fn certificate(&self, made: &Made) -> Certificate {
        read(&self.issued(made))
    }

    fn with_openssl(&self, made: &Made) -> Material {
        let files: Vec<_> = std::iter::successors(Some(made), |made| made.issuer)
            .map(|made| self.issued(made))
            .collect();
        let sent = &files[..(files.len() - 1).max(1)];
        let key_file = self.key(&made.key);
        Material {
            certificate_file: files[0].clone(),
            intermediates_file: Self::joined(&files[0], &sent[1..]),
            key: PrivateKeyDer::from_pem_file(&key_file).unwrap(),
            key_file,
            certificates: sent.iter().map(|file| read(file).der().clone()).collect(),
            anchor: read(files.last().unwrap()),
        }
    }

    fn with_forge(&self, forge: &Forge) -> Material {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let certificates = forge.certificates(&provider);
        let pem = forge.pem(&provider);
        let mut hasher = DefaultHasher::new();
        pem.hash(&mut hasher);
        // Certificate and key: OpenSSL finds either in the one file.
        let file = self.file(&format!("forged-{:016x}", hasher.finish()));
        fs::write(&file, pem).unwrap();
        Material {
            intermediates_file: None,
            certificate_file: file.clone(),
            key_file: file,
            anchor: Certificate::from_der(forge.trust_anchor_der(&provider)).unwrap(),
            certificates,
            key: forge.key_der(),
        }
    }

    fn joined(end_entity: &Path, intermediates: &[PathBuf]) -> Option<PathBuf> {
        if intermediates.is_empty() {
            return None;
        }
        let joined = end_entity.with_extension("chain");
        let texts = intermediates
            .iter()
            .map(|file| fs::read_to_string(file).unwrap());
        fs::write(&joined, texts.collect::<String>()).unwrap();
        Some(joined)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name).with_extension("pem")
    }

    fn key(&self, key: &Key) -> PathBuf {
        let file = self.file(&format!("key-{}", key.name));
        if !file.exists() {
            self.openssl("genpkey", &[key.arguments, &["-out", path(&file)]]);
        }
        file
    }

    /// The same description leads to the same certificate.
    fn issued(&self, made: &Made) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        made.hash(&mut hasher);
        let name = format!("{:016x}", hasher.finish());
        let file = self.file(&name);
        if !file.exists() {
            self.issue(made, &name, &file);
        }
        file
    }

    fn issue(&self, made: &Made, name: &str, file: &Path) {
        let config = self.directory.join(name).with_extension("cnf");
        fs::write(&config, configuration(made)).unwrap();
        fs::write(self.directory.join("index.txt"), "").unwrap();
        fs::write(self.directory.join("serial"), made.serial).unwrap();
        let key = self.key(&made.key);
        let request = file.with_extension("csr");
        let (config, key, request) = (path(&config), path(&key), path(&request));
        let arguments = ["-new", "-utf8", "-config", config, "-key", key];
        let subject = ["-subj", made.subject, "-out", request];
        self.openssl("req", &[&arguments, &subject]);

        let sections: &[&str] = match made.extensions {
            "" => &[],
            _ => &["-extensions", "extensions"],
        };
        let issuer = made
            .issuer
            .map(|issuer| (self.issued(issuer), self.key(&issuer.key)));
        let signer = match &issuer {
            Some((certificate, key)) => vec!["-cert", path(certificate), "-keyfile", path(key)],
            None => vec!["-selfsign", "-keyfile", key],
        };
        let dates = ["-startdate", made.not_before, "-enddate", made.not_after];
        let files = ["-config", config, "-in", request, "-out", path(file)];
        let quiet: &[&str] = &["-batch", "-notext", "-preserveDN"];
        let all = [quiet, &files, &dates, &signer, sections, made.signing];
        // Issuing the issuer has used up both files.
        fs::write(self.directory.join("index.txt"), "").unwrap();
        fs::write(self.directory.join("serial"), made.serial).unwrap();
        self.openssl("ca", &all);
    }

    fn openssl(&self, command: &str, arguments: &[&[&str]]) {
        let output = openssl(command)
            .args(arguments.concat())
            .current_dir(&self.directory)
            .output();
        succeeded(command, &ran(output));
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // What is left over lies below the target directory.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

/// A command of the `openssl` program, with nothing to read.
pub(super) fn openssl(command: &str) -> Command {
    let mut openssl = Command::new("openssl");
    openssl.arg(command).stdin(Stdio::null());
    openssl
}

/// What starting a program of OpenSSL came to, if there is one.
pub(super) fn ran<T>(result: std::io::Result<T>) -> T {
    result.unwrap_or_else(|error| {
        panic!("this test needs the program `openssl`; install the package openssl ({error})")
    })
}

fn succeeded(command: &str, output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {command}: {said}");
}

fn read(file: &Path) -> Certificate {
    Certificate::from_der(CertificateDer::from_pem_file(file).unwrap()).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn configuration(made: &Made) -> String {
    format!(
        "[req]\n\
         prompt = no\n\
         distinguished_name = name\n\
         string_mask = {}\n\
         [name]\n\
         [ca]\n\
         default_ca = CA\n\
         [CA]\n\
         database = index.txt\n\
         serial = serial\n\
         new_certs_dir = .\n\
         default_md = default\n\
         policy = policy\n\
         unique_subject = no\n\
         [policy]\n\
         commonName = optional\n\
         organizationName = optional\n\
         [extensions]\n\
         {}\n",
        made.strings, made.extensions
    )
}
