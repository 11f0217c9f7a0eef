//! SoftHSM with an RSA key that was made on the token, and a certificate for it.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, LazyLock};

use rustls::sign::SigningKey;
use vb365_tls::identity::{Identity, Password};

use crate::certificates::Ca;
use crate::pkcs11::TokenKey;
use crate::program::{program, said, succeed};

/// Debian's package `softhsm2`.
pub const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
pub const TOKEN: &str = "vb365";
pub const KEY: &str = "application";
pub const PIN: &str = "1234";

/// Tells a test that the token is there.
const PLACE: &str = "VB365_TLS_TOKEN";

pub struct Token {
    directory: PathBuf,
}

/// Runs the test in a process of its own, with the token: SoftHSM finds its tokens by an environment variable, and a
/// process cannot change its own without unsafe code.
pub fn with_token(test: &str, body: impl FnOnce(&Token)) {
    if let Some(directory) = env::var_os(PLACE) {
        let directory = directory.into();
        return body(&Token { directory });
    }
    let mut again = TOKEN_MADE.command(env::current_exe().unwrap());
    again.args(["--exact", test, "--nocapture"]);
    let output = succeed(again.env(PLACE, &TOKEN_MADE.directory));
    assert!(said(&output).contains("1 passed"), "{}", said(&output));
}

pub static TOKEN_MADE: LazyLock<Token> = LazyLock::new(Token::make);

impl Token {
    fn make() -> Self {
        // The same place in every run, so that there is never more than one.
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-token");
        let _ = fs::remove_dir_all(&directory);
        let store = directory.join("store");
        fs::create_dir_all(&store).unwrap();
        let token = Self { directory };
        let settings = format!("directories.tokendir = {}\n", store.display());
        fs::write(token.file("softhsm2.conf"), settings).unwrap();

        let mut softhsm = token.command("softhsm2-util");
        softhsm
            .args(["--init-token", "--free", "--label", TOKEN])
            .args(["--pin", PIN, "--so-pin", "5678"]);
        succeed(&mut softhsm);
        token.pkcs11_tool(&["--keypairgen", "--key-type", "rsa:2048", "--label", KEY]);

        let der = token.file("public.der");
        let shown = ["--read-object", "--type", "pubkey", "--label", KEY, "-o"];
        token.pkcs11_tool(&[&shown[..], &[der.to_str().unwrap()]].concat());
        let public_key = token.file("public.pem");
        let mut openssl = program("openssl");
        openssl.args(["pkey", "-pubin", "-inform", "DER", "-in"]);
        succeed(openssl.arg(&der).arg("-out").arg(&public_key));
        let ca = Ca::make(&token.directory, "ca");
        ca.certify("certificate", &public_key);
        token
    }

    /// A program that finds the token.
    pub fn command(&self, name: impl AsRef<OsStr>) -> Command {
        let mut command = program(name);
        command.env("SOFTHSM2_CONF", self.file("softhsm2.conf"));
        command
    }

    pub fn pkcs11_tool(&self, arguments: &[&str]) -> Output {
        let mut tool = self.command("pkcs11-tool");
        tool.args(["--module", MODULE, "--token-label", TOKEN]);
        succeed(tool.args(["--login", "--pin", PIN]).args(arguments))
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    pub fn certificate(&self) -> PathBuf {
        self.file("certificate.pem")
    }

    pub fn key(&self) -> Arc<dyn SigningKey> {
        let key = TokenKey::open(Path::new(MODULE), TOKEN, PIN.to_owned(), KEY);
        Arc::new(key.unwrap())
    }

    pub fn identity(&self) -> Identity {
        let pem = fs::read(self.certificate()).unwrap();
        let bare = Identity::from_pem(&pem, &Password::none()).unwrap();
        Identity::from_signing_key(vec![bare.end_entity().clone()], self.key()).unwrap()
    }
}
