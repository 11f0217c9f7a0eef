//! What the benches measure: made in each run, with no two inputs the same.

pub(crate) mod inputs;
pub(crate) mod presented;
pub(crate) mod refused;

pub(crate) type Failure = Box<dyn std::error::Error>;

pub(crate) const HOST: &str = "vb365.example.com";
