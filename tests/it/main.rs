//! One binary for all integration tests: it links once.

#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    unreachable_pub,
    reason = "nothing is reached from outside a test binary"
)]

mod catalogue;
mod certificate;
mod chain;
mod diagnosis;
mod engine;
mod entra;
mod examples;
mod failures;
mod golden;
mod handshake;
mod identity;
mod layers;
mod manual;
mod paths;
mod pins;
mod policy;
mod registration;
mod report;
mod revocation;
mod rules;
mod scenario;
mod secrets;
mod shapes;
mod shown;
