//! What was accepted once is checked again before every signature, and before it is presented elsewhere.

use super::{Accepted, Exhibit, evaluate};
use crate::report::Report;
use rustls_pki_types::UnixTime;

impl Accepted {
    /// The verdict at this time: the certificate may have expired since it was accepted.
    pub(crate) fn checked_at(&self, now: Option<UnixTime>) -> Report {
        let exhibit = Exhibit::of(&self.paired, &self.provenance, self.installation);
        evaluate(&self.demands, &exhibit, &self.context, now).0
    }
}
