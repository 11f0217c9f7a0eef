//! This operating system has no SIGHUP.

use std::io;

use vb365_tls::tls::reload::Replacement;

pub(crate) fn on_hangup(
    _: impl Fn() -> Result<Replacement, String> + Send + 'static,
) -> io::Result<()> {
    Ok(())
}
