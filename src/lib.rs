//! [manual]: crate::manual
//! [start]: crate::manual::start
//! [recipes]: crate::manual::recipes
//! [scenarios]: crate::manual::scenarios
//! [clients]: crate::manual::recipes::clients
//! [rules]: crate::manual::rules
//! [failures]: crate::manual::failures
//! [limits]: crate::manual::limits
//! [decisions]: crate::manual::decisions
//! [ARCHITECTURE.md]: https://docs.rs/crate/vb365-tls/latest/source/ARCHITECTURE.md
//! [CONTRIBUTING.md]: https://docs.rs/crate/vb365-tls/latest/source/CONTRIBUTING.md
//! [SECURITY.md]: https://docs.rs/crate/vb365-tls/latest/source/SECURITY.md
//! [CHANGELOG.md]: https://docs.rs/crate/vb365-tls/latest/source/CHANGELOG.md
//! [`Credential`]: crate::Credential
//! [`BackupApplication`]: crate::scenario::BackupApplication
//! [`BackupProxy`]: crate::scenario::BackupProxy
//! [`OrganizationManagement`]: crate::scenario::OrganizationManagement
//! [`RestApi`]: crate::scenario::RestApi
//! [`RestApiOnSeparateMachine`]: crate::scenario::RestApiOnSeparateMachine
//! [`RestoreOperatorAuthentication`]: crate::scenario::RestoreOperatorAuthentication
//! [`RestorePortal`]: crate::scenario::RestorePortal
//! [`TenantAuthentication`]: crate::scenario::TenantAuthentication
//! [`ServerTrust`]: crate::trust::ServerTrust
//! [`TrustSpec`]: crate::trust::TrustSpec
#![cfg_attr(
    feature = "test-support",
    doc = "[`Forge`]: crate::test_support::Forge"
)]
//!
#![doc = include_str!("../README.md")]
// Of two definitions of a link the first one counts: those above lead to the pages beside this one, and those at the end
// of the README, which is read elsewhere too, to docs.rs.
#![cfg_attr(docsrs, feature(doc_cfg))]

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
mod input;
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
