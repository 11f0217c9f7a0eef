//! `--trust` and `--crl`: the programs agree with each other over whom clients trust.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use vb365_tls::test_support::{Crl, Forge, Template, TestKey};

use crate::files::HOST;
use crate::program::{Server, run};
use crate::{assert_refused, assert_usage, check, reports};

/// The time of every certificate of a [`Forge`].
const NOW: [&str; 2] = ["--now", "2026-11-01T00:00:00Z"];

const SCENARIO: [&str; 2] = ["--scenario", "rest-api"];

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Where the files of one test are.
struct Files(PathBuf);

impl Files {
    fn of(test: &str) -> Self {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("trust")
            .join(test);
        fs::create_dir_all(&directory).unwrap();
        Self(directory)
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> String {
        let file = self.0.join(name);
        fs::write(&file, contents).unwrap();
        file.to_str().unwrap().to_owned()
    }

    fn root(&self, forge: &Forge) -> String {
        let root = forge.trust_anchor(&provider());
        format!("ca:{}", self.write("root.pem", root.to_pem()))
    }

    fn pin(&self, forge: &Forge) -> String {
        let certificate = forge.parsed(&provider()).remove(0);
        format!("pin:{}", self.write("pin.pem", certificate.to_pem()))
    }

    /// PEM with these lists, one after the other.
    fn lists(&self, name: &str, lists: &[Crl]) -> String {
        let text: String = lists.iter().map(pem).collect();
        self.write(name, text)
    }
}

fn pem(list: &Crl) -> String {
    let der = list.der(&provider());
    let base64 = base64(&der);
    let lines: Vec<_> = base64
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    let lines = lines.join("\n");
    format!("-----BEGIN X509 CRL-----\n{lines}\n-----END X509 CRL-----\n")
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = |chunk: &[u8]| {
        let octets = chunk.iter().chain(&[0, 0]).take(3);
        let bits = octets.fold(0_u32, |bits, octet| bits << 8 | u32::from(*octet));
        let digit = |place: usize| match place <= chunk.len() {
            true => char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 0x3f]),
            false => '=',
        };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(digits).collect()
}

fn good() -> Forge {
    Forge::tls(HOST)
}

/// The list of the root, on which nobody stands.
fn of_root() -> Crl {
    Crl::of(Template::root("CN=Test Root"))
}

/// The server, whom its clients trust, the lists they have, and the rule by which they refuse it.
type Case = (
    &'static str,
    fn() -> Forge,
    fn(&Files, &Forge) -> String,
    Option<fn(&Forge) -> Crl>,
    Option<&'static str>,
);

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("good", good, Files::root, None, None),
    ("straight from the root", || good().intermediates(0), Files::root, None, None),
    ("expired", || good().expired(), Files::root, None, Some("certificate-expired")),
    ("not valid yet", || good().not_yet_valid(), Files::root, None, Some("certificate-not-yet-valid")),
    ("for another name", || good().subject("CN=other.example.com").names(&["other.example.com"]), Files::root, None, Some("reference-identifier-unmatched")),
    ("the name in the CN only", || good().names(&["other.example.com"]), Files::root, None, Some("name-only-in-common-name")),
    ("without an intermediate", || good().without_intermediates(), Files::root, None, Some("path-not-found")),
    ("of another CA", good, |files, _| files.root(&Forge::self_signed("other").ca(None).key(TestKey::Other)), None, Some("path-not-found")),
    ("of an expired root", || good().root(|it| it.valid("2020-01-01", "2026-06-30")), Files::root, None, Some("issuer-expired")),
    ("on no list", good, Files::root, Some(Forge::crl), None),
    ("revoked", good, Files::root, Some(Forge::revoked), Some("certificate-revoked")),
    ("stale", good, Files::root, Some(|it| it.crl().updated("2026-09-15", "2026-10-15")), Some("crl-stale")),
    ("covered by no list", good, Files::root, Some(|_| of_root()), Some("revocation-status-unknown")),
    ("a list that was altered", good, Files::root, Some(|it| it.crl().altered_signature()), Some("crl-unverified")),
    ("pinned", Forge::product_default, Files::pin, None, None),
    ("pinned with an issuer", good, Files::pin, None, None),
    ("pinned and expired", || good().expired(), Files::pin, None, Some("certificate-expired")),
    ("pinned and revoked", good, Files::pin, Some(Forge::revoked), Some("certificate-revoked")),
    ("another pin", Forge::product_default, |files, _| files.pin(&good()), None, Some("pin-unmatched")),
    ("by path, as the product makes it", Forge::product_default, |files, _| files.root(&good()), None, Some("path-not-found")),
];

