//! A private key that stays on its PKCS#11 token: in both ends of a TLS connection, and under a client assertion.
//!
//! Mechanisms: PKCS #11 Cryptographic Token Interface Current Mechanisms Specification 2.40, sections 2.1.10 to 2.1.12.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs};

use clap::Parser;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::{AuthPin, Ulong};
use der::Encode;
use der::asn1::UintRef;
use rustls::sign::{Signer, SigningKey, public_key_to_spki};
use rustls::{
    ClientConfig, ClientConnection, ServerConfig, ServerConnection, SignatureAlgorithm,
    SignatureScheme,
};
use rustls_pki_types::{SubjectPublicKeyInfoDer, alg_id};
use vb365_tls::scenario::{ApplicationId, BackupProxy, Cloud, OrganizationManagement, TenantId};
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Context, Credential, Identity, Password};

/// The name the client asks for.
const HOST: &str = "vb365.example.com";

/// Signs with an RSA key on a PKCS#11 token: a client assertion, and both ends of a connection as to a backup proxy.
#[derive(Parser)]
#[command(after_help = "\
Exit code: 0  signed and connected
           1  the certificate does not fit, or the token does not sign
           2  wrong usage, a file that cannot be read, or a key that is not found")]
struct Args {
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

    /// The Microsoft Entra tenant the application signs in to
    #[arg(long, value_name = "ID")]
    tenant: TenantId,

    /// The Microsoft Entra application
    #[arg(long, value_name = "ID")]
    application: ApplicationId,

    /// The certificate of the key and, where there are any, its issuers
    certificate: PathBuf,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let identity = match identity(&args) {
        Ok(identity) => identity,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    match run(&args, identity) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The certificate with the key, which stays where it is.
fn identity(args: &Args) -> Result<Identity, Box<dyn Error>> {
    let pin = match (&args.pin_file, &args.pin_env) {
        (Some(file), _) => {
            let text = fs::read_to_string(file)?;
            text.lines().next().unwrap_or_default().to_owned()
        }
        (None, variable) => env::var(variable.as_deref().unwrap_or_default())?,
    };
    let file = fs::read(&args.certificate)?;
    let file = Identity::from_bytes(&file, &Password::none())?;
    let chain = file.chain();
    let certificates = [chain.end_entity()].into_iter();
    let certificates = certificates.chain(chain.intermediates()).cloned().collect();
    let key = TokenKey::open(&args.module, &args.token, pin, &args.key)?;
    Ok(Identity::from_signing_key(certificates, Arc::new(key))?)
}

fn run(args: &Args, identity: Identity) -> Result<(), Box<dyn Error>> {
    let context = Context::new(rustls::crypto::ring::default_provider());
    let (tenant, application) = (args.tenant.clone(), args.application.clone());
    let organization = OrganizationManagement::at(Cloud::Worldwide, tenant, application)?;
    let organization = Credential::accept(organization, identity.clone(), &context)?;
    let assertion = organization.confidential_client().assertion()?;
    println!("{}", assertion.as_str());

    let proxy = Credential::accept(BackupProxy::at(HOST)?, identity, &context)?;
    let client = proxy.client_config(&ServerTrust::pinned(proxy.end_entity()))?;
    println!("{}", connect(proxy.server_config()?, client)?);
    Ok(())
}

/// A TLS handshake in memory, and what the two ends agreed on.
fn connect(
    server: impl Into<Arc<ServerConfig>>,
    client: impl Into<Arc<ClientConfig>>,
) -> Result<String, Box<dyn Error>> {
    let mut server = ServerConnection::new(server.into())?;
    let mut client = ClientConnection::new(client.into(), HOST.try_into()?)?;
    while client.is_handshaking() || server.is_handshaking() {
        let (mut sent, mut answered) = (Vec::new(), Vec::new());
        while client.wants_write() {
            client.write_tls(&mut sent)?;
        }
        let mut unread = sent.as_slice();
        while !unread.is_empty() {
            server.read_tls(&mut unread)?;
            server.process_new_packets()?;
        }
        while server.wants_write() {
            server.write_tls(&mut answered)?;
        }
        let mut unread = answered.as_slice();
        while !unread.is_empty() {
            client.read_tls(&mut unread)?;
            client.process_new_packets()?;
        }
    }
    let version = client
        .protocol_version()
        .and_then(|version| version.as_str());
    let suite = client.negotiated_cipher_suite();
    let suite = suite.and_then(|suite| suite.suite().as_str());
    Ok(format!(
        "{} {}",
        version.unwrap_or("-").replace('_', "."),
        suite.unwrap_or("-")
    ))
}

/// In the order of preference.
const SCHEMES: &[SignatureScheme] = &[
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
];

/// A private key on a token, as rustls and this crate take it.
#[derive(Debug)]
pub(crate) struct TokenKey {
    token: Arc<Token>,
    public_key: SubjectPublicKeyInfoDer<'static>,
    mechanisms: Vec<MechanismType>,
}

#[derive(Debug)]
struct Token {
    /// A session serves one thread at a time.
    session: Mutex<Session>,
    key: ObjectHandle,
}

impl TokenKey {
    /// Loads the module of the token, logs in to the token of this label, and finds the one RSA private key of this
    /// label.
    pub(crate) fn open(
        module: &Path,
        token: &str,
        pin: String,
        label: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let pkcs11 = Pkcs11::new(module)?;
        pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
        let mut slots = pkcs11.get_slots_with_initialized_token()?.into_iter();
        let slot = slots
            .find(|slot| matches!(pkcs11.get_token_info(*slot), Ok(it) if it.label() == token))
            .ok_or_else(|| format!("there is no token `{token}`"))?;
        let session = pkcs11.open_ro_session(slot)?;
        session.login(UserType::User, Some(&AuthPin::from(pin)))?;

        let found = session.find_objects(&[
            Attribute::Class(ObjectClass::PRIVATE_KEY),
            Attribute::KeyType(KeyType::RSA),
            Attribute::Label(label.into()),
        ])?;
        let [key] = found.as_slice() else {
            let count = found.len();
            let reason =
                format!("{count} RSA private keys on `{token}` are labelled `{label}`, not one");
            return Err(reason.into());
        };
        Ok(Self {
            public_key: public_key(&session, *key)?,
            mechanisms: pkcs11.get_mechanism_list(slot)?,
            token: Arc::new(Token {
                key: *key,
                session: Mutex::new(session),
            }),
        })
    }
}

/// RFC 8017 appendix A.1.1.
#[derive(der::Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    public_exponent: UintRef<'a>,
}

fn public_key(
    session: &Session,
    key: ObjectHandle,
) -> Result<SubjectPublicKeyInfoDer<'static>, Box<dyn Error>> {
    let wanted = [AttributeType::Modulus, AttributeType::PublicExponent];
    let attributes = session.get_attributes(key, &wanted)?;
    let [
        Attribute::Modulus(modulus),
        Attribute::PublicExponent(exponent),
    ] = attributes.as_slice()
    else {
        return Err("the token does not tell the public half of the key".into());
    };
    let key = RsaPublicKey {
        modulus: UintRef::new(modulus)?,
        public_exponent: UintRef::new(exponent)?,
    };
    Ok(public_key_to_spki(&alg_id::RSA_ENCRYPTION, key.to_der()?))
}

