//! What OpenSSL and Go make of many paths at once.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64ct::{Base64, Encoding};
use rustls_pki_types::CertificateDer;

use super::case::Case;
use super::frankencerts::Family;
use super::verdict::Answer;
use crate::handshakes::go;
use crate::program::{program, run, said};

/// OpenSSL's answers to the paths of one family, with these arguments.
pub(super) fn of_openssl(folder: &Path, family: &Family, arguments: &[&str]) -> Vec<Answer> {
    let first = &family.cases[0];
    let (root, intermediate) = (&first.roots[0], &first.presented[1]);
    let mut openssl = program("openssl");
    openssl
        .args([
            "verify",
            "-no-CApath",
            "-no-CAstore",
            "-purpose",
            "sslserver",
        ])
        .args(["-verify_hostname", "example.com", "-attime"])
        .arg(first.now.as_secs().to_string())
        .args(arguments)
        .arg("-CAfile")
        .arg(file(folder, "root", root))
        .arg("-untrusted")
        .arg(file(folder, "intermediate", intermediate));
    let end_entities = family.cases.iter().enumerate();
    let names: Vec<_> = end_entities
        .map(|(number, case)| file(folder, &number.to_string(), &case.presented[0]))
        .collect();
    let said = said(&run(openssl.args(&names)));
    let answer = |name: &PathBuf| {
        let name = name.display().to_string();
        if said.lines().any(|line| line == format!("{name}: OK")) {
            return Answer::Accepted;
        }
        let end = format!("error {name}: verification failed");
        let before = said.lines().take_while(|line| *line != end);
        let reason = before.filter(|line| line.starts_with("error ")).last();
        Answer::Refused(reason.unwrap_or("it does not say why").to_owned())
    };
    names.iter().map(answer).collect()
}

fn file(folder: &Path, name: &str, certificate: &CertificateDer<'_>) -> PathBuf {
    let path = folder.join(format!("{name}.pem"));
    let text = Base64::encode_string(certificate);
    let lines: Vec<_> = text.as_bytes().chunks(64).collect();
    let mut pem = b"-----BEGIN CERTIFICATE-----\n".to_vec();
    pem.extend(lines.join(&b'\n'));
    pem.extend(b"\n-----END CERTIFICATE-----\n");
    std::fs::write(&path, pem).unwrap();
    path
}

/// Go's answers.
pub(super) fn of_go(cases: &[&Case]) -> Vec<Answer> {
    let first = cases[0];
    let mut child = program(&*go::VERIFY)
        .arg("example.com")
        .arg(first.now.as_secs().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = String::new();
    for case in cases {
        let path = case.roots.iter().chain(&case.presented);
        let path: Vec<_> = path.map(|der| Base64::encode_string(der)).collect();
        lines += &path.join(" ");
        lines.push('\n');
    }
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers = answers.lines().map(|line| match line {
        "accepted" => Answer::Accepted,
        reason => Answer::Refused(reason.to_owned()),
    });
    answers.collect()
}
