use std::collections::HashMap;

use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use super::entry::{Attributes, KeyEntry, Origin};
use super::pem::{self, Block, BlockKind};
use super::pkcs7::Pkcs7;
#[cfg(feature = "pfx")]
use super::pkcs12::{self, Budget};
use super::{Ignored, MAX_CERTIFICATES, MAX_SIZE, Password};
use crate::asn1::Cursor;
use crate::certificate::{Certificate, Malformed};
use crate::error::{Error, InputKind, PemError, Unrecognized};
use crate::input::{Content, Format, Wrapping, is_padding};
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
    /// The work of all its encrypted keys together.
    #[cfg(feature = "pfx")]
    budget: Budget,
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
            #[cfg(feature = "pfx")]
            budget: Budget::new(),
        }
    }

    /// Tells the format from the content.
    pub(super) fn from_bytes(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        Self::read(bytes, |content| match content.format() {
            Format::Der(InputKind::Pkcs12) => Self::open_pfx(content.bytes(), password),
            Format::Der(InputKind::EncryptedPrivateKey) => {
                let mut bundle = Self::of(Provenance::Der {
                    key_encryption: None,
                });
                let place = "the encrypted private key";
                let (der, origin) = bundle.open_key(content.bytes(), place, password)?;
                bundle.add_key("DER", der, origin)?;
                Ok(bundle)
            }
            Format::Der(kind) => Self::der(content.bytes(), *kind),
            Format::Pem => Self::pem(content, password),
            Format::Other(other) => Err(Unrecognized::from(other.clone()).into()),
        })
    }

    pub(super) fn from_pfx(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        Self::read(bytes, |content| match content.format() {
            Format::Der(_) => Self::open_pfx(content.bytes(), password),
            Format::Pem => Err(Unrecognized::Pem.into()),
            Format::Other(other) => Err(Unrecognized::from(other.clone()).into()),
        })
    }

    pub(super) fn from_pem(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        Self::read(bytes, |content| match content.format() {
            Format::Der(kind) if kind.named().is_some() => Err(Unrecognized::NotPem(*kind).into()),
            Format::Der(kind) => Err(Unrecognized::Unexpected(*kind).into()),
            Format::Pem => Self::pem(content, password),
            Format::Other(other) => Err(Unrecognized::from(other.clone()).into()),
        })
    }

    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(bytes, |content| match content.format() {
            Format::Der(kind) => Self::der(content.bytes(), *kind),
            Format::Pem => Err(Unrecognized::Pem.into()),
            Format::Other(other) => Err(Unrecognized::from(other.clone()).into()),
        })
    }

    /// Reads what is left once the wrappings are taken off, and lists them.
    fn read(
        bytes: &[u8],
        read: impl FnOnce(&Content<'_>) -> Result<Self, Error>,
    ) -> Result<Self, Error> {
        check_size(bytes.len())?;
        let content = Content::of(bytes);
        let mut bundle = read(&content).map_err(|error| located(&content, error))?;
        let wrappings = content.wrappings().iter();
        let wrappings = wrappings.map(|it| Ignored::new(it.to_string(), None, it.reason()));
        bundle.ignored.splice(..0, wrappings);
        Ok(bundle)
    }

    /// Opens a PKCS#12 file, on a budget of its own.
    #[cfg(feature = "pfx")]
    fn open_pfx(bytes: &[u8], password: &Password) -> Result<Self, Error> {
        let contents = pkcs12::open_pfx(bytes, password, &mut Budget::new())?;
        let mut bundle = Self::of(Provenance::Pfx(contents.provenance));
        bundle.ignored = contents.ignored;
        for (der, attributes) in contents.certificates {
            bundle.add_certificate_with(der, None, attributes)?;
        }
        for (index, (der, origin)) in contents.keys.into_iter().enumerate() {
            bundle.add_key(format!("key {}", index + 1), der, origin)?;
        }
        Ok(bundle)
    }

    #[cfg(not(feature = "pfx"))]
    fn open_pfx(_: &[u8], _: &Password) -> Result<Self, Error> {
        Err(Unrecognized::PfxWithoutFeature.into())
    }

    /// Decrypts EncryptedPrivateKeyInfo, RFC 5958 section 3.
    #[cfg(feature = "pfx")]
    fn open_key(
        &mut self,
        der: &[u8],
        place: &str,
        password: &Password,
    ) -> Result<(Zeroizing<Vec<u8>>, Origin), Error> {
        match pkcs12::open_key(der, password, &mut self.budget) {
            Ok((der, encryption)) => Ok((der, encryption.into())),
            Err(source) => Err(Error::EncryptedKey {
                place: place.to_owned(),
                source: Box::new(source),
            }),
        }
    }

    #[cfg(not(feature = "pfx"))]
    fn open_key(
        &mut self,
        _: &[u8],
        place: &str,
        _: &Password,
    ) -> Result<(Zeroizing<Vec<u8>>, Origin), Error> {
        let place = place.to_owned();
        Err(Unrecognized::EncryptedWithoutFeature { place }.into())
    }

    fn pem(text: &Content<'_>, password: &Password) -> Result<Self, Error> {
        let found = pem::blocks(text)?;
        match (&*found.blocks, &*found.inside_lines) {
            ([], [offset, ..]) => {
                let offset = *offset;
                return Err(Unrecognized::BeginInsideLine { offset }.into());
            }
            ([], []) => return Err(Unrecognized::Unexpected(InputKind::Other).into()),
            ([block], _) if matches!(BlockKind::of(&block.label), BlockKind::Pkcs12) => {
                return Self::open_pfx(&block.decode()?, password);
            }
            _ => {}
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
            bundle.add_block(block, password)?;
        }
        bundle.ignored.sort_by_key(Ignored::offset);
        Ok(bundle)
    }

    fn der(bytes: &[u8], kind: InputKind) -> Result<Self, Error> {
        let mut bundle = Self::of(match kind {
            InputKind::Pkcs7 => Provenance::Pkcs7,
            _ => Provenance::Der {
                key_encryption: None,
            },
        });
        match kind {
            InputKind::Certificate => bundle.add_certificate(bytes.to_vec(), None)?,
            InputKind::PrivateKey => {
                bundle.add_key("DER", bytes.to_vec().into(), Origin::default())?
            }
            InputKind::Pkcs7 => {
                bundle.add_pkcs7(bytes, None, |error| Unrecognized::Pkcs7(error).into())?;
            }
            kind => return Err(Unrecognized::Unexpected(kind).into()),
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
        let unrecognized = match &*self.keys {
            [key, ..] => Unrecognized::PrivateKeyOnly {
                key: key.to_string(),
            },
            [] => Unrecognized::NoCertificate {
                ignored: first_of(&self.ignored),
            },
        };
        unrecognized.into()
    }

    /// Why there is no key among what there is.
    pub(super) fn without_key(&self) -> Error {
        let unrecognized = match &*self.certificates {
            [_, ..] => Unrecognized::CertificateOnly,
            [] => Unrecognized::NoPrivateKey {
                ignored: first_of(&self.ignored),
            },
        };
        unrecognized.into()
    }

    fn add_block(&mut self, block: &Block<'_>, password: &Password) -> Result<(), Error> {
        match BlockKind::of(&block.label) {
            // One iteration of MD5 turns the password into the key.
            BlockKind::PrivateKey if block.is_encrypted() => {
                Err(block.error(PemError::TraditionalEncryption))
            }
            BlockKind::ForeignPrivateKey(error) => Err(block.error(error)),
            BlockKind::Certificate => {
                let mut der = block.decode()?;
                match InputKind::of(&der) {
                    InputKind::Certificate | InputKind::Indefinite | InputKind::Other => {}
                    kind => {
                        let label = block.label.clone();
                        return Err(block.error(PemError::Mislabelled { kind, label }));
                    }
                }
                let der = std::mem::take(&mut *der);
                self.add_certificate(der, Some(block))
            }
            BlockKind::TrustedCertificate => {
                let mut der = std::mem::take(&mut *block.decode()?);
                let first = Cursor::new(&der, 0).next("the certificate");
                let length = first.map_or(der.len(), |first| first.encoding.len());
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
            BlockKind::Pkcs7 => {
                let der = block.decode()?;
                self.add_pkcs7(&der, Some(block), |error| {
                    block.error(PemError::Pkcs7(error))
                })
            }
            BlockKind::PrivateKey => {
                let der = block.decode()?;
                let (der, origin) = match InputKind::of(&der) {
                    InputKind::EncryptedPrivateKey => {
                        self.open_key(&der, &block.place(), password)?
                    }
                    _ => (der, Origin::default()),
                };
                self.add_key(block.to_string(), der, origin)
            }
            BlockKind::Pkcs12 => Err(block.error(PemError::PfxAmongOthers)),
            BlockKind::Other(reason) => {
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
            let (limit, offset) = (MAX_CERTIFICATES, block.map(|block| block.offset));
            return Err(Unrecognized::TooManyCertificates { limit, offset }.into());
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
        bytes: &[u8],
        block: Option<&Block<'_>>,
        error: impl Fn(Malformed) -> Error,
    ) -> Result<(), Error> {
        let pkcs7 = Pkcs7::of(bytes).map_err(&error)?;
        let count = pkcs7.behind.len();
        if !pkcs7.behind.iter().all(is_padding) {
            let (kind, end) = (InputKind::Pkcs7, bytes.len() - count);
            return Err(Unrecognized::OctetsBehind { kind, end, count }.into());
        }
        let offset = block.map(|block| block.offset);
        if count > 0 {
            let behind = Wrapping::Behind(count);
            let ignored = Ignored::new(behind.to_string(), offset, behind.reason());
            self.ignored.push(ignored);
        }
        if pkcs7.is_ber {
            let ignored = Ignored::new("BER of PKCS#7", offset, "read as the DER it stands for");
            self.ignored.push(ignored);
        }
        for certificate in pkcs7.certificates().map_err(&error)? {
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

fn check_size(size: usize) -> Result<(), Error> {
    match size {
        0 => Err(Unrecognized::Empty.into()),
        1..=MAX_SIZE => Ok(()),
        _ => Err(Error::TooLarge {
            size,
            limit: MAX_SIZE,
        }),
    }
}

fn first_of(ignored: &[Ignored]) -> Option<String> {
    let more = match ignored.len() {
        0 | 1 => String::new(),
        count => format!("; {} more like this", count - 1),
    };
    Some(format!("{}{more}", ignored.first()?))
}

/// Where something was decoded, positions are not those of the input. What says why a container does not open has none.
fn located(content: &Content<'_>, error: Error) -> Error {
    match content.decoded() {
        Some(encoding) if error.container().is_none() => Error::Decoded {
            encoding: encoding.to_string(),
            source: Box::new(error),
        },
        _ => error,
    }
}
