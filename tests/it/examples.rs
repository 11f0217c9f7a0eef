//! The examples: what they print.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use vb365_tls::scenario::ScenarioId;
use vb365_tls::test_support::Forge;

/// How an example ended.
#[derive(Debug)]
struct Ended {
    code: i32,
    stdout: String,
    stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// One that was built beside this test.
fn command(example: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let built = test.parent().unwrap().parent().unwrap();
    let path = built.join("examples").join(example);
    assert!(
        path.exists(),
        "build the examples first: cargo build --examples"
    );
    let mut command = Command::new(path);
    command.stdin(Stdio::null());
    command
}

fn run(example: &str) -> Ended {
    command(example).output().unwrap().into()
}

/// A folder with these files, which is gone with the value.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("vb365-tls-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            fs::write(path.join(file), text).unwrap();
        }
        Self(path)
    }

    fn run(&self, example: &str, arguments: &[&str]) -> Ended {
        let mut command = command(example);
        command.args(arguments).current_dir(&self.0);
        command.output().unwrap().into()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The example `serve`, which ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Folder) -> Self {
        let mut command = command("serve");
        command.arg("127.0.0.1:0").current_dir(&folder.0);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.as_mut().unwrap());
        stdout.read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on ").unwrap();
        let address = address.trim_end().to_owned();
        Self { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// These examples go by the clock of the system.
fn long_valid(forge: Forge) -> Forge {
    forge.valid("2020-01-01", "2099-12-31")
}

fn provider() -> std::sync::Arc<rustls::crypto::CryptoProvider> {
    rustls::crypto::ring::default_provider().into()
}

/// A server certificate as the product makes it, and the file a client pins.
fn of_the_product(forge: Forge) -> (String, String) {
    let forge = long_valid(forge);
    let certificate = forge.trust_anchor(&provider()).to_pem();
    (forge.pem(&provider()), certificate)
}

#[test]
fn the_examples_without_arguments_run() {
    let quickstart = run("quickstart");
    assert_eq!(quickstart.code, 0, "{quickstart:?}");
    for id in ScenarioId::ALL {
        let row = format!("{:32} true ", id.as_str());
        assert!(
            quickstart.stdout.contains(&row),
            "{id}: {}",
            quickstart.stdout
        );
    }
    assert!(
        quickstart.stdout.contains("refused, path-not-found: "),
        "{quickstart:?}"
    );
    let custom = run("custom_scenario");
    assert_eq!(custom.code, 0, "{custom:?}");
    for said in [
        "error wildcard-in-name",
        "source:   handbook, page 3 (own)",
        "error example-issued-elsewhere",
        "connected: TLSv1.3",
    ] {
        assert!(custom.stdout.contains(said), "{said}: {}", custom.stdout);
    }
}

/// Standard output, of which the lines that follow begin so.
#[track_caller]
fn assert_begins(example: &str, beginnings: &[&str]) {
    let ended = run(example);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let mut lines = ended.stdout.lines();
    for beginning in beginnings {
        assert!(
            lines.any(|line| line.starts_with(beginning)),
            "no line from here begins with `{beginning}`:\n{}",
            ended.stdout
        );
    }
}

#[test]
fn reload_keeps_what_was_good() {
    assert_begins(
        "reload",
        &[
            "at first:    TLSv1.3 ",
            "renewed      revision 2",
            "the same     unchanged",
            "expired      kept, because",
            "  error certificate-expired",
            "afterwards:  TLSv1.3 ",
            "the client:  revision 2",
        ],
    );
}

#[test]
fn rotate_pin_never_loses_the_server() {
    let agreed = "TLSv1.3, known by";
    assert_begins(
        "rotate_pin",
        &[
            &format!("before        {agreed} a certificate or key with SHA-256 "),
            &format!("both pinned   {agreed} a certificate or key with SHA-256 "),
            &format!("renewed       {agreed} the certificate with SHA-256 "),
            &format!("old one gone  {agreed} the certificate with SHA-256 "),
            r#"["-----BEGIN CERTIFICATE-----\n"#,
            "too early: pin-unmatched: ",
        ],
    );
}

/// The two programs of the front page, one against the other.
#[test]
fn connect_verifies_what_serve_presents() {
    let (identity, certificate) = of_the_product(Forge::product_default());
    let (_, other) = of_the_product(Forge::product_default().serial(&[7]));
    let files = [
        ("identity.pfx", &*identity),
        ("certificate.pem", &*certificate),
    ];
    let folder = Folder::with("connect", &files);
    let server = Server::start(&folder);
    let connected = folder.run("connect", &[&server.address]);
    assert_eq!(
        (connected.code, &*connected.stdout),
        (0, "verified\n"),
        "{connected:?}"
    );

    let stranger = Folder::with("stranger", &[("certificate.pem", &other)]);
    let refused = stranger.run("connect", &[&server.address]);
    assert_eq!((refused.code, &*refused.stdout), (1, ""), "{refused:?}");
    assert!(refused.stderr.contains("pin-unmatched: "), "{refused:?}");
}

#[test]
fn probe_pins_only_what_a_person_agrees_to() {
    let (identity, certificate) = of_the_product(Forge::product_default());
    let folder = Folder::with("probe", &[("identity.pfx", &identity)]);
    let server = Server::start(&folder);
    let asked = |answer: &str| -> Ended {
        let mut command = command("probe");
        command
            .args([&*server.address, "pinned.pem"])
            .current_dir(&folder.0);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(answer.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap().into()
    };
    let declined = asked("no\n");
    assert_eq!(declined.code, 1, "{declined:?}");
    assert!(!folder.0.join("pinned.pem").exists());
    let agreed = asked("yes\n");
    assert_eq!(agreed.code, 0, "{agreed:?}");
    assert!(agreed.stdout.ends_with("\nverified\n"), "{agreed:?}");
    assert_eq!(
        fs::read_to_string(folder.0.join("pinned.pem")).unwrap(),
        certificate
    );
}

#[test]
fn check_folder_says_where_each_file_fits() {
    let tls = long_valid(Forge::tls("vb365.example.com")).pem(&provider());
    let assertion = long_valid(Forge::assertion()).pem(&provider());
    let expired = Forge::assertion().valid("2019-01-01", "2020-01-01");
    let expired = expired.pem(&provider());
    let files = [
        ("a.pem", &*tls),
        ("b.pem", &*assertion),
        ("c.pem", &*expired),
        ("d.txt", "notes"),
    ];
    let folder = Folder::with("folder", &files);
    let checked = folder.run("check_folder", &["."]);
    assert_eq!((checked.code, &*checked.stderr), (0, ""), "{checked:?}");
    let lines: Vec<_> = checked.stdout.lines().collect();
    let [first, second, third, fourth] = lines.as_slice() else {
        panic!("{checked:?}");
    };
    assert!(first.starts_with("./a.pem: fits "), "{checked:?}");
    assert!(
        second.starts_with("./b.pem: fits organization-management, "),
        "{checked:?}"
    );
    assert!(third.starts_with("./c.pem: fits nowhere: "), "{checked:?}");
    assert!(third.contains("certificate-expired"), "{checked:?}");
    assert!(fourth.starts_with("./d.txt: "), "{checked:?}");
}

#[test]
fn mutual_link_lets_both_ends_present_one_certificate() {
    let identity = long_valid(Forge::self_signed("proxy.example.com")).pem(&provider());
    let folder = Folder::with("mutual", &[("identity.pem", &identity)]);
    let linked = folder.run("mutual_link", &["identity.pem"]);
    assert_eq!((linked.code, &*linked.stderr), (0, ""), "{linked:?}");
    let mut lines: Vec<_> = linked.stdout.lines().collect();
    lines.sort_unstable();
    let server = "server: certificates of the client: 1";
    assert_eq!(lines, ["client: pong", server]);
}

/// Whoever copies the file has all of it.
#[test]
fn each_example_is_one_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "rs") {
            let code = fs::read_to_string(&path).unwrap();
            for other in ["#[path", "\nmod ", "crate::", "include"] {
                assert!(!code.contains(other), "{}: `{other}`", path.display());
            }
            names.push(path.file_stem().unwrap().to_owned());
        }
    }
    names.sort();
    assert_eq!(
        names,
        [
            "check_folder",
            "connect",
            "custom_scenario",
            "mutual_link",
            "probe",
            "quickstart",
            "reload",
            "rotate_pin",
            "serve"
        ]
    );
}