impl SigningKey for TokenKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let mut schemes = SCHEMES.iter().filter(|scheme| offered.contains(scheme));
        schemes.find_map(|&scheme| {
            let mechanism = mechanism(scheme)?;
            let is_known = self.mechanisms.contains(&mechanism.mechanism_type());
            is_known.then(|| {
                let token = Arc::clone(&self.token);
                Box::new(TokenSigner { token, scheme }) as Box<dyn Signer>
            })
        })
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(self.public_key.clone())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::RSA
    }
}

#[derive(Debug)]
struct TokenSigner {
    token: Arc<Token>,
    scheme: SignatureScheme,
}

impl Signer for TokenSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let mechanism = mechanism(self.scheme)
            .ok_or_else(|| rustls::Error::General("the token has no such mechanism".into()))?;
        let session = self.token.session.lock();
        session
            .unwrap_or_else(PoisonError::into_inner)
            .sign(&mechanism, self.token.key, message)
            .map_err(|error| rustls::Error::General(format!("the token does not sign: {error}")))
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }
}

/// The salt is as long as the hash, as RFC 8446 section 4.2.3 and RFC 7518 section 3.5 want it.
fn mechanism(scheme: SignatureScheme) -> Option<Mechanism<'static>> {
    let pss = |hash_alg, mgf, salt: u8| PkcsPssParams {
        hash_alg,
        mgf,
        s_len: Ulong::new(salt.into()),
    };
    Some(match scheme {
        SignatureScheme::RSA_PSS_SHA256 => {
            Mechanism::Sha256RsaPkcsPss(pss(MechanismType::SHA256, PkcsMgfType::MGF1_SHA256, 32))
        }
        SignatureScheme::RSA_PSS_SHA384 => {
            Mechanism::Sha384RsaPkcsPss(pss(MechanismType::SHA384, PkcsMgfType::MGF1_SHA384, 48))
        }
        SignatureScheme::RSA_PSS_SHA512 => {
            Mechanism::Sha512RsaPkcsPss(pss(MechanismType::SHA512, PkcsMgfType::MGF1_SHA512, 64))
        }
        SignatureScheme::RSA_PKCS1_SHA256 => Mechanism::Sha256RsaPkcs,
        SignatureScheme::RSA_PKCS1_SHA384 => Mechanism::Sha384RsaPkcs,
        SignatureScheme::RSA_PKCS1_SHA512 => Mechanism::Sha512RsaPkcs,
        _ => return None,
    })
}
