use std::collections::HashMap;

use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use super::entry::{Attributes, KeyEntry, Origin, Unpacked};
use super::opener::{ENCRYPT_ANEW, Opener};
use super::pem::{self, Block};
use super::shape::Shape;
use super::text::Text;
use super::{Ignored, MAX_CERTIFICATES, MAX_SIZE, Password, base64, pkcs7};
use crate::asn1::Cursor;
use crate::certificate::Certificate;
use crate::error::Error;
use crate::provenance::Provenance;

/// What one input holds, in its order.
pub(super) struct Bundle {
    pub(super) certificates: Vec<Certificate>,
    pub(super) ignored: Vec<Ignored>,
    pub(super) provenance: Provenance,
    /// One for each certificate.
    pub(super) attributes: Vec<Attributes>,
    pub(super) keys: Vec<KeyEntry>,
    /// The number of each certificate in the input, and its place among those kept.
    places: HashMap<CertificateDer<'static>, (usize, usize)>,
    count: usize,
}

/// What a block is, by its label.
enum Content {
    Certificate,
    TrustedCertificate,
    Pkcs7,
    /// As GnuTLS writes it.
    Pkcs12,
    /// Encrypted or not: labels are mixed up.
    PrivateKey,
    /// A key in a format that no provider reads, and what to do.
    ForeignPrivateKey(&'static str),
    /// Why it is of no use here.
    Other(&'static str),
}

impl Content {
    fn of(label: &str) -> Self {
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" => Self::Certificate,
            "TRUSTED CERTIFICATE" => Self::TrustedCertificate,
            "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => Self::Pkcs7,
            "PKCS12" => Self::Pkcs12,
            "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
                Self::PrivateKey
            }
            "OPENSSH PRIVATE KEY" => Self::ForeignPrivateKey(
                "keys of OpenSSH are not read; convert it: ssh-keygen -p -m PKCS8 -f FILE",
            ),
            "DSA PRIVATE KEY" => Self::ForeignPrivateKey("DSA keys do not work in TLS"),
            _ if label.ends_with("PRIVATE KEY") => Self::ForeignPrivateKey(
                "keys of this kind are not read; convert it: openssl pkey -in FILE -out KEY.pem",
            ),
            "EC PARAMETERS" => Self::Other("the key names its curve itself"),
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
                Self::Other("a request, not the certificate an authority returns for it")
            }
            "X509 CRL" => Self::Other("a revocation list"),
            "PUBLIC KEY" | "RSA PUBLIC KEY" => {
                Self::Other("a public key; certificates carry their own")
            }
            _ => Self::Other("neither a certificate nor a private key"),
        }
    }
}

impl Bundle {
    fn of(provenance: Provenance) -> Self {
        Self {
            certificates: Vec::new(),
            ignored: Vec::new(),
            provenance,
            attributes: Vec::new(),
            keys: Vec::new(),
            places: HashMap::new(),
            count: 0,
        }
    }

    /// Tells the format from the content.
    pub(super) fn from_bytes(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        check_size(bytes.len())?;
        match bytes {
            // A text may begin with the digit zero, which is the tag of a SEQUENCE; its next byte is ASCII, which as
            // a length has to be the right one.
            [0x30, length, rest @ ..]
                if !length.is_ascii() || usize::from(*length) == rest.len() =>
            {
                let mut opener = Opener::new(password);
                match Shape::of(bytes) {
                    Shape::Pkcs12 => Self::from_unpacked(opener.pfx(bytes)?),
                    Shape::EncryptedPrivateKey => Self::from_encrypted_key(bytes, &mut opener),
                    _ => Self::from_der(bytes),
                }
            }
            _ => Self::from_pem(bytes, password),
        }
    }

    pub(super) fn from_pfx(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        check_size(bytes.len())?;
        Self::from_unpacked(Opener::new(password).pfx(bytes)?)
    }

