//! Why a connection failed, in one line.

use std::error::Error;

use vb365_tls::tls::explain;

/// `refused: <id>: <sentence>; remedy: <sentence>` if this side or the other ended the connection, or does not speak TLS.
pub(crate) fn refusal(error: &(dyn Error + 'static)) -> Option<String> {
    let finding = explain(error)?;
    Some(format!("refused: {finding}; remedy: {}", finding.remedy))
}
