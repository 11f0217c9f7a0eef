//! Certificates made by the `openssl` program, and what it says about them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use vb365_tls::Certificate;
use vb365_tls::test_support::TestKey;

/// A certificate as `openssl req -x509` makes it.
pub(super) struct Made {
    pub(super) key: Key,
    /// With a slash before each part and `+` inside.
    pub(super) subject: &'static str,
    /// The string type of the names, as `string_mask` has it.
    pub(super) strings: &'static str,
    pub(super) days: &'static str,
    /// Lines of the section of extensions; without any the certificate is of version 1.
    pub(super) extensions: &'static str,
    /// Further arguments, such as the hash.
    pub(super) signing: &'static [&'static str],
}

/// A key of this crate, or arguments for `openssl genpkey`.
pub(super) enum Key {
    Fixed(TestKey),
    Generated(&'static [&'static str]),
}

pub(super) const PLAIN: Made = Made {
    key: Key::Fixed(TestKey::P256),
    subject: "/CN=vb365.example.com",
    strings: "utf8only",
    days: "365",
    extensions: "",
    signing: &[],
};

/// A certificate with the file it is in, in a directory of its own that goes away with it.
pub(super) struct Issued {
    directory: PathBuf,
    pub(super) certificate: Certificate,
}

impl Made {
    pub(super) fn issue(&self, name: &str) -> Issued {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("facts-{name}-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        match &self.key {
            Key::Fixed(key) => {
                let file = directory.join("key.der");
                fs::write(file, key.private_key().secret_der()).unwrap();
                run(
                    &directory,
                    &[
                        "pkey", "-in", "key.der", "-inform", "DER", "-out", "key.pem",
                    ],
                );
            }
            Key::Generated(arguments) => {
                run(
                    &directory,
                    &[&["genpkey", "-out", "key.pem"], *arguments].concat(),
                );
            }
        }
        let configuration = format!(
            "[req]\nprompt = no\nutf8 = yes\ndistinguished_name = name\nstring_mask = {}\n[name]\n\
             [directory]\nCN = Directory\nO = Example\n[extensions]\n{}\n",
            self.strings, self.extensions
        );
        fs::write(directory.join("openssl.cnf"), configuration).unwrap();
        let mut arguments = vec!["req", "-x509", "-new", "-utf8", "-multivalue-rdn"];
        arguments.extend(["-config", "openssl.cnf", "-key", "key.pem"]);
        arguments.extend(["-out", "certificate.pem", "-days", self.days]);
        arguments.extend(["-subj", self.subject]);
        if !self.extensions.is_empty() {
            arguments.extend(["-extensions", "extensions"]);
        }
        arguments.extend(self.signing);
        run(&directory, &arguments);
        let der = CertificateDer::from_pem_file(directory.join("certificate.pem")).unwrap();
        Issued {
            certificate: Certificate::from_der(der).unwrap(),
            directory,
        }
    }
}

impl Issued {
    /// What `openssl x509` answers.
    pub(super) fn asked(&self, arguments: &[&str]) -> String {
        let x509 = ["x509", "-in", "certificate.pem", "-noout"];
        run(&self.directory, &[&x509, arguments].concat())
    }
}

impl Drop for Issued {
    fn drop(&mut self) {
        // What is left over lies below the target directory.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn run(directory: &Path, arguments: &[&str]) -> String {
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| {
            panic!("this test needs the program `openssl`; install the package openssl ({error})")
        });
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "openssl {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}