    pub(super) fn from_pem(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        check_size(bytes.len())?;
        let text = Text::of(bytes);
        let found = pem::blocks(&text)?;
        match found.blocks.is_empty() {
            true => Err(not_pem(bytes, &text, &found.inside_lines)),
            false => Self::from_blocks(&found, &mut Opener::new(password)),
        }
    }

    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        check_size(bytes.len())?;
        let shape = Shape::of(bytes);
        let mut bundle = Self::of(match shape {
            Shape::Pkcs7 => Provenance::Pkcs7,
            _ => Provenance::Der {
                key_encryption: None,
            },
        });
        match shape {
            Shape::Certificate => bundle.add_certificate(bytes.to_vec(), None)?,
            Shape::PrivateKey => bundle.add_key("DER", bytes.to_vec().into(), Origin::default())?,
            Shape::Pkcs7 if !bytes.starts_with(&[0x30, 0x80]) => {
                bundle.add_pkcs7(bytes, None, |reason| Error::Unrecognized { reason })?;
            }
            shape => return Err(shape.refusal()),
        }
        Ok(bundle)
    }

    pub(super) fn from_parts(
        certificates: Vec<CertificateDer<'static>>,
        key: Option<PrivateKeyDer<'static>>,
    ) -> Result<Self, Error> {
        let key = key.map(Zeroizing::new);
        check_size(certificates.iter().map(|der| der.len()).sum())?;
        let mut bundle = Self::of(Provenance::Memory);
        for der in certificates {
            bundle.add_certificate(der, None)?;
        }
        if let Some(key) = key {
            let der = Zeroizing::new(key.secret_der().to_vec());
            bundle.add_key("the key", der, Origin::default())?;
        }
        Ok(bundle)
    }

    /// Why there is no certificate among what there is.
    pub(super) fn without_certificate(&self) -> Error {
        let reason = match (&*self.keys, &*self.ignored) {
            ([key, ..], _) => format!(
                "there is a private key ({key}), but no certificate; give the certificate too"
            ),
            ([], []) => String::from("there is no certificate"),
            ([], ignored) => format!("there is no certificate; {}", first_of(ignored)),
        };
        Error::Unrecognized { reason }
    }

    /// Why there is no key among what there is.
    pub(super) fn without_key(&self) -> Error {
        let reason = match (&*self.certificates, &*self.ignored) {
            ([_, ..], _) => String::from("there is no private key, only a certificate"),
            ([], []) => String::from("there is no private key"),
            ([], ignored) => format!("there is no private key; {}", first_of(ignored)),
        };
        Error::Unrecognized { reason }
    }

    fn from_encrypted_key(bytes: &[u8], opener: &mut Opener<'_>) -> Result<Self, Error> {
        let (der, encryption) = opener.key(bytes, "the encrypted private key")?;
        let mut bundle = Self::of(Provenance::Der {
            key_encryption: None,
        });
        bundle.add_key("DER", der, encryption.into())?;
        Ok(bundle)
    }

    fn from_unpacked(unpacked: Unpacked) -> Result<Self, Error> {
        let mut bundle = Self::of(unpacked.provenance);
        for (what, reason) in unpacked.ignored {
            bundle.ignored.push(Ignored::new(what, None, reason));
        }
        for (der, attributes) in unpacked.certificates {
            bundle.add_certificate_with(der, None, attributes)?;
        }
        for (index, (der, origin)) in unpacked.keys.into_iter().enumerate() {
            bundle.add_key(format!("key {}", index + 1), der, origin)?;
        }
        Ok(bundle)
    }

    fn from_blocks(found: &pem::Blocks<'_>, opener: &mut Opener<'_>) -> Result<Self, Error> {
        if let [block] = &*found.blocks
            && matches!(Content::of(&block.label), Content::Pkcs12)
        {
            return Self::from_unpacked(opener.pfx(&block.decode()?)?);
        }
        let mut bundle = Self::of(Provenance::Pem {
            key_encryption: None,
        });
        for &offset in &found.inside_lines {
            let reason = "it stands inside a line of other text";
            let ignored = Ignored::new("`-----BEGIN`", Some(offset), reason);
            bundle.ignored.push(ignored);
        }
        for block in &found.blocks {
            bundle.add_block(block, opener)?;
        }
        bundle.ignored.sort_by_key(Ignored::offset);
        Ok(bundle)
    }

    fn add_block(&mut self, block: &Block<'_>, opener: &mut Opener<'_>) -> Result<(), Error> {
        match Content::of(&block.label) {
            // One round of MD5 turns the password into the key.
            Content::PrivateKey if block.is_encrypted() => Err(block.error(format!(
                "it is encrypted in OpenSSL's traditional format, which protects next to nothing and is not read; convert \
                 it: {ENCRYPT_ANEW}"
            ))),
            Content::ForeignPrivateKey(reason) => Err(block.error(reason)),
            Content::Certificate => {
                let mut der = block.decode()?;
                match Shape::of(&der) {
                    Shape::Certificate | Shape::Indefinite | Shape::Other => {}
                    shape => return Err(mislabelled(block, shape)),
                }
                let der = std::mem::take(&mut *der);
                self.add_certificate(der, Some(block))
            }
            Content::TrustedCertificate => {
                let mut der = std::mem::take(&mut *block.decode()?);
                let length = length_of_first(&der);
                if length < der.len() {
                    let reason = format!(
                        "{} bytes after the certificate, OpenSSL's own settings of trust",
                        der.len() - length
                    );
                    self.ignore(block, reason);
                    der.truncate(length);
                }
                self.add_certificate(der, Some(block))
            }
            Content::Pkcs7 => {
                let der = block.decode()?;
                self.add_pkcs7(&der, Some(block), |reason| block.error(reason))
            }
            Content::PrivateKey => {
                let der = block.decode()?;
                let (der, origin) = match Shape::of(&der) {
                    Shape::EncryptedPrivateKey => {
                        let (der, encryption) = opener.key(&der, &block.place())?;
                        (der, encryption.into())
                    }
                    _ => (der, Origin::default()),
                };
                self.add_key(block.to_string(), der, origin)
            }
            Content::Pkcs12 => {
                Err(block.error("PKCS#12 (PFX) is read only if nothing else is in the input"))
            }
            Content::Other(reason) => {
                self.ignore(block, reason);
                Ok(())
            }
        }
    }

    fn ignore(&mut self, block: &Block<'_>, reason: impl Into<String>) {
        let what = format!("`{}`", block.label);
        let ignored = Ignored::new(what, Some(block.offset), reason);
        self.ignored.push(ignored);
    }

    fn add_certificate(
        &mut self,
        der: impl Into<CertificateDer<'static>>,
        block: Option<&Block<'_>>,
    ) -> Result<(), Error> {
        self.add_certificate_with(der, block, Attributes::default())
    }

    fn add_certificate_with(
        &mut self,
        der: impl Into<CertificateDer<'static>>,
        block: Option<&Block<'_>>,
        attributes: Attributes,
    ) -> Result<(), Error> {
        let der = der.into();
        self.count += 1;
        let number = self.count;
        if number > MAX_CERTIFICATES {
            let place =
                block.map_or_else(String::new, |block| format!(" at byte {}", block.offset));
            let reason = format!(
                "more than the {MAX_CERTIFICATES} certificates that are read, and there are more{place}; \
                 keep the certificate and its issuers"
            );
            return Err(Error::Unrecognized { reason });
        }
        if let Some((first, index)) = self.places.get(&der) {
            let kept = &mut self.attributes[*index];
            kept.friendly_name = kept.friendly_name.take().or(attributes.friendly_name);
            kept.local_key_id = kept.local_key_id.take().or(attributes.local_key_id);
            let what = format!("certificate {number}");
            let offset = block.map(|block| block.offset);
            let reason = format!("the same as certificate {first}");
            let ignored = Ignored::new(what, offset, reason);
            self.ignored.push(ignored);
            return Ok(());
        }
        // The copy is the one that is kept: it has no room left over.
        let certificate = Certificate::from_der(der.clone())
            .map_err(|source| Error::Certificate { number, source })?;
        let place = (number, self.certificates.len());
        self.places.insert(der, place);
        self.certificates.push(certificate);
        self.attributes.push(attributes);
        Ok(())
    }

    fn add_pkcs7(
        &mut self,
        der: &[u8],
        block: Option<&Block<'_>>,
        error: impl Fn(String) -> Error,
    ) -> Result<(), Error> {
        let certificates = pkcs7::certificates(der).map_err(|malformed| {
            let (offset, reason) = (malformed.offset(), malformed.reason());
            error(format!(
                "malformed PKCS#7 at byte {offset}: {}: {reason}",
                malformed.what()
            ))
        })?;
        for certificate in certificates {
            self.add_certificate(certificate.to_vec(), block)?;
        }
        Ok(())
    }

    fn add_key(
        &mut self,
        place: impl Into<String>,
        der: Zeroizing<Vec<u8>>,
        origin: Origin,
    ) -> Result<(), Error> {
        let entry = KeyEntry::read(place.into(), der, origin)?;
        if let Some(first) = self.keys.iter().find(|it| it.key.is_same_key(&entry.key)) {
            let reason = format!("the same as {first}");
            let ignored = Ignored::new(format!("private key ({entry})"), None, reason);
            self.ignored.push(ignored);
        } else {
            self.keys.push(entry);
        }
        Ok(())
    }
}

