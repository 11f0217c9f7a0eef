//! From an identity to what other programs read.

#[cfg(feature = "pfx")]
use rustls::crypto::CryptoProvider;
use rustls_pki_types::alg_id;
use zeroize::Zeroizing;

#[cfg(feature = "pfx")]
use super::entry::Attributes;
#[cfg(feature = "pfx")]
use super::pkcs12::{self, PfxToWrite};
use super::private_key::{Encoding, PrivateKey};
use super::{Identity, Key};
#[cfg(feature = "pfx")]
use super::{Password, PfxOptions, PfxProfile};
use crate::asn1::tag::{OCTET_STRING, SEQUENCE};
use crate::asn1::{Cursor, element_of};
use crate::certificate::pem;
use crate::error::{Error, PrivateKeyError};

impl Identity {
    /// End entity and intermediates in PEM, in the order in which TLS sends them; what nginx, HAProxy and curl take.
    pub fn to_pem_chain(&self) -> String {
        let path = self.chain.path().iter();
        path.map(|certificate| certificate.to_pem()).collect()
    }

    /// The unencrypted private key, as PKCS#8 in PEM; whoever reads it, is this identity.
    ///
    /// The text is wiped when dropped; what it is written to, is not.
    ///
    /// # Errors
    ///
    /// [`Error::PrivateKey`] if there is none, or its keeper does not give it away.
    pub fn dangerous_private_key_pem(&self) -> Result<Zeroizing<String>, Error> {
        Ok(pem::block("PRIVATE KEY", &self.pkcs8()?))
    }

    /// The private key encrypted with a password, as PKCS#8 in PEM; whoever guesses the password, is this identity.
    ///
    /// It is encrypted as in a PFX file of the profile [`PfxProfile::MODERN`], as OpenSSL, GnuTLS and Python read it.
    /// The text is wiped when dropped; what it is written to, is not.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// use vb365_tls::identity::{Identity, Password};
    ///
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let identity = Forge::tls("vb365.example.com").identity(&provider);
    /// let password = Password::from("correct horse");
    /// let key = identity.dangerous_encrypted_private_key_pem(&password, &provider)?;
    /// assert!(key.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    ///
    /// let pem = identity.to_pem_chain() + &key;
    /// assert!(Identity::from_pem(pem.as_bytes(), &password)?.has_private_key());
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * [`Error::PrivateKey`] if there is none, its keeper does not give it away, or there is no password to encrypt it
    ///   with.
    /// * [`Error::Container`] for a password with the character U+0000.
    /// * [`Error::Tls`] if the provider has no random octets.
    #[cfg(feature = "pfx")]
    pub fn dangerous_encrypted_private_key_pem(
        &self,
        password: &Password,
        provider: &CryptoProvider,
    ) -> Result<Zeroizing<String>, Error> {
        let key = self.pkcs8()?;
        if password.as_str().is_none() {
            return Err(failure(PrivateKeyError::PasswordAbsent));
        }
        let encryption = PfxProfile::MODERN.encryption();
        let key = pkcs12::write_key(&key, password, encryption, provider.secure_random)?;
        Ok(pem::block("ENCRYPTED PRIVATE KEY", &key))
    }