#[test]
fn check_and_get_agree() {
    for (number, (name, forge, trust, list, rule)) in CASES.iter().enumerate() {
        let (files, forge) = (Files::of(&format!("agree-{number}")), forge());
        let identity = files.write("server.pem", forge.pem(&provider()));
        let trust = trust(&files, &forge);
        let lists = list.map(|list| files.lists("lists.pem", &[list(&forge), of_root()]));
        let mut given = [&SCENARIO[..], &NOW, &["--trust", &trust]].concat();
        if let Some(lists) = &lists {
            given.extend(["--crl", lists]);
        }

        let more = ["--address", HOST, "--format", "json", &identity];
        let checked = check(&[&given[..], &more].concat());
        let reports = reports(&checked);
        let errors: Vec<_> = reports[0].errors().map(|it| it.rule.as_str()).collect();
        assert_eq!(errors.first().copied(), *rule, "{name}: {errors:?}");
        assert_eq!(checked.code, i32::from(rule.is_some()), "{name}");

        let server = [
            "-cert",
            &identity,
            "-key",
            &identity,
            "-cert_chain",
            &identity,
        ];
        let serving = Server::openssl(&server);
        let got = serving.get(HOST, &given);
        match rule {
            Some(rule) => assert_refused(&got, rule),
            None => assert_eq!(got.code, 0, "{name}: {got:?}"),
        }

        // A look comes to the same verdict, and is an answer whatever it is.
        let probed = serving.probe(HOST, &given);
        assert_eq!((probed.code, probed.stderr.as_str()), (0, ""), "{name}");
        let (verdict, end) = match rule {
            Some(_) => (
                "rest-api: rejected",
                "\nWith this --trust, a client refuses it. Compare ",
            ),
            None => (
                "rest-api: accepted",
                "\nWith this --trust, a client connects.\n",
            ),
        };
        assert!(probed.stdout.contains(verdict), "{name}: {}", probed.stdout);
        assert!(probed.stdout.contains(end), "{name}: {}", probed.stdout);
        assert!(
            !probed.stdout.contains("(assumed)"),
            "{name}: {}",
            probed.stdout
        );
        let is_told = rule.is_none_or(|rule| probed.stdout.contains(&format!("\nerror {rule}")));
        assert!(is_told, "{name}: {}", probed.stdout);
    }
}

