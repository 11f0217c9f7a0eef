//! vb365-tls
pub mod address;
pub mod certificate;
pub mod chain;
pub mod context;
pub mod error;
pub mod finding;
pub mod policy;
pub mod profile;
pub mod report;
pub mod rule;
mod signature;

pub use certificate::Certificate;
pub use context::Context;
pub use error::Error;
