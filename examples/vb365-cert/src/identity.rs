//! Reading an identity, with its key and password where they are apart.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use vb365_tls::Error;
use vb365_tls::error::ContainerError;
use vb365_tls::identity::{Identity, MAX_SIZE, Password, Selection};
use vb365_tls::provenance::Provenance;

use crate::outcome::{Failure, note, read, read_at_most};
use crate::secret;

#[derive(clap::Args)]
pub(crate) struct KeyArgs {
    /// The private key, if it is in a file of its own (PEM, DER or PFX)
    #[arg(long, value_name = "FILE", conflicts_with = "select")]
    key: Option<PathBuf>,

    /// A file whose first line is the password, in UTF-8
    #[arg(long, value_name = "FILE", conflicts_with = "password_env")]
    password_file: Option<PathBuf>,

    /// An environment variable that holds the password
    #[arg(long, value_name = "VAR")]
    password_env: Option<String>,

    /// Which of several identities in the file: thumbprint:SHA1HEX, sha256:HEX (of the certificate or its key),
    /// name:TEXT (the friendly name or alias) or host:HOST
    #[arg(long, value_name = "SPEC")]
    select: Option<SelectionSpec>,
}

#[derive(Clone)]
struct SelectionSpec(Selection);

impl FromStr for SelectionSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let said = |error: &dyn std::fmt::Display| error.to_string();
        let selection = match text.split_once(':') {
            Some(("thumbprint", hex)) => {
                Selection::Thumbprint(hex.parse().map_err(|it| said(&it))?)
            }
            Some(("sha256", hex)) => Selection::Fingerprint(hex.parse().map_err(|it| said(&it))?),
            Some(("name", name)) if !name.is_empty() => Selection::FriendlyName(name.into()),
            Some(("host", host)) => Selection::Host(host.parse().map_err(|it| said(&it))?),
            _ => {
                return Err(
                    "one of thumbprint:SHA1HEX, sha256:HEX, name:TEXT, host:HOST is expected"
                        .into(),
                );
            }
        };
        Ok(Self(selection))
    }
}

impl KeyArgs {
    pub(crate) fn identity(&self, path: &Path) -> Result<Identity, Failure> {
        let bytes = File::open(path).and_then(|file| read_at_most(MAX_SIZE, file));
        let bytes = bytes.map_err(|error| Failure::about(path.display(), error))?;
        let (identity, needed_password) = self.identity_in(&bytes, path)?;
        if self.has_password() && !needed_password {
            note(format_args!("note: {} needed no password", path.display()));
        }
        Ok(identity)
    }

    /// Whether a password was given.
    pub(crate) fn has_password(&self) -> bool {
        self.password_file.is_some() || self.password_env.is_some()
    }

    /// An option that makes sense for one file only, if it was given.
    pub(crate) fn of_one_file(&self) -> Option<&'static str> {
        match (&self.key, &self.select) {
            (Some(_), _) => Some("--key"),
            (None, Some(_)) => Some("--select"),
            (None, None) => None,
        }
    }

    /// The identity in these bytes, and whether it took a password to read it.
    pub(crate) fn identity_in(
        &self,
        bytes: &[u8],
        path: &Path,
    ) -> Result<(Identity, bool), Failure> {
        let password = self.find_password()?.unwrap_or_default();
        let identity = match &self.select {
            Some(SelectionSpec(selection)) => Identity::select(bytes, &password, selection),
            None => Identity::from_bytes(bytes, &password),
        };
        let identity = identity.map_err(|error| failure(path, &error))?;
        let mut is_needed = takes_password(&identity);
        let identity = match &self.key {
            Some(key) => {
                let identity = identity.with_private_key(&read(key)?, &password);
                identity.map_err(|error| failure(key, &error))?
            }
            None => identity,
        };
        is_needed |= takes_password(&identity);
        Ok((identity, is_needed))
    }

    /// One that cannot be had is a mistake even where none is needed.
    fn find_password(&self) -> Result<Option<Password>, Failure> {
        match (&self.password_file, &self.password_env) {
            (Some(path), _) => Ok(Some(secret::first_line(path)?.into())),
            (None, Some(name)) => Ok(Some(secret::variable(name)?.into())),
            (None, None) => Ok(None),
        }
    }
}

fn takes_password(identity: &Identity) -> bool {
    match identity.provenance() {
        Provenance::Pem { key_encryption } | Provenance::Der { key_encryption, .. } => {
            key_encryption.is_some()
        }
        Provenance::Pfx(_) => true,
        _ => false,
    }
}

/// Names the options, which the library does not know.
fn failure(path: &Path, error: &Error) -> Failure {
    let remedy = match (error, error.container()) {
        (_, Some(ContainerError::PasswordMissing)) => "; use --password-file or --password-env",
        (Error::Ambiguous { .. }, _) => "; use --select",
        _ => "",
    };
    Failure::about(path.display(), format_args!("{error}{remedy}"))
}
