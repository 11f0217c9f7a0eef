//! Certificates made in memory, at the time they are made for.

#[path = "loopback.rs"]
mod loopback;
#[path = "test_time.rs"]
mod test_time;

pub(crate) use loopback::{HOST, connect};
pub(crate) use test_time::{Done, context};
