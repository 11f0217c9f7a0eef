//! `--trust SPEC` and `--crl FILE`: whom a client trusts, and which certificates were revoked.

use std::path::PathBuf;

use vb365_tls::Error;
use vb365_tls::revocation::Crls;
use vb365_tls::trust::{RelyingParty, ServerTrust, TrustSpec};

use crate::outcome::{Failure, read};

#[derive(clap::Args)]
pub(crate) struct TrustArgs {
    /// Whom the clients trust: pin:FILE (the certificate or the hashes in it), sha256:HEX (that certificate or key),
    /// spki:HEX or sha256//BASE64 (that key), ca:FILE (what these CAs issued), public (the roots of the web) or system
    /// (those of this machine). May be repeated: several pins add up, and so do CAs
    #[arg(long, value_name = "SPEC")]
    pub(crate) trust: Vec<TrustSpec>,

    /// CRLs to look certificates up in, PEM or DER, any number in one file; may be repeated. A certificate of a path
    /// that none of them covers is refused then, the CAs among them
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
        let trust = spec.server_trust(|file| std::fs::read(file));
        let trust = trust.map_err(|error| match error {
            Error::TrustSpec {
                item,
                source: reason,
            } => Failure::about(format_args!("--trust {item}"), reason),
            error => Failure::about("--trust", error),
        })?;
        Ok(Some(match self.lists()? {
            Some(lists) => trust.with_crls(lists),
            None => trust,
        }))
    }

    /// Whose verdict is asked for: without --trust this one, looking certificates up in the CRLs all the same.
    pub(crate) fn relying_party(&self, otherwise: RelyingParty) -> Result<RelyingParty, Failure> {
        if let Some(trust) = self.server_trust()? {
            return Ok(trust.into());
        }
        Ok(match self.lists()? {
            Some(lists) => otherwise.with_crls(lists),
            None => otherwise,
        })
    }

    fn lists(&self) -> Result<Option<Crls>, Failure> {
        if self.crl.is_empty() {
            return Ok(None);
        }
        let mut all = Vec::new();
        for path in &self.crl {
            let bytes = read(path)?;
            // Each alone first, so that a failure says which file it is about.
            Crls::from_bytes([&bytes])
                .map_err(|error| Failure::about(format_args!("--crl {}", path.display()), error))?;
            all.push(bytes);
        }
        let lists = Crls::from_bytes(all);
        lists
            .map(Some)
            .map_err(|error| Failure::about("--crl", error))
    }
}
