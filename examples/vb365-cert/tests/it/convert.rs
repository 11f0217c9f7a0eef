//! `convert`: what it writes, where, and what it asks for before.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use vb365_tls::Identity;
use vb365_tls::identity::{Password, PfxProfile};
use vb365_tls::provenance::{KeySpec, PasswordKind};

use crate::assert_usage;
use crate::files::path;
use crate::program::{Ended, run};

const GIVEN: [&str; 2] = ["--out-password-env", "VB365_PASSWORD"];
const CSP: &str = "Microsoft Enhanced RSA and AES Cryptographic Provider";

/// A folder of one test, empty.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("convert")
        .join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn convert(from: &str, to: &str, out: &Path, more: &[&str]) -> Ended {
    let out = out.to_str().unwrap();
    let arguments = ["--to", to, "--out", out, from];
    run("convert", &[&arguments, more].concat())
}

#[track_caller]
fn assert_written(ended: &Ended, out: &Path, what: &str) {
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    assert_eq!(ended.stdout, format!("{}: {what}\n", out.display()));
}

fn identity(file: &Path, password: &str) -> Identity {
    Identity::from_bytes(&fs::read(file).unwrap(), &Password::from(password)).unwrap()
}

fn key(identity: &Identity) -> String {
    identity.dangerous_private_key_pem().unwrap().to_string()
}

