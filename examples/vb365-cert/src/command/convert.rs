//! Writes an identity for another machine.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rustls::crypto::ring;
use vb365_tls::Certificate;
use vb365_tls::identity::{Identity, Password, PfxOptions, PfxProfile};
use vb365_tls::provenance::KeySpec;

use crate::identity::KeyArgs;
use crate::outcome::{self, Failure, Outcome, Verdict, note};
use crate::secret;

/// Writes certificate, chain and private key of a file as PFX or PEM, or the certificate alone as DER.
///
/// A file that is there stays as it is, unless --force says otherwise; what has a private key in it is for its owner
/// alone to read. What is left aside of the input is noted on stderr, a line each: `note: <what>: <why>`.
#[derive(clap::Args)]
#[command(after_help = "\
What --for stands for:
  modern        AES-256 and SHA-256: Windows Server 2019 and later, .NET, OpenSSL, Java
  windows-2016  3DES and SHA-1: Windows Server 2016, macOS; weak, delete the file after the import
  pbmac1        AES-256 and PBMAC1: OpenSSL from 3.4 on, and little else

Exit code: 0  written
           2  wrong usage, or a file that cannot be read or written")]
pub(crate) struct Args {
    /// The file to convert: PFX, PEM, DER or PKCS#7
    identity: PathBuf,

    /// What to write
    #[arg(long, value_enum)]
    to: Format,

    /// The machine that opens the PFX: windows-2016, modern or pbmac1 [default: modern]
    #[arg(long = "for", value_name = "PROFILE")]
    profile: Option<PfxProfile>,

    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Replaces a file that is there
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    protection: ProtectionArgs,

    /// Leaves out intermediates and root
    #[arg(long)]
    end_entity_only: bool,

    /// The friendly name in the PFX; by default the one of the input
    #[arg(long, value_name = "NAME")]
    friendly_name: Option<String>,

    /// The CSP or key storage provider the PFX names for Windows; by default the one of the input
    #[arg(long, value_name = "NAME")]
    key_provider: Option<String>,

    /// What CAPI may do with the key in the PFX; by default what the input says
    #[arg(long, value_enum)]
    key_spec: Option<Spec>,

    #[command(flatten)]
    key: KeyArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Pfx,
    Pem,
    Der,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Spec {
    /// Key exchange and signatures, AT_KEYEXCHANGE
    Exchange,
    /// Signatures only, AT_SIGNATURE
    Signature,
}

/// A password, or the word that there is none: a private key is not written unencrypted by mistake.
#[derive(clap::Args)]
#[group(multiple = false)]
struct ProtectionArgs {
    /// A file whose first line is the password of what is written, in UTF-8
    #[arg(long, value_name = "FILE")]
    out_password_file: Option<PathBuf>,

    /// An environment variable that holds the password of what is written
    #[arg(long, value_name = "VAR")]
    out_password_env: Option<String>,

    /// Writes a PFX with the empty password, or a private key that is not encrypted
    #[arg(long)]
    out_unprotected: bool,
}

impl ProtectionArgs {
    /// The password, `None` for none; a failure if nothing was said.
    fn password(&self) -> Result<Option<String>, Failure> {
        match (&self.out_password_file, &self.out_password_env) {
            (Some(path), _) => secret::first_line(path).map(Some),
            (None, Some(name)) => secret::variable(name).map(Some),
            (None, None) if self.out_unprotected => Ok(None),
            (None, None) => Err(Failure::about(
                "the private key",
                "use --out-password-file, --out-password-env or --out-unprotected",
            )),
        }
    }

    fn is_given(&self) -> bool {
        self.out_password_file.is_some() || self.out_password_env.is_some() || self.out_unprotected
    }
}

pub(crate) fn run(args: Args) -> Outcome {
    args.check_options()?;
    if !args.force && fs::symlink_metadata(&args.out).is_ok() {
        let reason = "it exists; use --force to replace it";
        return Err(Failure::about(args.out.display(), reason));
    }
    let identity = args.key.identity(&args.identity)?;
    for ignored in identity.ignored() {
        note(outcome::in_one_line(&format!("note: {ignored}")));
    }
    args.note_what_is_left_out(&identity);
    let (bytes, what) = match args.to {
        Format::Pfx => args.pfx(&identity)?,
        Format::Pem => args.pem(&identity)?,
        Format::Der => args.der(&identity),
    };
    let is_secret = args.to != Format::Der && identity.has_private_key();
    write(&args.out, &bytes, is_secret, args.force)?;
    let out = outcome::in_one_line(&args.out.display().to_string());
    outcome::print(format_args!("{out}: {what}\n"))?;
    Ok(Verdict::Yes)
}

/// What is written, and what a person calls it.
type Written = (Vec<u8>, String);

impl Args {
    /// Options that would be passed over in silence.
    fn check_options(&self) -> Result<(), Failure> {
        let of_pfx = [
            ("--for", self.profile.is_some()),
            ("--friendly-name", self.friendly_name.is_some()),
            ("--key-provider", self.key_provider.is_some()),
            ("--key-spec", self.key_spec.is_some()),
        ];
        let misplaced = of_pfx.iter().find(|(_, is_given)| *is_given);
        if let Some((option, _)) = misplaced.filter(|_| self.to != Format::Pfx) {
            return Err(Failure::about(option, "only for --to pfx"));
        }
        if self.to == Format::Der && self.protection.is_given() {
            let reason = "a certificate in DER has no private key with it to protect";
            return Err(Failure::about("--out-password-…", reason));
        }
        Ok(())
    }

