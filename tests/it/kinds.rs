//! What people have in place of a certificate or a key, and what is around one: read, or called by its name.

mod changes;
mod field;
mod page;
mod samples;
mod wrappings;

use vb365_tls::Error;
use vb365_tls::error::{InputKind, TrustSpecError, Unrecognized};

/// What an error calls the input as a whole; `None` if it calls it nothing, or says what is wrong inside.
fn called(error: &Error) -> Option<InputKind> {
    match error {
        Error::Unrecognized(Unrecognized::Unexpected(kind)) => Some(*kind),
        Error::Unrecognized(Unrecognized::Document { kind, .. }) => Some(*kind),
        Error::Decoded { source, .. } => called(source),
        Error::TrustSpec {
            source: TrustSpecError::Contents(source),
            ..
        } => called(source),
        _ => None,
    }
}
