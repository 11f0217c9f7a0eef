//! What an input is: every reader asks here first, and gets either content or the name of something else.
//!
//! What stands around the content is taken off and listed: a byte order mark, UTF-16, quotes, Base64. The first octets of plain
//! PEM and DER decide, and nothing of them is copied. Everything else is compared with a [table](kind) of things that people
//! have in place of a certificate or a key.

pub(crate) mod base64;
mod content;
mod damage;
mod document;
mod kind;
mod other;
mod outermost;
mod shape;
mod sign;
mod text;
mod wrapping;

pub(crate) use content::{Content, Format, MAX_WRAPPINGS};
pub use kind::InputKind;
pub(crate) use other::Other;
pub(crate) use text::unindented;
pub(crate) use wrapping::{Wrapping, is_padding};
