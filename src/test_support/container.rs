//! What a good file says of itself.

use crate::provenance::{
    Cipher, Encoding, Encryption, Hash, Mac, MacKind, PasswordKind, Pfx, Scheme,
};

/// A PKCS#12 file as OpenSSL 3 writes it without further options; its fields can be set.
pub fn pfx() -> Pfx {
    const ENCRYPTION: Encryption = Encryption {
        scheme: Scheme::Pbes2,
        cipher: Cipher::Aes256,
        hash: Hash::Sha256,
        iterations: 2048,
    };
    Pfx {
        encoding: Encoding::Der,
        trailing_octets: 0,
        mac: Some(Mac {
            kind: MacKind::Pkcs12,
            hash: Hash::Sha256,
            iterations: 2048,
        }),
        key_encryption: Some(ENCRYPTION),
        certificate_encryptions: vec![ENCRYPTION],
        friendly_name: None,
        key_container: None,
        key_provider: None,
        is_machine_key: false,
        key_spec: None,
        password: PasswordKind::Given,
        private_keys: 1,
    }
}
