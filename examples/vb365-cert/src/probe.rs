//! `--probe`: what a server presents, for a person to compare before it is trusted.

use std::error::Error;
use std::fmt::{self, Display};
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use rustls::ClientConnection;
use rustls_pki_types::ServerName;
use vb365_tls::certificate::rfc3339;
use vb365_tls::tls::probe::{KeyPossession, Presented, Probe, ProbeError};
use vb365_tls::{Certificate, Context, Report};

use crate::outcome::Failure;

#[derive(clap::Args)]
pub(crate) struct ProbeArgs {
    /// Shows what the server presents, with the report of the scenario, and sends no request; with --trust, that report
    /// is what a client which trusts so makes of it
    #[arg(long, conflicts_with = "client_identity")]
    pub(crate) probe: bool,

    /// With --probe, writes the certificate of the server to this new file, for --trust pin:FILE
    #[arg(long, value_name = "FILE", requires = "probe")]
    save: Option<PathBuf>,
}

/// Looks at the server at the other end of this socket.
pub(crate) fn look(
    server: ServerName<'static>,
    mut socket: impl Read + Write,
    context: &Context,
) -> Result<Presented, Box<dyn Error>> {
    let probe = Probe::new(context)?;
    let mut connection = ClientConnection::new(probe.config(), server)?;
    let ended = connection.complete_io(&mut socket);
    match (probe.finish(&connection), ended) {
        (Err(ProbeError::NothingPresented), Err(error)) => Err(error.into()),
        (found, _) => Ok(found?),
    }
}

impl ProbeArgs {
    /// Writes the certificate if that was asked for; a file that is there may be one somebody trusts.
    pub(crate) fn save(&self, certificate: &Certificate) -> Result<Option<&Path>, Failure> {
        let Some(path) = &self.save else {
            return Ok(None);
        };
        let pem = certificate.to_pem();
        File::create_new(path)
            .and_then(|mut file| file.write_all(pem.as_bytes()))
            .map_err(|error| Failure::about(path.display(), error))?;
        Ok(Some(path))
    }
}

/// Everything found, and how to go on.
pub(crate) struct View<'a> {
    pub(crate) found: &'a Presented,
    pub(crate) report: &'a Report,
    /// Whether the report is that of a client whose trust was given.
    pub(crate) is_trust_given: bool,
    pub(crate) saved: Option<&'a Path>,
}

impl Display for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_connection(f)?;
        let certificates = self.found.certificates();
        for (number, certificate) in (1..).zip(certificates) {
            writeln!(f, "\ncertificate {number} of {}", certificates.len())?;
            write_certificate(certificate, f)?;
        }
        writeln!(f, "\n{}\n", self.report)?;
        self.write_way_on(f)
    }
}

impl View<'_> {
    fn write_connection(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.found.protocol_version();
        let version = version.and_then(|it| it.as_str()).unwrap_or("-");
        let suite = self.found.negotiated_cipher_suite();
        let suite = suite.and_then(|it| it.as_str()).unwrap_or("-");
        writeln!(f, "{} {suite}", version.replace('_', "."))?;
        writeln!(f, "{}", self.found.key_possession())?;
        let Some(request) = self.found.client_certificate_request() else {
            return writeln!(f, "the server asks for no client certificate");
        };
        writeln!(f, "the server asks for a client certificate")?;
        for ca in request.certificate_authorities() {
            writeln!(f, "  of {ca}")?;
        }
        match request.unreadable_certificate_authorities() {
            0 => Ok(()),
            count => writeln!(f, "  of {count} names that cannot be read"),
        }
    }

    fn write_way_on(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.found.key_possession() {
            KeyPossession::Proven => {}
            KeyPossession::Unproven => {
                return writeln!(f, "Do not pin it: whoever answered may not be its owner.");
            }
            _ => return writeln!(f, "Do not pin it: no client verifies what its key signs."),
        }
        if self.is_trust_given && self.report.is_accepted() {
            return writeln!(f, "With this --trust, a client connects.");
        }
        f.write_str(if self.is_trust_given {
            "With this --trust, a client refuses it.\n"
        } else {
            "Nothing is trusted yet. "
        })?;
        writeln!(
            f,
            "Compare the SHA-256 or the thumbprint of certificate 1 with the one shown on the server\nitself; if they agree, \
             connect with:"
        )?;
        if let Some(path) = self.saved {
            writeln!(f, "  --trust pin:{}", path.display())?;
        }
        let key = self.found.end_entity().public_key().fingerprint();
        writeln!(f, "  --trust spki:{key}")
    }
}

fn write_certificate(certificate: &Certificate, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (validity, key) = (certificate.validity(), certificate.public_key());
    let [from, to] = [validity.not_before(), validity.not_after()].map(rfc3339);
    writeln!(f, "  subject     {}", certificate.subject())?;
    writeln!(f, "  issuer      {}", certificate.issuer())?;
    writeln!(f, "  valid       {from} to {to}")?;
    writeln!(f, "  SHA-256     {}", certificate.fingerprint())?;
    writeln!(f, "  thumbprint  {}", certificate.thumbprint())?;
    writeln!(f, "  key         {key}, spki:{}", key.fingerprint())
}
