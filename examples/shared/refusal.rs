//! Why a handshake failed, in one line.

use std::io;

use vb365_tls::tls::explain;

/// `refused: <id>: <sentence>; remedy: <sentence>` if certificates are the reason, on this side or the other.
pub(crate) fn refusal(error: &io::Error) -> Option<String> {
    let error = error.get_ref()?.downcast_ref::<rustls::Error>()?;
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
