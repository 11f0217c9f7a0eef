//! Reading certificates and keys out of files made by `openssl`, and refusing the rest in words.

mod encodings;
mod encrypted_keys;
pub mod external_keys;
mod formats;
mod hostile;
mod keys;
pub mod openssl;
mod output;
mod pfx;
mod pfx_output;
pub mod pfx_writer;
mod refusals;
mod selection;

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use vb365_tls::identity::{Identity, Ignored, Password};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::{Context, Error, check};

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/data/identity/",
            $name
        ))
        .as_slice()
    };
}
pub(crate) use file;

const ROOT: &[u8] = file!("root.pem");
const RSA: &[u8] = file!("rsa.pem");
const RSA_KEY: &[u8] = file!("rsa.key.pem");
const P256: &[u8] = file!("p256.pem");
const P256_KEY: &[u8] = file!("p256.key.pem");

fn read(bytes: &[u8]) -> Result<Identity, Error> {
    Identity::from_bytes(bytes, &Password::none())
}

fn name(identity: &Identity) -> String {
    identity.end_entity().subject().to_string()
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

/// A provider loads it, and it is the key of the end entity.
fn assert_key_works(identity: &Identity) {
    assert!(identity.has_private_key());
    let context = Context::fixed(Arc::new(aws_lc_rs::default_provider()), Forge::now());
    let rest_api = RestApi::at("vb365.example.com").unwrap();
    let report = check(&rest_api, identity, &context);
    let about_key =
        |rule: &str| rule.starts_with("private-key") || rule == "key-algorithm-unsupported";
    let finding = report
        .findings()
        .iter()
        .find(|it| about_key(it.rule.as_str()));
    assert!(finding.is_none(), "{report}");
}

fn ignored(identity: &Identity) -> Vec<String> {
    identity.ignored().iter().map(Ignored::to_string).collect()
}
