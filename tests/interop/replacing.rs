//! The manual's page of what to write instead of switching verification off: other people's programs pin the server.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use rustls::crypto::ring;
use rustls::{ServerConnection, StreamOwned};
use vb365_tls::test_support::Forge;
use vb365_tls::{Certificate, Context, Credential};

use crate::handshakes::go;
use crate::program::{curl, peer, program, python, run, said};
use crate::rest_api;

/// A server with a certificate that names no host and comes from no CA, and another such certificate.
struct Pinned {
    url: String,
    served: Certificate,
    other: Certificate,
    directory: PathBuf,
}

impl Pinned {
    fn server(name: &str) -> Self {
        let context = Context::new(ring::default_provider());
        let forge = Forge::product_default().valid("2020-01-01", "2099-12-31");
        let other = forge.clone().serial(&[7]);
        // The same serial number and name, but not the same key.
        let other = other.key(vb365_tls::test_support::TestKey::Other);
        let other = other.trust_anchor(context.provider());
        let identity = forge.identity(context.provider());
        let credential = Credential::accept(rest_api(), identity, &context).unwrap();
        let config = Arc::new(credential.server_config().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = StreamOwned::new(connection, socket);
                // A client that refuses the certificate sends no request.
                if stream.read(&mut [0; 4_096]).is_ok_and(|read| read > 0) {
                    let answer =
                        "HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\npinned";
                    let _ = stream.write_all(answer.as_bytes());
                    stream.conn.send_close_notify();
                    let _ = stream.flush();
                }
            }
        });
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&directory).unwrap();
        Self {
            url,
            served: credential.end_entity().clone(),
            other,
            directory,
        }
    }

    fn file(&self, certificate: &Certificate) -> PathBuf {
        let path = self.directory.join(format!("{}.pem", certificate.serial()));
        fs::write(&path, certificate.to_pem()).unwrap();
        path
    }
}

#[test]
fn curl_compares_the_key_besides_and_without_the_path() {
    let pinned = Pinned::server("replacing-curl");
    let curl = |options: &[&str], certificate: &Certificate| {
        let pin = certificate.public_key().fingerprint().to_base64();
        let mut curl = curl();
        curl.args(options)
            .args(["--pinnedpubkey", &format!("sha256//{pin}"), &pinned.url]);
        let output = run(&mut curl);
        (output.status.code().unwrap(), said(&output))
    };
    assert_eq!(curl(&["-k"], &pinned.served), (0, "pinned".to_owned()));
    assert_eq!(curl(&["-k"], &pinned.other).0, 90);
    assert_eq!(curl(&[], &pinned.served).0, 60);
}

#[test]
fn python_trusts_one_certificate_or_compares_its_hash() {
    let pinned = Pinned::server("replacing-python");
    let python = |certificate: &Certificate| {
        let mut python = python("pinned.py");
        python
            .args([&pinned.url])
            .arg(pinned.file(certificate))
            .arg(certificate.fingerprint().to_string());
        said(&run(&mut python))
    };
    let good = python(&pinned.served);
    assert!(good.contains("urllib: pinned"), "{good}");
    assert!(good.contains("urllib3 CERT_NONE pinned"), "{good}");
    assert!(good.contains("urllib3 None refused: "), "{good}");
    let bad = python(&pinned.other);
    assert!(bad.contains("urllib refused: "), "{bad}");
    assert!(bad.contains("urllib3 CERT_NONE refused: "), "{bad}");
    assert!(!bad.contains("pinned"), "{bad}");
}

#[test]
fn go_compares_the_hash() {
    let pinned = Pinned::server("replacing-go");
    let compiled = go::compiled("pinned");
    let go = |certificate: &Certificate| {
        let mut go = program(&compiled);
        go.args([&pinned.url, &certificate.fingerprint().to_string()]);
        said(&run(&mut go))
    };
    assert_eq!(go(&pinned.served), "pinned");
    assert!(go(&pinned.other).contains("another certificate"));
}

/// What the page shows is what was run.
#[test]
fn the_page_shows_the_lines_that_were_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = fs::read_to_string(root.join("src/manual/recipes/replacing.md")).unwrap();
    for (language, script) in [("# Python", "pinned.py"), ("# Go", "pinned.go")] {
        let code = fs::read_to_string(peer(script))
            .unwrap()
            .replace('\t', "    ");
        let (_, section) = page.split_once(language).unwrap();
        let block = section.split("```").nth(1).unwrap();
        let shown = block.lines().filter_map(|line| line.strip_prefix("+ "));
        for line in shown
            .map(str::trim)
            .filter(|line| !line.contains("urlopen"))
        {
            // What is made in another statement there is an argument here.
            let line = line.trim_start_matches(['&', '+']).trim();
            assert!(code.contains(line), "{script}: {line}");
        }
    }
}