#[test]
fn what_is_not_written_is_said() {
    let out = folder("left-out").join("server.pem");
    let [server, other] =
        ["server.pem", "other.crt"].map(|name| fs::read_to_string(path(name)).unwrap());
    let both = out.with_file_name("both.pem");
    fs::write(&both, server + &other).unwrap();
    let ended = convert(both.to_str().unwrap(), "pem", &out, &["--out-unprotected"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(
        ended.stderr,
        "note: certificate `CN=Other` is not written: it is on no path from the end entity\n"
    );
}

/// From PEM to PFX, back, and on to DER: the same certificates and the same key, as OpenSSL reads them too.
#[test]
fn there_and_back() {
    let folder = folder("there-and-back");
    let (pfx, pem, der) = (
        folder.join("a.pfx"),
        folder.join("b.pem"),
        folder.join("c.cer"),
    );
    let password = ["--password-env", "VB365_PASSWORD"];
    let original = identity(Path::new(&path("server.pfx")), "correct horse");

    let ended = convert(
        &path("server.pfx"),
        "pfx",
        &pfx,
        &[&password[..], &GIVEN].concat(),
    );
    assert_written(
        &ended,
        &pfx,
        "PFX with private key and 2 certificates, as modern",
    );
    let written = identity(&pfx, "correct horse");
    assert_eq!(written.end_entity(), original.end_entity());
    assert_eq!(
        written.chain().trust_anchor(),
        original.chain().trust_anchor()
    );
    assert_eq!(key(&written), key(&original));
    let openssl = Command::new("openssl")
        .args(["pkcs12", "-noout", "-passin", "pass:correct horse", "-in"])
        .arg(&pfx)
        .output();
    assert!(openssl.unwrap().status.success());

    let pfx = pfx.to_str().unwrap();
    let ended = convert(
        pfx,
        "pem",
        &pem,
        &[&password[..], &["--out-unprotected"]].concat(),
    );
    let said = format!(
        "{}: PEM of 1 certificate and unencrypted private key\n",
        pem.display()
    );
    assert_eq!((ended.code, &ended.stdout), (0, &said), "{ended:?}");
    assert_eq!(
        ended.stderr,
        "note: certificate `CN=Test CA` is not written: nobody sends a root, and who trusts it has it\n"
    );
    let written = identity(&pem, "");
    assert_eq!(written.end_entity(), original.end_entity());
    assert_eq!(key(&written), key(&original));

    let ended = convert(pfx, "der", &der, &password);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(
        ended.stderr,
        "note: DER holds one certificate; neither private key nor chain is written\n"
    );
    assert_eq!(
        fs::read(&der).unwrap(),
        original.end_entity().der().as_ref()
    );
}

#[test]
fn the_machine_decides_how_a_pfx_is_protected() {
    let folder = folder("machine");
    for profile in PfxProfile::ALL {
        let out = folder.join(format!("{profile}.pfx"));
        let more = [&["--for", profile.name()], &GIVEN[..]].concat();
        let ended = convert(&path("server.pem"), "pfx", &out, &more);
        let what = format!("PFX with private key and 1 certificate, as {profile}");
        assert_written(&ended, &out, &what);
        let identity = identity(&out, "correct horse");
        let pfx = identity.provenance().pfx().unwrap();
        assert_eq!(pfx.mac, Some(profile.mac()));
        assert_eq!(pfx.key_encryption, Some(profile.encryption()));
    }
    let out = folder.join("other.pfx");
    let more = [&["--for", "windows"], &GIVEN[..]].concat();
    let ended = convert(&path("server.pem"), "pfx", &out, &more);
    assert_usage(&ended, "one of windows-2016, modern, pbmac1");
    assert!(!out.exists());
}

#[test]
fn what_windows_is_told_is_written() {
    let out = folder("windows").join("server.pfx");
    let names = ["--friendly-name", "VB365", "--key-provider", CSP];
    let more = [
        &[
            "--for",
            "windows-2016",
            "--end-entity-only",
            "--key-spec",
            "exchange",
        ],
        &names[..],
        &["--password-env", "VB365_PASSWORD"],
        &GIVEN,
    ];
    let ended = convert(&path("server.pfx"), "pfx", &out, &more.concat());
    assert_eq!(ended.code, 0, "{ended:?}");
    let identity = identity(&out, "correct horse");
    assert_eq!(identity.chain().trust_anchor(), None);
    let pfx = identity.provenance().pfx().unwrap();
    assert_eq!(pfx.friendly_name.as_deref(), Some("VB365"));
    assert_eq!(pfx.key_provider.as_deref(), Some(CSP));
    assert_eq!(pfx.key_spec, Some(KeySpec::Exchange));
}

#[test]
fn a_private_key_is_written_unprotected_only_when_that_is_said() {
    let folder = folder("protection");
    for to in ["pfx", "pem"] {
        let out = folder.join(to);
        let ended = convert(&path("server.pem"), to, &out, &[]);
        let options =
            "the private key: use --out-password-file, --out-password-env or --out-unprotected";
        assert_usage(&ended, options);
        assert!(!out.exists());
    }
    let out = folder.join("empty.pfx");
    let ended = convert(&path("server.pem"), "pfx", &out, &["--out-unprotected"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let pfx = identity(&out, "").provenance().pfx().unwrap().clone();
    assert_eq!(pfx.password, PasswordKind::Empty);

    let out = folder.join("locked.pem");
    let file = path("password.txt");
    let ended = convert(
        &path("server.pem"),
        "pem",
        &out,
        &["--out-password-file", &file],
    );
    assert_written(
        &ended,
        &out,
        "PEM of 1 certificate and encrypted private key",
    );
    let text = fs::read_to_string(&out).unwrap();
    assert!(text.contains("BEGIN ENCRYPTED PRIVATE KEY"), "{text}");
    assert!(identity(&out, "correct horse").has_private_key());

    // Without a private key there is nothing to protect.
    let out = folder.join("public.pem");
    let ended = convert(&path("server.crt"), "pem", &out, &[]);
    assert_written(&ended, &out, "PEM of 1 certificate");
    let ended = convert(
        &path("server.crt"),
        "pfx",
        &folder.join("public.pfx"),
        &GIVEN,
    );
    assert_usage(&ended, "the private key: there is none");
    let both = ["--out-unprotected", "--out-password-file", &file];
    let ended = convert(&path("server.pem"), "pem", &folder.join("both.pem"), &both);
    assert_usage(&ended, "cannot be used with");
}

#[test]
fn a_file_that_is_there_stays_unless_it_is_to_be_replaced() {
    let out = folder("there").join("server.pfx");
    fs::write(&out, "somebody's own").unwrap();
    let ended = convert(&path("server.pem"), "pfx", &out, &GIVEN);
    assert_usage(&ended, "it exists; use --force to replace it");
    assert_eq!(fs::read(&out).unwrap(), b"somebody's own");

    // Nor is it touched by what fails later.
    let fails = ["--force", "--out-password-env", "VB365_NO_SUCH_VARIABLE"];
    let ended = convert(&path("server.pem"), "pfx", &out, &fails);
    assert_usage(&ended, "no such environment variable");
    assert_eq!(fs::read(&out).unwrap(), b"somebody's own");

    let ended = convert(
        &path("server.pem"),
        "pfx",
        &out,
        &[&GIVEN[..], &["--force"]].concat(),
    );
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(identity(&out, "correct horse").has_private_key());
    let names = fs::read_dir(out.parent().unwrap()).unwrap();
    assert_eq!(names.count(), 1);
}

#[cfg(unix)]
#[test]
fn a_private_key_is_for_its_owner_to_read() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder("owner");
    let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
    for (to, more) in [("pfx", "--out-unprotected"), ("pem", "--out-unprotected")] {
        let out = folder.join(to);
        assert_eq!(convert(&path("server.pem"), to, &out, &[more]).code, 0);
        assert_eq!(mode(&out), 0o600, "{to}");
        // Also where one was there that everybody reads.
        fs::set_permissions(&out, fs::Permissions::from_mode(0o644)).unwrap();
        let ended = convert(&path("server.pem"), to, &out, &[more, "--force"]);
        assert_eq!((ended.code, mode(&out)), (0, 0o600), "{to}: {ended:?}");
    }
    let out = folder.join("cer");
    assert_eq!(convert(&path("server.crt"), "der", &out, &[]).code, 0);
    assert_ne!(mode(&out) & 0o044, 0);
}

#[test]
fn options_that_would_be_passed_over_are_refused() {
    let folder = folder("options");
    for (to, option, words) in [
        ("pem", &["--for", "modern"][..], "--for: only for --to pfx"),
        (
            "pem",
            &["--friendly-name", "x"],
            "--friendly-name: only for --to pfx",
        ),
        (
            "der",
            &["--key-spec", "exchange"],
            "--key-spec: only for --to pfx",
        ),
        ("der", &GIVEN, "no private key with it to protect"),
    ] {
        let out = folder.join("out");
        assert_usage(&convert(&path("server.pem"), to, &out, option), words);
        assert!(!out.exists());
    }
    let none = convert(&path("none.pem"), "pfx", &folder.join("out"), &GIVEN);
    assert_usage(&none, "none.pem: ");
}

/// The words of a command, as a shell splits them.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in command.split('"').enumerate() {
        match number % 2 {
            0 => words.extend(part.split_whitespace().map(String::from)),
            _ => words.push(part.into()),
        }
    }
    words
}

/// Whoever does what the rules say about files is asked for a password, and has the file then.
#[test]
fn the_commands_of_the_remedies_write_a_file() {
    let folder = folder("remedies");
    let mut rules = Vec::new();
    for rule in vb365_tls::rule::ALL {
        let parts = rule.remedy.split('`');
        for command in parts.filter(|part| part.starts_with("vb365-cert convert ")) {
            let out = folder.join(format!("{}.pfx", rule.id));
            let arguments = words(command).into_iter().skip(2);
            let arguments: Vec<_> = arguments
                .map(|word| match &*word {
                    "FILE" => path("server.pem"),
                    "NEW" => out.to_str().unwrap().to_owned(),
                    _ => word,
                })
                .collect();
            let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
            assert_usage(&run("convert", &arguments), "use --out-password-file");
            let ended = run("convert", &[&arguments, &GIVEN[..]].concat());
            assert_eq!(ended.code, 0, "{command}: {ended:?}");
            assert!(identity(&out, "correct horse").has_private_key());
            rules.push(rule.id.as_str());
        }
    }
    assert_eq!(
        rules,
        [
            "container-encryption-legacy",
            "container-mac-absent",
            "container-mac-modern",
            "container-unreadable-by-dotnet",
            "container-unreadable-by-java",
            "container-unreadable-by-openssl",
            "container-unreadable-by-windows-2016",
            "key-in-cng-provider",
            "key-in-legacy-csp",
            "key-spec-signature-only",
            "key-unusable-by-dotnet-framework",
        ]
    );
}
