//! Which key on which PKCS#11 token, and its certificate.

use std::path::PathBuf;
use std::sync::Arc;

use vb365_tls::identity::Identity;

use crate::certificates::certificates;
use crate::outcome::Failure;
use crate::pkcs11::TokenKey;
use crate::secret;

#[derive(clap::Args)]
pub(crate) struct TokenArgs {
    /// The library of the token, such as /usr/lib/softhsm/libsofthsm2.so
    #[arg(long, value_name = "FILE")]
    module: PathBuf,

    /// The label of the token
    #[arg(long, value_name = "LABEL")]
    token: String,

    /// The label of the private key
    #[arg(long, value_name = "LABEL")]
    key: String,

    /// A file whose first line is the PIN
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "pin_env",
        required_unless_present = "pin_env"
    )]
    pin_file: Option<PathBuf>,

    /// An environment variable that holds the PIN
    #[arg(long, value_name = "VAR")]
    pin_env: Option<String>,

    /// The certificate of the key and, where there are any, its issuers
    certificate: PathBuf,
}

impl TokenArgs {
    /// The certificate with the key, which stays where it is.
    pub(crate) fn identity(&self) -> Result<Identity, Failure> {
        let pin = match (&self.pin_file, &self.pin_env) {
            (Some(path), _) => secret::first_line(path)?,
            (None, name) => secret::variable(name.as_deref().unwrap_or_default())?,
        };
        let certificates = certificates(&self.certificate)?;
        let key = TokenKey::open(&self.module, &self.token, pin, &self.key)
            .map_err(|error| Failure::about(self.module.display(), error))?;
        Identity::from_signing_key(certificates, Arc::new(key))
            .map_err(|error| Failure::about(self.certificate.display(), error))
    }
}
