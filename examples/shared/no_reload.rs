//! This operating system has no SIGHUP.

use std::io;

use vb365_tls::tls::reload::Replacement;

use crate::outcome::Failure;

pub(crate) fn on_hangup(
    _: impl Fn() -> Result<Replacement, Failure> + Send + 'static,
) -> io::Result<()> {
    Ok(())
}