/// Whoever puts lines around Base64 has to guess what is in it.
fn mislabelled(block: &Block<'_>, shape: Shape) -> Error {
    let (what, label) = shape.named().unwrap_or(("something else", "PKCS12"));
    block.error(format!(
        "it holds {what}, not a certificate; write `{label}` in place of `{}` in its first and last line",
        block.label
    ))
}

fn check_size(size: usize) -> Result<(), Error> {
    match size {
        0 => Err(Error::Unrecognized {
            reason: String::from("the input is empty"),
        }),
        1..=MAX_SIZE => Ok(()),
        _ => Err(Error::TooLarge {
            size,
            limit: MAX_SIZE,
        }),
    }
}

fn first_of(ignored: &[Ignored]) -> String {
    let more = match ignored.len() {
        0 | 1 => String::new(),
        count => format!("; {} more like this", count - 1),
    };
    let first = ignored.first().map(Ignored::to_string);
    format!("{}{more}", first.unwrap_or_default())
}

/// Names what is there instead of PEM, where it is a thing people have.
fn not_pem(bytes: &[u8], text: &Text<'_>, inside_lines: &[usize]) -> Error {
    let reason = match (inside_lines, bytes) {
        ([first, ..], _) => format!(
            "there is no PEM block, only `-----BEGIN` inside a line, at byte {first}; it has to begin a line"
        ),
        (_, [0xfe, 0xed, 0xfe, 0xed, ..]) => String::from(
            "this is a Java key store; export it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.pfx \
                -deststoretype pkcs12",
        ),
        _ => match of_base64(text.bytes()) {
            Some(reason) => reason,
            None => return Shape::of(bytes).refusal(),
        },
    };
    Error::Unrecognized { reason }
}

/// What Base64 without lines around it is, by what it decodes to.
fn of_base64(text: &[u8]) -> Option<String> {
    let decoded = base64::decode_start(text);
    if decoded.starts_with(b"-----BEGIN ") {
        return Some(String::from(
            "this is Base64 of a PEM file; decode it first: base64 -d FILE > FILE.pem",
        ));
    }
    let (what, label) = Shape::of(&decoded).named()?;
    let decode = match label {
        "PKCS12" => "decode it first (base64 -d FILE > FILE.pfx), or ",
        _ => "",
    };
    Some(format!(
        "this looks like Base64 of {what} without the lines around it; {decode}put `-----BEGIN {label}-----` before and \
         `-----END {label}-----` after it"
    ))
}

fn length_of_first(der: &[u8]) -> usize {
    let first = Cursor::new(der, 0).next("the certificate");
    first.map_or(der.len(), |first| first.encoding.len())
}
