//! ASN.1 as it is encoded, ITU-T X.690: the one reader, for certificates, revocation lists, keys and files of them.

mod cursor;
mod malformed;

pub(crate) use cursor::{Cursor, Element, Value, in_sequence};
pub use malformed::Malformed;