    /// What the input has and the output has not, unless an option says so.
    fn note_what_is_left_out(&self, identity: &Identity) {
        if self.to == Format::Der {
            if identity.has_private_key() {
                note("note: DER holds one certificate; neither private key nor chain is written");
            }
            return;
        }
        let chain = identity.chain();
        let left_out = |certificate: &Certificate, why: &str| {
            let name = certificate.subject();
            note(outcome::in_one_line(&format!(
                "note: certificate `{name}` is not written: {why}"
            )));
        };
        for certificate in chain.unrelated() {
            left_out(certificate, "it is on no path from the end entity");
        }
        let root = chain.trust_anchor().filter(|_| self.to == Format::Pem);
        if let Some(root) = root.filter(|_| !self.end_entity_only) {
            left_out(root, "nobody sends a root, and who trusts it has it");
        }
    }

    fn pfx(&self, identity: &Identity) -> Result<Written, Failure> {
        let profile = self.profile.unwrap_or(PfxProfile::MODERN);
        let mut options = PfxOptions::of(profile);
        if self.end_entity_only {
            options = options.end_entity_only();
        }
        if let Some(name) = &self.friendly_name {
            options = options.friendly_name(name);
        }
        if let Some(name) = &self.key_provider {
            options = options.key_provider(name);
        }
        if let Some(spec) = self.key_spec {
            options = options.key_spec(match spec {
                Spec::Exchange => KeySpec::Exchange,
                Spec::Signature => KeySpec::Signature,
            });
        }
        // Windows asks for no password where there is the empty one.
        let password = Password::from(self.protection.password()?.unwrap_or_default());
        let pfx = identity.dangerous_to_pfx(&password, options, &ring::default_provider());
        let pfx = pfx.map_err(|error| Failure::about(self.identity.display(), error))?;
        let what = format!(
            "PFX with private key and {}, as {profile}",
            self.certificates(identity)
        );
        Ok((pfx.to_vec(), what))
    }

    fn pem(&self, identity: &Identity) -> Result<Written, Failure> {
        let mut pem = match self.end_entity_only {
            true => identity.end_entity().to_pem(),
            false => identity.to_pem_chain(),
        };
        let certificates = match self.end_entity_only {
            true => 1,
            false => 1 + identity.chain().intermediates().len(),
        };
        let certificates = count(certificates);
        if !identity.has_private_key() {
            return Ok((pem.into_bytes(), format!("PEM of {certificates}")));
        }
        let (key, kind) = match self.protection.password()? {
            Some(password) => {
                let password = Password::from(password);
                let provider = ring::default_provider();
                let key = identity.dangerous_encrypted_private_key_pem(&password, &provider);
                (key, "encrypted private key")
            }
            None => (
                identity.dangerous_private_key_pem(),
                "unencrypted private key",
            ),
        };
        pem += &key.map_err(|error| Failure::about(self.identity.display(), error))?;
        Ok((
            pem.into_bytes(),
            format!("PEM of {certificates} and {kind}"),
        ))
    }

    fn der(&self, identity: &Identity) -> Written {
        let der = identity.end_entity().der().to_vec();
        (der, "DER of the certificate".into())
    }

    fn certificates(&self, identity: &Identity) -> String {
        let chain = identity.chain();
        let above = chain.intermediates().len() + usize::from(chain.trust_anchor().is_some());
        count(if self.end_entity_only { 1 } else { 1 + above })
    }
}

fn count(certificates: usize) -> String {
    match certificates {
        1 => "1 certificate".into(),
        more => format!("{more} certificates"),
    }
}

/// Writes a new file, or in place of one that is there: whole, or not at all.
fn write(path: &Path, bytes: &[u8], is_secret: bool, replaces: bool) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    if is_secret {
        for_its_owner(&mut options);
    }
    // Who may read a file that is replaced says nothing of the new one.
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let place = if replaces { Path::new(&beside) } else { path };
    let failure = |error| Failure::about(place.display(), error);
    let file = options.open(place).map_err(failure)?;
    let written = fill(file, bytes).and_then(|()| match replaces {
        true => fs::rename(place, path),
        false => Ok(()),
    });
    if written.is_err() {
        let _ = fs::remove_file(place);
    }
    written.map_err(failure)
}

fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn for_its_owner(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;

    options.mode(0o600);
}

/// The folder says who reads what is in it.
#[cfg(not(unix))]
fn for_its_owner(_: &mut OpenOptions) {}
