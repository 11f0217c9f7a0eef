//! ASN.1 as it is encoded, ITU-T X.690: the one reader, for certificates, CRLs, keys and files of them.
//!
//! [`Cursor`] is strict and takes nothing but DER; [`Header`] is tolerant and takes BER, as PKCS#12 is written.

mod ber;
mod cursor;
mod header;
mod malformed;
pub(crate) mod tag;

pub(crate) use ber::{BerError, first_to_der};
#[cfg(feature = "pfx")]
pub(crate) use ber::{Converted, MAX_DEPTH};
pub(crate) use cursor::{Cursor, Element, Value};
#[cfg(any(feature = "pfx", feature = "test-support"))]
pub(crate) use header::element;
pub(crate) use header::{Header, element_of, in_sequence};
pub use malformed::Malformed;
