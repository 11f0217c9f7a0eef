//! A name that is taken from the common name is one the CAs of the path may certify.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use rustls::ClientConfig;
use vb365_tls::test_support::encode::{element, mail_address};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{NameCheck, ServerTrust};

use super::super::wire::meet_at;
use super::super::{assert_explained, presenting, root};
use super::*;

/// A server without a DNS name in its subject alternative name, and what becomes of it.
struct Case {
    what: &'static str,
    host: &'static str,
    subject: &'static str,
    change: fn(Forge) -> Forge,
    ours: Cell,
    /// The number of the error of `openssl verify`.
    openssl: Option<u32>,
}

const PERMITTED: Option<u32> = Some(47);
const EXCLUDES: Option<u32> = Some(48);
const CORP: &str = "vb365.corp.example";
const BANK: &str = "vb365.bank.example";

fn of_issuer(permitted: &[&str], excluded: &[&str]) -> impl Fn(Forge) -> Forge {
    let [permitted, excluded] = [permitted, excluded].map(bases);
    move |forge| {
        forge.intermediate(|it| it.with(Extension::name_constraints(&permitted, &excluded)))
    }
}

/// A range is written as address and mask, all else is a DNS name.
fn bases(texts: &[&str]) -> Vec<Vec<u8>> {
    let base = |text: &&str| match text.split_once('/') {
        Some((address, mask)) => element(0x87, &[octets(address), octets(mask)].concat()),
        None => element(0x82, text.as_bytes()),
    };
    texts.iter().map(base).collect()
}

fn octets(address: &str) -> Vec<u8> {
    match address.parse().unwrap() {
        std::net::IpAddr::V4(address) => address.octets().to_vec(),
        std::net::IpAddr::V6(address) => address.octets().to_vec(),
    }
}

fn corp_only(forge: Forge) -> Forge {
    of_issuer(&["corp.example"], &[])(forge)
}

fn without_bank(forge: Forge) -> Forge {
    of_issuer(&[], &["bank.example"])(forge)
}

