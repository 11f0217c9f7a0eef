//! `--trust SPEC` and `--crl FILE`: whom a client believes, and which certificates were revoked.

use std::path::{Path, PathBuf};

use vb365_tls::revocation::RevocationLists;
use vb365_tls::trust::{ServerTrust, TrustSpec};

use crate::outcome::{Failure, read};

#[derive(clap::Args)]
pub(crate) struct TrustArgs {
    /// Whom the clients believe: pin:FILE (that certificate), spki:SHA256HEX or sha256//BASE64 (that key), ca:FILE (what
    /// these CAs issued), public (the roots of the web) or system (those of this machine); several pins, or several CAs,
    /// add up
    #[arg(long, value_name = "SPEC")]
    pub(crate) trust: Vec<TrustSpec>,

    /// CRLs to look certificates up in, PEM or DER, any number in one file
    #[arg(long, value_name = "FILE")]
    crl: Vec<PathBuf>,
}

impl TrustArgs {
    /// All that was given; `None` without --trust.
    pub(crate) fn server_trust(&self) -> Result<Option<ServerTrust>, Failure> {
        let specs = self.trust.iter().cloned();
        let Some(spec) = specs.reduce(TrustSpec::and) else {
            return Ok(None);
        };
        let trust = spec.server_trust(|file| read(Path::new(file)));
        let trust = trust.map_err(|error| Failure::about("--trust", error))?;
        Ok(Some(match self.lists()? {
            Some(lists) => trust.with_revocation_lists(lists),
            None => trust,
        }))
    }

    /// The CRLs, if any were given.
    pub(crate) fn lists(&self) -> Result<Option<RevocationLists>, Failure> {
        if self.crl.is_empty() {
            return Ok(None);
        }
        let files = self.crl.iter().map(|path| read(path));
        let files: Vec<_> = files.collect::<Result<_, _>>()?;
        let lists = RevocationLists::from_bytes(files);
        lists
            .map(Some)
            .map_err(|error| Failure::about("--crl", error))
    }
}
