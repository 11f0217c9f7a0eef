mod hostile;
mod openssl;
mod read;
mod writer;

use super::{Contents, read};
use crate::error::ContainerError;
use crate::identity::Password;

/// Reads with a text as password.
fn open(bytes: &[u8], password: &str) -> Result<Contents, ContainerError> {
    read(bytes, &Password::from(password))
}
