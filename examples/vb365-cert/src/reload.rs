//! Reloading when the process is told to.

use std::io;

use vb365_tls::tls::reload::Replacement;

/// Has a thread reload at every SIGHUP, and says what came of it.
#[cfg(unix)]
pub(crate) fn on_hangup(
    reload: impl Fn() -> Result<Replacement, String> + Send + 'static,
) -> io::Result<()> {
    use std::io::Write;

    use signal_hook::{consts::SIGHUP, iterator::Signals};

    let mut signals = Signals::new([SIGHUP])?;
    std::thread::Builder::new().spawn(move || {
        for _ in signals.forever() {
            // Whoever started the server may have stopped reading; the next certificate is to be served all the same.
            let _ = match reload() {
                Ok(replacement) => writeln!(io::stdout(), "reloaded: {replacement}"),
                Err(reason) => writeln!(io::stderr(), "kept: {reason}"),
            };
        }
    })?;
    Ok(())
}

/// This operating system has no SIGHUP.
#[cfg(not(unix))]
pub(crate) fn on_hangup(
    _: impl Fn() -> Result<Replacement, String> + Send + 'static,
) -> io::Result<()> {
    Ok(())
}
