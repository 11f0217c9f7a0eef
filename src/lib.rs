#![doc = include_str!("../README.md")]

pub mod address;
mod asn1;
pub mod certificate;
pub mod chain;
pub mod context;
mod credential;
#[cfg(feature = "entra")]
pub mod entra;
pub mod error;
pub mod finding;
pub mod identity;
pub mod manual;
mod order;
mod parse_error;
pub mod policy;
pub mod profile;
pub mod provenance;
pub mod report;
pub mod revocation;
pub mod rule;
pub mod scenario;
mod shown;
#[cfg(feature = "test-support")]
pub mod test_support;
pub mod tls;
pub mod trust;
mod verifier;

pub use certificate::Certificate;
pub use context::Context;
pub use credential::{Credential, check, check_all, check_chain};
pub use error::Error;
pub use identity::{Identity, Password};
pub use report::{Rejected, Report};

// The version whose types the configurations are made of.
pub use rustls;
