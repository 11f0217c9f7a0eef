//! Programs for operators, on the scenarios of [`vb365_tls`]: `check`, `serve`, `get` and `assertion`.
//!
//! Each is a module with its `main`; the others are options they share, and what is read and printed.

pub mod assertion;
pub mod check;
pub mod get;
pub mod serve;

mod application;
mod certificates;
mod context;
mod facts;
mod identity;
mod outcome;
mod patient;
mod policy;
mod probe;
mod profile;
mod refusal;
mod reload;
mod response;
mod secret;
mod served;
mod table;
mod trust;
mod url;
