//! Reading an identity, with its key and password where they are apart.

use std::path::{Path, PathBuf};

use vb365_tls::identity::Identity;

use crate::outcome::{Failure, read};

#[derive(clap::Args)]
pub(crate) struct KeyArgs {
    /// The private key, if it is in a file of its own (PEM or DER)
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// A file whose first line is the password
    #[arg(long, value_name = "FILE", conflicts_with = "password_env")]
    password_file: Option<PathBuf>,

    /// An environment variable that holds the password
    #[arg(long, value_name = "VAR")]
    password_env: Option<String>,
}

impl KeyArgs {
    pub(crate) fn identity(&self, path: &Path) -> Result<Identity, Failure> {
        let has_password = self.find_password()?;
        let identity = Identity::from_bytes(&read(path)?)
            .map_err(|error| Failure::about(path.display(), error))?;
        if has_password {
            eprintln!("note: {} needed no password", path.display());
        }
        match &self.key {
            Some(key) => identity
                .with_private_key(&read(key)?)
                .map_err(|error| Failure::about(key.display(), error)),
            None => Ok(identity),
        }
    }

    /// Whether a password was given; one that cannot be had is a mistake even where none is needed.
    fn find_password(&self) -> Result<bool, Failure> {
        if let Some(path) = &self.password_file {
            read(path)?;
        }
        match &self.password_env {
            Some(name) => std::env::var(name)
                .map(|_| true)
                .map_err(|_| Failure::about(name, "no such environment variable, or not UTF-8")),
            None => Ok(self.password_file.is_some()),
        }
    }
}
