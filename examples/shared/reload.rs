//! Reloading when the process is told to.

use std::io::{self, Write};
use std::thread;

use signal_hook::consts::SIGHUP;
use signal_hook::iterator::Signals;
use vb365_tls::tls::reload::Replacement;

/// Has a thread reload at every SIGHUP, and says what came of it.
pub(crate) fn on_hangup(
    reload: impl Fn() -> Result<Replacement, String> + Send + 'static,
) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP])?;
    thread::Builder::new().spawn(move || {
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
