//! Judgements and handshakes at the time certificates made in memory are made for.

use std::error::Error;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use vb365_tls::Context;
use vb365_tls::test_support::Forge;

pub(crate) type Done = Result<(), Box<dyn Error>>;

pub(crate) fn context(provider: &Arc<CryptoProvider>) -> Context {
    Context::fixed(Arc::clone(provider), Forge::now())
}