    /// Certificates and private key as a PKCS#12 (PFX) file, protected as the profile says; whoever guesses the
    /// password, is this identity.
    ///
    /// With the end entity go the intermediates, and the trust anchor if the identity has it; certificates on no path
    /// from it are left out. The names and marks for Windows that the identity was read with are kept, and can be
    /// replaced or left out by [`PfxOptions`]. Two files of the same identity differ, because salts and initialisation
    /// vectors come from the provider each time.
    ///
    /// [`Password::none`] writes a file that no password protects: it opens with none, and most programs take the empty
    /// one as well. The bytes are wiped when dropped; what they are written to, is not.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// use vb365_tls::identity::{Identity, Password, PfxOptions, PfxProfile};
    ///
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let identity = Forge::tls("vb365.example.com").identity(&provider);
    /// let password = Password::from("correct horse");
    /// let options = PfxOptions::of(PfxProfile::WINDOWS_2016).friendly_name("VB365");
    /// let pfx = identity.dangerous_to_pfx(&password, options, &provider)?;
    ///
    /// let again = Identity::from_pfx(&pfx, &password)?;
    /// assert_eq!(again.end_entity(), identity.end_entity());
    /// println!("{}", again.provenance());
    /// # Ok::<(), vb365_tls::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// * [`Error::PrivateKey`] if there is no private key, or its keeper does not give it away.
    /// * [`Error::Container`] for a password with the character U+0000, and for a file that would be too large to be
    ///   read.
    /// * [`Error::Tls`] if the provider has no random octets.
    #[cfg(feature = "pfx")]
    pub fn dangerous_to_pfx(
        &self,
        password: &Password,
        options: impl Into<PfxOptions>,
        provider: &CryptoProvider,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let options = options.into();
        let (end_entity, key) = options.attributes(&self.provenance);
        let above = (!options.is_end_entity_only).then(|| {
            let intermediates = self.chain.intermediates().iter();
            intermediates.chain(self.chain.trust_anchor())
        });
        let above = above.into_iter().flatten();
        let certificates = std::iter::once((self.end_entity(), end_entity))
            .chain(above.map(|certificate| (certificate, Attributes::default())));
        let pfx = PfxToWrite {
            key: self.pkcs8()?,
            origin: key,
            key_spec: options.replaced_key_spec(),
            certificates: certificates
                .map(|(certificate, attributes)| (&**certificate.der(), attributes))
                .collect(),
            encryption: options.profile.encryption(),
            mac: options.profile.mac(),
        };
        let file = pkcs12::write_pfx(&pfx, password, provider.secure_random)?;
        Ok(Zeroizing::new(file))
    }

    /// The private key in the encoding that everything else is put around.
    fn pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.key {
            Some(Key::Encoded(key)) => to_pkcs8(key),
            Some(Key::Elsewhere(_)) => Err(failure(PrivateKeyError::HeldElsewhere)),
            None => Err(failure(PrivateKeyError::Absent)),
        }
    }
}

fn failure(source: PrivateKeyError) -> Error {
    Error::PrivateKey {
        place: None,
        source,
    }
}

/// PrivateKeyInfo, RFC 5208 section 5, put around the older encodings.
fn to_pkcs8(key: &PrivateKey) -> Result<Zeroizing<Vec<u8>>, Error> {
    const VERSION: &[u8] = &[0x02, 0x01, 0x00];
    let der = key.secret_der();
    let algorithm = match key.encoding() {
        Encoding::Pkcs8 => return Ok(Zeroizing::new(der.to_vec())),
        Encoding::Pkcs1 => alg_id::RSA_ENCRYPTION.to_vec(),
        Encoding::Sec1 => match curve(der) {
            Some(curve) => [EC_PUBLIC_KEY, curve].concat(),
            None => return Err(failure(PrivateKeyError::CurveAbsent)),
        },
    };
    let algorithm = element_of(SEQUENCE, &[&algorithm]);
    let key = Zeroizing::new(element_of(OCTET_STRING, &[der]));
    Ok(Zeroizing::new(element_of(
        SEQUENCE,
        &[VERSION, &algorithm, &key],
    )))
}

/// The object identifier of RFC 5480 section 2.1.1, encoded.
const EC_PUBLIC_KEY: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";

/// The parameters of ECPrivateKey, RFC 5915 section 3.
fn curve(der: &[u8]) -> Option<&[u8]> {
    const WHAT: &str = "the EC key";
    let outer = Cursor::new(der, 0).next(WHAT).ok()?;
    let mut fields = outer.children();
    while !fields.is_at_end() {
        let field = fields.next(WHAT).ok()?;
        if field.tag().is_context_specific() && field.tag().number().value() == 0 {
            return Some(field.contents);
        }
    }
    None
}
