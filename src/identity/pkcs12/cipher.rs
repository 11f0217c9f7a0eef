use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit,
    KeyInit,
};
use cbc::{Decryptor, Encryptor};
use des::{TdesEde2, TdesEde3};
use rc2::Rc2;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::provenance::Cipher;

impl Cipher {
    /// The size of its key in bytes.
    pub(super) fn key_size(self) -> usize {
        match self {
            Self::Rc2With40Bits => 5,
            Self::Rc2With128Bits | Self::TwoKeyTripleDes | Self::Aes128 => 16,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// The size of its blocks in bytes.
    pub(super) fn block_size(self) -> usize {
        match self {
            Self::Rc2With40Bits
            | Self::Rc2With128Bits
            | Self::TwoKeyTripleDes
            | Self::TripleDes => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// Decrypts in CBC mode; `None` if the padding of PKCS#7 is wrong, or one of the sizes.
    pub(super) fn decrypt(
        self,
        key: &[u8],
        iv: &[u8],
        ciphertext: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            // The size of the key is the number of effective bits, RFC 2268 section 2.
            Self::Rc2With40Bits | Self::Rc2With128Bits => decrypt::<Rc2>(key, iv, ciphertext),
            Self::TwoKeyTripleDes => decrypt::<TdesEde2>(key, iv, ciphertext),
            Self::TripleDes => decrypt::<TdesEde3>(key, iv, ciphertext),
            Self::Aes128 => decrypt::<Aes128>(key, iv, ciphertext),
            Self::Aes192 => decrypt::<Aes192>(key, iv, ciphertext),
            Self::Aes256 => decrypt::<Aes256>(key, iv, ciphertext),
        }
    }

    /// Encrypts in CBC mode with the padding of PKCS#7; `None` for a cipher that nothing is written with, or if one of
    /// the sizes is wrong.
    pub(super) fn encrypt(self, key: &[u8], iv: &[u8], plaintext: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::TripleDes => encrypt::<TdesEde3>(key, iv, plaintext),
            Self::Aes256 => encrypt::<Aes256>(key, iv, plaintext),
            _ => None,
        }
    }
}

fn encrypt<C: BlockCipherEncrypt + KeyInit + ZeroizeOnDrop>(
    key: &[u8],
    iv: &[u8],
    plaintext: &[u8],
) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(key).ok()?;
    let encryptor = Encryptor::inner_iv_slice_init(cipher, iv).ok()?;
    Some(encryptor.encrypt_padded_vec::<Pkcs7>(plaintext))
}

fn decrypt<C: BlockCipherDecrypt + KeyInit + ZeroizeOnDrop>(
    key: &[u8],
    iv: &[u8],
    ciphertext: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let cipher = C::new_from_slice(key).ok()?;
    let decryptor = Decryptor::inner_iv_slice_init(cipher, iv).ok()?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = decryptor.decrypt_padded::<Pkcs7>(&mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}
