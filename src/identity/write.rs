//! From an identity to what other programs read.

use rustls_pki_types::alg_id;
use zeroize::Zeroizing;

use super::private_key::{Encoding, PrivateKey};
use super::{Identity, Key};
use crate::asn1::{Cursor, header_size, write_header};
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
        let reason = match &self.key {
            Some(Key::Encoded(key)) => return Ok(pem::block("PRIVATE KEY", &to_pkcs8(key)?)),
            Some(Key::Elsewhere(_)) => PrivateKeyError::HeldElsewhere,
            None => PrivateKeyError::Absent,
        };
        Err(failure(reason))
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
    const VERSION: [u8; 3] = [0x02, 0x01, 0x00];
    const SEQUENCE: u8 = 0x30;
    const OCTET_STRING: u8 = 0x04;
    let der = key.secret_der();
    let algorithm = match key.encoding() {
        Encoding::Pkcs8 => return Ok(Zeroizing::new(der.to_vec())),
        Encoding::Pkcs1 => alg_id::RSA_ENCRYPTION.to_vec(),
        Encoding::Sec1 => match curve(der) {
            Some(curve) => [EC_PUBLIC_KEY, curve].concat(),
            None => return Err(failure(PrivateKeyError::CurveAbsent)),
        },
    };
    // Room for all at once: a growing vector would leave copies of a key behind.
    let sizes = [algorithm.len(), der.len()].map(|length| header_size(length) + length);
    let length = VERSION.len() + sizes.iter().sum::<usize>();
    let mut info = Zeroizing::new(Vec::with_capacity(header_size(length) + length));
    write_header(&mut info, SEQUENCE, length);
    info.extend_from_slice(&VERSION);
    for (tag, contents) in [(SEQUENCE, &*algorithm), (OCTET_STRING, der)] {
        write_header(&mut info, tag, contents.len());
        info.extend_from_slice(contents);
    }
    Ok(info)
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