fn net_only(forge: Forge) -> Forge {
    of_issuer(&["192.0.2.0/255.255.255.0", "2001:db8::/ffff:ffff::"], &[])(forge)
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { what: "permitted", host: CORP, subject: "CN=vb365.corp.example", change: corp_only, ours: OK, openssl: None },
    Case { what: "in capitals", host: CORP, subject: "CN=VB365.Corp.Example", change: corp_only, ours: OK, openssl: None },
    Case { what: "not permitted", host: BANK, subject: "CN=vb365.bank.example", change: corp_only, ours: NAMESP, openssl: PERMITTED },
    Case { what: "ends alike", host: "vb365.notcorp.example", subject: "CN=vb365.notcorp.example", change: corp_only, ours: NAMESP, openssl: PERMITTED },
    Case { what: "excluded", host: BANK, subject: "CN=vb365.bank.example", change: without_bank, ours: NAMESP, openssl: EXCLUDES },
    Case { what: "not excluded", host: CORP, subject: "CN=vb365.corp.example", change: without_bank, ours: OK, openssl: None },
    Case { what: "all are excluded", host: BANK, subject: "CN=vb365.bank.example", change: |it| of_issuer(&[], &[""])(it), ours: NAMESP, openssl: EXCLUDES },
    Case { what: "permitted and excluded", host: BANK, subject: "CN=vb365.bank.example", change: |it| of_issuer(&["example"], &["bank.example"])(it), ours: NAMESP, openssl: EXCLUDES },
    Case { what: "below a dot", host: CORP, subject: "CN=vb365.corp.example", change: |it| of_issuer(&[".corp.example"], &[])(it), ours: OK, openssl: None },
    Case { what: "not below a dot", host: "corp.example", subject: "CN=corp.example", change: |it| of_issuer(&[".corp.example"], &[])(it), ours: NAMESP, openssl: PERMITTED },

    Case { what: "of the root", host: BANK, subject: "CN=vb365.bank.example", change: |it| it.root(|it| it.permitting(&["corp.example"])), ours: NAMESP, openssl: PERMITTED },
    Case { what: "excluded by the root", host: BANK, subject: "CN=vb365.bank.example", change: |it| it.root(|it| it.excluding(&["bank.example"])), ours: NAMESP, openssl: EXCLUDES },
    Case { what: "of the root alone", host: BANK, subject: "CN=vb365.bank.example", change: |it| it.intermediates(0).root(|it| it.permitting(&["corp.example"])), ours: NAMESP, openssl: PERMITTED },
    Case { what: "of the upper intermediate", host: BANK, subject: "CN=vb365.bank.example", change: |it| two(it).intermediate_at(1, |it| it.permitting(&["corp.example"])), ours: NAMESP, openssl: PERMITTED },
    Case { what: "of both, which differ", host: CORP, subject: "CN=vb365.corp.example", change: |it| corp_only(two(it)).intermediate_at(1, |it| it.permitting(&["bank.example"])), ours: NAMESP, openssl: PERMITTED },

    Case { what: "several, one outside", host: CORP, subject: "CN=vb365.corp.example, CN=vb365.bank.example", change: corp_only, ours: NAMESP, openssl: PERMITTED },
    Case { what: "several, in the other order", host: CORP, subject: "CN=vb365.bank.example, CN=vb365.corp.example", change: corp_only, ours: NAMESP, openssl: PERMITTED },
    Case { what: "several, one of no host", host: CORP, subject: "CN=Service, CN=vb365.corp.example, CN=The Bank", change: corp_only, ours: OK, openssl: None },

    Case { what: "beside a mail address", host: BANK, subject: "CN=vb365.bank.example", change: |it| corp_only(it).general_names(&[mail_address("a@bank.example")]), ours: NAMESP, openssl: PERMITTED },
    // Where the subject alternative name has the host, the common name says nothing.
    Case { what: "beside a DNS name", host: CORP, subject: "CN=vb365.bank.example", change: |it| corp_only(it).names(&["vb365.corp.example"]), ours: OK, openssl: None },

    // OpenSSL takes one label, and a wildcard, for no DNS name here, although it then compares them with the host.
    Case { what: "one label", host: "backup", subject: "CN=backup", change: corp_only, ours: NAMESP, openssl: None },
    Case { what: "wildcard", host: BANK, subject: "CN=*.bank.example", change: corp_only, ours: NAMESP, openssl: None },
    Case { what: "wildcard, permitted", host: CORP, subject: "CN=*.corp.example", change: corp_only, ours: OK, openssl: None },
    Case { what: "wildcard over what is excluded", host: CORP, subject: "CN=*.corp.example", change: |it| of_issuer(&[], &["www.corp.example"])(it), ours: NAMESP, openssl: None },

    // OpenSSL looks for no address in the common name, and holds an IPv4 address there against constraints on DNS names.
    Case { what: "address, permitted", host: "192.0.2.1", subject: "CN=192.0.2.1", change: net_only, ours: OK, openssl: None },
    Case { what: "address, not permitted", host: "198.51.100.1", subject: "CN=198.51.100.1", change: net_only, ours: NAMESP, openssl: None },
    Case { what: "address, excluded", host: "192.0.2.1", subject: "CN=192.0.2.1", change: |it| of_issuer(&[], &["192.0.2.0/255.255.255.0"])(it), ours: NAMESP, openssl: None },
    Case { what: "address of version 6, permitted", host: "2001:db8::1", subject: "CN=2001:db8::1", change: net_only, ours: OK, openssl: None },
    Case { what: "address of version 6, not permitted", host: "2001:db9::1", subject: "CN=2001:db9::1", change: net_only, ours: NAMESP, openssl: None },
    Case { what: "address, only DNS names constrained", host: "192.0.2.1", subject: "CN=192.0.2.1", change: corp_only, ours: OK, openssl: PERMITTED },
];

fn two(forge: Forge) -> Forge {
    forge
        .intermediates(2)
        .intermediate_at(1, |it| it.key(TestKey::Rsa3072))
}

impl Case {
    fn forge(&self) -> Forge {
        (self.change)(Forge::tls(self.host).without_san().subject(self.subject))
    }
}

fn client(forge: &Forge, setting: &Setting) -> Arc<ClientConfig> {
    let trust = ServerTrust::private_ca(&root(forge, setting)).unwrap();
    let then = NameCheck::SubjectAltNameThenCommonName;
    let trust = trust.dangerous().with_name_check(then);
    Arc::new(client_config(&crate::rest_api(), &trust, &setting.context).unwrap())
}

