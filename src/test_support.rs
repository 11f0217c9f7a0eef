//! Certificates made in memory that are good by default and break one thing (feature
//! `test-support`).
//!
//! A [`Forge`] composes a root, intermediates and an end entity; each is a [`Template`] whose every
//! field can be set. The keys are fixed and published with this crate ([`TestKey`]), the times are
//! fixed ([`Forge::now`]), and nothing is read from the machine, so the same call gives the same
//! certificate: every time where RSA with PKCS #1 padding or EdDSA signs (all defaults), within one
//! process where ECDSA or RSASSA-PSS does, because there the provider draws a nonce.
//!
//! What cannot be said with a method can be said with bytes: [`encode`] writes DER, right or wrong,
//! and [`oid`] has the numbers.
//!
//! Nothing here belongs in a running service: the private keys are public.

pub mod encode;
pub mod oid;

mod algorithm;
mod container;
mod convert;
mod crl;
mod extension;
mod forge;
mod key;
mod name;
mod raw_rsa;
mod sign;
mod template;
mod time;

pub use algorithm::SignatureAlgorithm;
pub use container::pfx;
pub use crl::Crl;
pub use extension::{Extension, KeyUsageBit};
pub use forge::Forge;
pub use key::TestKey;
pub use name::Name;
pub use template::Template;
pub use time::{Time, unix_time};