/// Without a word on whom the clients trust, nobody knows that the root is all it takes.
#[test]
fn a_leaf_of_the_root_is_complete_once_the_root_is_given() {
    let (files, forge) = (Files::of("complete"), good().intermediates(0));
    let identity = files.write("server.pem", forge.pem(&provider()));
    let given = [&SCENARIO[..], &NOW, &["--address", HOST, &identity]].concat();
    let unsaid = check(&given);
    assert!(unsaid.stdout.contains("chain-incomplete: "), "{unsaid:?}");
    let said = check(&[&given[..], &["--trust", &files.root(&forge)]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    assert!(
        said.stdout.contains("\n 1  rest-api  yes   by path\n"),
        "{}",
        said.stdout
    );
    assert!(
        !said.stdout.contains("(assumed)") && !said.stdout.contains("chain"),
        "{}",
        said.stdout
    );
}

#[test]
fn lists_come_in_any_form() {
    let (files, forge) = (Files::of("lists"), good());
    let identity = files.write("server.pem", forge.pem(&provider()));
    let trust = files.root(&forge);
    let (own, root) = (forge.revoked(), of_root());
    let der = [&own, &root].map(|it| it.der(&provider()));
    let [own_der, root_der] =
        [("own.crl", &der[0]), ("root.crl", &der[1])].map(|(name, der)| files.write(name, der));
    let [own_pem, root_pem] = [("own.pem", &own), ("root.pem.crl", &root)]
        .map(|(name, list)| files.write(name, pem(list)));
    let both = files.lists("both.pem", &[root, own]);
    for given in [
        vec!["--crl", &*both],
        vec!["--crl", &own_der, "--crl", &root_der],
        vec!["--crl", &root_pem, "--crl", &own_pem],
        vec!["--crl", &own_der, "--crl", &root_pem],
    ] {
        let trust = ["--trust", &trust, "--address", HOST, &identity];
        let checked = check(&[&SCENARIO[..], &NOW, &given, &trust].concat());
        assert_eq!(checked.code, 1, "{given:?}: {checked:?}");
        let rules = checked.stdout.matches("\nerror ").count();
        assert_eq!(rules, 1, "{given:?}: {}", checked.stdout);
        assert!(
            checked.stdout.contains("\nerror certificate-revoked: "),
            "{given:?}"
        );
        // Lists alone count too, whoever the clients are.
        let alone = check(&[&SCENARIO[..], &NOW, &given, &["--address", HOST, &identity]].concat());
        assert!(
            alone.stdout.contains("\nerror certificate-revoked: "),
            "{given:?}: {alone:?}"
        );
    }
    let certificate = files.write("root.crt", forge.trust_anchor(&provider()).to_pem());
    let wrong =
        |file: &str| check(&[&SCENARIO[..], &["--crl", &both, "--crl", file, &identity]].concat());
    assert_usage(&wrong(&certificate), "root.crt: ");
    assert_usage(&wrong("absent.crl"), "absent.crl: No such file");
    let cut = files.write("cut.crl", &der[0][..100]);
    assert_usage(&wrong(&cut), "cut.crl: ");
    assert_usage(&wrong(&files.write("empty.crl", "")), "empty.crl: ");
}

#[test]
fn serve_starts_with_nothing_its_clients_would_refuse() {
    let (files, forge) = (Files::of("rehearsal"), good());
    let identity = files.write("server.pem", forge.pem(&provider()));
    let lists = files.lists("lists.pem", &[forge.revoked(), of_root()]);
    let (trust, other) = (
        files.root(&forge),
        format!(
            "pin:{}",
            files.write(
                "other.pem",
                Forge::product_default().trust_anchor(&provider()).to_pem()
            )
        ),
    );
    let serve = |more: &[&str]| {
        let listen = ["--listen", "127.0.0.1:0", "--address", HOST];
        run(
            "serve",
            &[&SCENARIO[..], &NOW, &listen, more, &[&identity]].concat(),
        )
    };
    for (given, rule) in [
        (vec!["--trust", &*other], "pin-unmatched"),
        (
            vec!["--trust", &trust, "--crl", &lists],
            "certificate-revoked",
        ),
        (vec!["--crl", &lists], "certificate-revoked"),
        (
            vec!["--trust", &trust, "--now", "2031-01-01T00:00:00Z"],
            "certificate-expired",
        ),
    ] {
        let arguments = match given.contains(&"--now") {
            true => run(
                "serve",
                &[
                    &SCENARIO[..],
                    &["--listen", "127.0.0.1:0"],
                    &given,
                    &[&identity],
                ]
                .concat(),
            ),
            false => serve(&given),
        };
        assert_eq!(
            (arguments.code, arguments.stdout.as_str()),
            (1, ""),
            "{given:?}: {arguments:?}"
        );
        assert!(
            arguments.stderr.starts_with("rest-api: rejected"),
            "{}",
            arguments.stderr
        );
        assert!(
            arguments.stderr.contains(&format!("error {rule}\n")),
            "{}",
            arguments.stderr
        );
    }
    assert_usage(
        &serve(&["--trust", "ca:absent.pem"]),
        "--trust ca:absent.pem: No such file",
    );
}

#[cfg(unix)]
#[test]
fn serve_keeps_what_its_clients_trust() {
    let (files, forge) = (Files::of("hangup"), good());
    let write = |forge: &Forge| files.write("server.pem", forge.pem(&provider()));
    let (identity, trust) = (write(&forge), files.root(&forge));
    let given = [&SCENARIO[..], &NOW, &["--trust", &trust]].concat();
    let serving = Server::serve(&[&given[..], &["--address", HOST, &identity]].concat());
    let connects = || assert_eq!(serving.get(HOST, &given).code, 0);
    connects();
    for (bad, rule) in [
        (good().expired(), "certificate-expired"),
        (
            good().names(&["other.example.com"]),
            "name-only-in-common-name",
        ),
        (Forge::self_signed(HOST), "path-not-found"),
    ] {
        write(&bad);
        serving.hang_up();
        let kept =
            format!("kept: {identity}: not accepted for rest-api: rejected, verified by path: ");
        let line = serving.error();
        assert!(line.starts_with(&kept), "{line}");
        // Beside the lines of the report there are none.
        let error = (0..2)
            .map(|_| serving.error())
            .find(|line| !line.is_empty());
        assert_eq!(error, Some(format!("  error {rule}")));
        while !serving.error().starts_with("    source: ") {}
        connects();
    }
    write(&good().serial(&[7]));
    serving.hang_up();
    let lines = (0..10).map(|_| serving.line());
    let reloaded: Vec<_> = lines
        .filter(|it| it.starts_with("reloaded: "))
        .take(1)
        .collect();
    assert_eq!(reloaded, ["reloaded: revision 2"]);
    connects();
}
