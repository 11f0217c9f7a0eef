//! What the rules say of the machines a file is for: each file that OpenSSL writes is opened by Java, OpenSSL and .NET 8, or
//! is refused, as they say.

use std::fs;

use vb365_tls::identity::Identity;

use super::material::MATERIAL;
use super::openssl::{WAYS, write};
use super::{PASSWORD, context, read};
use crate::handshakes::dotnet;
use crate::program::{peer, program, run, succeed};

/// Above what .NET 9 takes, and within what .NET 8 does.
const FOR_DOTNET_9: &str = "300,001 iterations";

fn breaks(identity: &Identity, rule: &str) -> bool {
    let report = vb365_tls::check(&crate::rest_api(), identity, &context());
    let mut findings = report.findings().iter();
    findings.any(|finding| finding.rule.as_str() == rule)
}

#[test]
fn files_are_refused_by_whom_the_rules_say() {
    let issued = MATERIAL.end_entity("rsa-2048");
    let files: Vec<_> = { WAYS.iter() }
        .map(|(name, arguments, _)| {
            let file = write(&format!("reader-{name}"), issued, PASSWORD, arguments);
            let identity = read(&file, PASSWORD).unwrap();
            (*name, file, identity)
        })
        .collect();
    let cases = MATERIAL.folder("openssl").join("readers.cases");
    let lines = files
        .iter()
        .enumerate()
        .map(|(number, (_, file, _))| format!("{number}\t{}\tgiven\t{PASSWORD}\n", file.display()));
    fs::write(&cases, lines.collect::<String>()).unwrap();
    let verdicts = |script: &mut std::process::Command| -> Vec<bool> {
        let output = succeed(script.arg(&cases));
        let text = String::from_utf8(output.stdout).unwrap();
        let opened = text.lines().map(|line| line.contains("\topened\t"));
        opened.collect()
    };
    let java = verdicts(program("java").arg(peer("Container.java")));
    let dotnet = verdicts(&mut dotnet::container());
    assert_eq!((java.len(), dotnet.len()), (files.len(), files.len()));
    let mut wrong = Vec::new();
    for (number, (name, file, identity)) in files.iter().enumerate() {
        let mut openssl = program("openssl");
        openssl
            .args(["pkcs12", "-nodes", "-passin", "env:PASSWORD", "-in"])
            .arg(file)
            .env("PASSWORD", PASSWORD);
        let opened = [
            ("container-unreadable-by-java", java[number]),
            (
                "container-unreadable-by-dotnet",
                dotnet[number] && *name != FOR_DOTNET_9,
            ),
            (
                "container-unreadable-by-openssl",
                run(&mut openssl).status.success(),
            ),
        ];
        for (rule, is_opened) in opened {
            if breaks(identity, rule) == is_opened {
                wrong.push(format!("{rule}, {name}: opened is {is_opened}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