#[test]
fn in_handshakes() {
    let mut wrong = Vec::new();
    let settings = settings();
    for (case, setting) in CASES.iter().zip(settings.iter().cycle()) {
        let forge = case.forge();
        let server = presenting(forge.certificates(setting.provider()), &forge, setting);
        let met = meet_at(case.host, &client(&forge, setting), &server);
        let found = rule(&met.client);
        if found.as_deref() != case.ours {
            wrong.push(format!("{}: {found:?}, not {:?}", case.what, case.ours));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files that go away with their directory.
struct Directory(PathBuf);

impl Directory {
    fn write(&self, name: &str, certificates: &[CertificateDer<'static>]) -> PathBuf {
        let read =
            |der: &CertificateDer<'_>| vb365_tls::Certificate::from_der(der.clone().into_owned());
        let pem = certificates.iter().map(|der| read(der).unwrap().to_pem());
        let file = self.0.join(name);
        fs::write(&file, pem.collect::<String>()).unwrap();
        file
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn as_openssl() {
    let setting = &settings()[0];
    let mut wrong = Vec::new();
    for (number, case) in CASES.iter().enumerate() {
        let name = format!("constraints-{number}-{}", std::process::id());
        let directory = Directory(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        fs::create_dir_all(&directory.0).unwrap();
        let path = case.forge().path(setting.provider());
        // It refuses any common name that has to be an address.
        let asked_for: &[&str] = match case.host.parse::<std::net::IpAddr>() {
            Ok(_) => &[],
            Err(_) => &["-verify_hostname", case.host],
        };
        let output = Command::new("openssl")
            .args(["verify", "-attime", &Forge::now().as_secs().to_string()])
            .args(asked_for)
            .arg("-CAfile")
            .arg(directory.write("root.pem", &path[path.len() - 1..]))
            .arg("-untrusted")
            .arg(directory.write("untrusted.pem", &path[1..]))
            .arg(directory.write("end-entity.pem", &path[..1]))
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let error = text.split_once("error ").and_then(|(_, rest)| {
            let digits = rest.split(' ').next().unwrap();
            digits.parse::<u32>().ok()
        });
        if error != case.openssl || error.is_none() != output.status.success() {
            wrong.push(format!(
                "{}: {error:?}, not {:?}: {text}",
                case.what, case.openssl
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The finding names who may not certify the name, and the name.
#[test]
fn explained() {
    let setting = &settings()[0];
    let forge = corp_only(Forge::tls(BANK).without_san());
    let server = presenting(forge.certificates(setting.provider()), &forge, setting);
    let error = meet_at(BANK, &client(&forge, setting), &server).refused_by_client("CN");
    let finding = assert_explained(&error, "name-constraints-violated", "CN");
    assert_eq!(
        (&*finding.expected, &*finding.found),
        (
            "common names within the constraints of `CN=Test Intermediate 1`",
            "`DNS:vb365.bank.example`"
        )
    );
}

/// One CA with two certificates, of which one constrains it: the other one leads to a root as well, unless all else is
/// wrong with it.
#[test]
fn another_path() {
    let second = Template::root("CN=Second Root").key(TestKey::Rsa3072);
    let constrained = corp_only(Forge::tls(BANK).without_san());
    let free = Forge::tls(BANK)
        .without_san()
        .root(|_| second.clone())
        .intermediate(|it| it.serial(&[3]));
    let of_second = || Crl::of(second.clone());
    // Which of the two paths is explained says nothing.
    for (list, expected) in [
        (of_second(), [OK, OK]),
        (of_second().revoking(&[3]), [REVOKD, NAMESP]),
        (stale(of_second()), [STALE, NAMESP]),
    ] {
        for setting in settings() {
            let lists = [free.crl(), of_root(), list.clone()];
            let lists = lists.map(|it| it.der(setting.provider()));
            let lists = Crls::from_bytes(lists).unwrap();
            let roots = [&constrained, &free].map(|it| it.trust_anchor(setting.provider()));
            let trust = ServerTrust::private_ca(&roots).unwrap();
            let trust = trust.with_crls(lists).dangerous();
            let trust = trust.with_name_check(NameCheck::SubjectAltNameThenCommonName);
            let client = client_config(&crate::rest_api(), &trust, &setting.context).unwrap();
            for (one, other) in [(&free, &constrained), (&constrained, &free)] {
                let mut certificates = one.certificates(setting.provider());
                certificates.push(other.certificates(setting.provider())[1].clone());
                let server = presenting(certificates, one, &setting);
                let found = rule(&meet_at(BANK, &client, &server).client);
                let at = &setting.name;
                assert!(expected.contains(&found.as_deref()), "{at}: {found:?}");
            }
        }
    }
}
