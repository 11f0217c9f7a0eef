//! What holds of every verdict: the report has an error if and only if the handshake refuses, nothing that rustls
//! refuses is accepted, and each verdict is made at its own time.

mod boundaries;
mod clock;
mod crl_scopes;
mod crl_signers;
mod custom;
mod differential;
mod equality;
mod everyday_chains;
mod mutated_crls;
mod openssl;
mod path_cache;
pub mod relying_party;
mod renewed_cas;
mod tables;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use vb365_tls::Context;
use vb365_tls::test_support::Forge;

const HOST: &str = "vb365.example.com";

/// One provider, so that what was verified once is known.
fn provider() -> Arc<CryptoProvider> {
    use std::sync::OnceLock;
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let provider = PROVIDER.get_or_init(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    Arc::clone(provider)
}

fn context() -> Context {
    Context::fixed(provider(), Forge::now())
}
