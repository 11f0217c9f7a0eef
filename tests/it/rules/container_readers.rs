//! For which machine a file is: what Java does not open. What Windows, OpenSSL and .NET do not is in the other tables of containers.

use vb365_tls::provenance::{Cipher, Scheme};

use super::Case;
use super::container::{GOOD, LEGACY_AND_NOT_FOR_JAVA, NOT_FOR_JAVA, encrypt, read};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "PFX with AES-192 over the key alone",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                if let Some(encryption) = &mut pfx.key_encryption {
                    encryption.cipher = Cipher::Aes192;
                }
            })
        },
        ..NOT_FOR_JAVA
    },
    Case {
        name: "PFX with 3DES in PBES2",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                encrypt(pfx, Cipher::TripleDes);
                let encryptions = pfx.key_encryption.iter_mut();
                for encryption in encryptions.chain(&mut pfx.certificate_encryptions) {
                    encryption.scheme = Scheme::Pbes2;
                }
            })
        },
        ..LEGACY_AND_NOT_FOR_JAVA
    },
    Case {
        name: "PFX without a private key, which has nothing to encrypt",
        identity: |forge, provider| {
            read(forge, provider, |pfx| {
                pfx.key_encryption = None;
                pfx.private_keys = 0;
            })
        },
        ..GOOD
    },
];

#[test]
fn table() {
    super::run(CASES);
}
