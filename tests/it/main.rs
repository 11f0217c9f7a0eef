//! One binary for all integration tests: it links once.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod catalogue;
mod rules;
mod scenario;
