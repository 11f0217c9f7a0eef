//! What `openssl verify` says of a path and lists.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls_pki_types::CertificateDer;
use vb365_tls::Certificate;
use vb365_tls::test_support::{Crl, Forge};

use super::provider;

/// Files that go away with their directory.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        let name = format!("laws-{number}-{}", std::process::id());
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&directory).unwrap();
        Self(directory)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let file = self.0.join(name);
        fs::write(&file, text).unwrap();
        file
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn pem(certificates: &[CertificateDer<'static>]) -> String {
    let read = |der: &CertificateDer<'static>| Certificate::from_der(der.clone()).unwrap();
    certificates.iter().map(|it| read(it).to_pem()).collect()
}

/// The number of the error, if it refuses; revocation is looked up where there are lists, for all intermediates too.
pub fn refusal(
    presented: &[CertificateDer<'static>],
    anchors: &[CertificateDer<'static>],
    lists: &[Crl],
) -> Option<u32> {
    let directory = Directory::new();
    let mut openssl = Command::new("openssl");
    openssl
        .args(["verify", "-attime", &Forge::now().as_secs().to_string()])
        .arg("-CAfile")
        .arg(directory.write("anchors.pem", pem(anchors)))
        .arg("-untrusted")
        .arg(directory.write("untrusted.pem", pem(presented)));
    if !lists.is_empty() {
        // Otherwise it would look up the root itself, of which no shard speaks.
        let is_short = presented.len() == 1;
        openssl.arg(if is_short {
            "-crl_check"
        } else {
            "-crl_check_all"
        });
    }
    for (number, list) in lists.iter().enumerate() {
        let der = list.der(&provider());
        let file = directory.write(&format!("{number}.pem"), crate::revocation::pem(&der));
        openssl.arg("-CRLfile").arg(file);
    }
    let end_entity = directory.write("end-entity.pem", pem(&presented[..1]));
    let output = openssl.arg(end_entity).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let error = text.split_once("error ").and_then(|(_, rest)| {
        let digits = rest.split(' ').next().unwrap();
        digits.parse::<u32>().ok()
    });
    assert_eq!(error.is_none(), output.status.success(), "{text}");
    error
}
