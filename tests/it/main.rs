//! One binary for all integration tests: it links once.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    unreachable_pub,
    reason = "nothing is reached from outside a test binary"
)]

mod catalogue;
mod certificate;
mod chain;
mod defects;
mod diagnosis;
mod documents;
mod engine;
mod entra;
mod examples;
mod failures;
mod golden;
mod handshake;
mod identity;
mod invariants;
mod kinds;
mod layers;
mod manual;
mod mutation;
mod paths;
mod pins;
mod policy;
mod registration;
mod remedies;
mod report;
mod revocation;
mod rules;
mod scenario;
mod secrets;
mod shapes;
mod shown;
mod trust_spec;
mod verification_cache;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustls::time_provider::TimeProvider;
use rustls_pki_types::UnixTime;
use vb365_tls::scenario::{BackupProxy, Cloud, RestApi, RestorePortal};

/// The REST API at the host of every good certificate.
fn rest_api() -> RestApi {
    RestApi::at("vb365.example.com").unwrap()
}

fn backup_proxy() -> BackupProxy {
    BackupProxy::at("vb365.example.com").unwrap()
}

fn restore_portal() -> RestorePortal {
    RestorePortal::at(
        Cloud::Worldwide,
        "contoso.onmicrosoft.com",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
        "vb365.example.com",
    )
    .unwrap()
}

/// A clock that is set by hand.
#[derive(Debug)]
struct SetByHand(AtomicU64);

impl SetByHand {
    fn at(now: UnixTime) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(now.as_secs())))
    }

    fn set(&self, now: UnixTime) {
        self.0.store(now.as_secs(), Ordering::SeqCst);
    }
}

impl TimeProvider for SetByHand {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = self.0.load(Ordering::SeqCst);
        Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}
