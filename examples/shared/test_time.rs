//! Judgements and handshakes at the time certificates made in memory are made for.

use std::error::Error;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::time_provider::TimeProvider;
use rustls_pki_types::UnixTime;
use vb365_tls::Context;
use vb365_tls::test_support::Forge;

pub(crate) type Done = Result<(), Box<dyn Error>>;

pub(crate) fn context(provider: &Arc<CryptoProvider>) -> Context {
    Context::new(Arc::clone(provider), Forge::now()).with_clock(Arc::new(TestClock))
}

#[derive(Debug)]
struct TestClock;

impl TimeProvider for TestClock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(Forge::now())
    }
}
