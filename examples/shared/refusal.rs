//! Why a handshake failed, in one line.

use std::error::Error;
use std::io;

use vb365_tls::tls::explain;

/// `refused: <id>: <sentence>; remedy: <sentence>` if certificates are the reason, on this side or the other.
pub(crate) fn refusal(error: &(dyn Error + 'static)) -> Option<String> {
    let error = in_tls(error)?;
    if let Some(finding) = explain(error) {
        return Some(format!("refused: {finding}; remedy: {}", finding.remedy));
    }
    match error {
        rustls::Error::InvalidCertificate(reason) => Some(format!(
            "refused: certificate-refused: {reason}; remedy: run `check` on the certificate that was presented"
        )),
        _ => None,
    }
}

/// The error of rustls, however it is wrapped; what an `io::Error` was made from is not its source.
fn in_tls<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(error) = error.downcast_ref() {
        return Some(error);
    }
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => in_tls(inner),
        None => in_tls(error.source()?),
    }
}
