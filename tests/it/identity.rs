//! Reading certificates and keys out of files made by `openssl`, and refusing the rest in words.

mod formats;
mod hostile;
mod keys;
mod refusals;

use vb365_tls::Error;
use vb365_tls::identity::{Identity, Ignored, Password};

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
use file;

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

fn ignored(identity: &Identity) -> Vec<String> {
    identity.ignored().iter().map(Ignored::to_string).collect()
}
