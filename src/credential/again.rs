//! What was accepted once is judged again before every signature, and before it is presented elsewhere.

use super::{Accepted, Exhibit, judge};
use crate::report::Report;
use rustls_pki_types::UnixTime;

impl Accepted {
    /// The judgement at this time: the certificate may have expired since it was accepted.
    pub(crate) fn judged_at(&self, now: Option<UnixTime>) -> Report {
        let exhibit = Exhibit::of(&self.paired, &self.provenance, self.installation);
        judge(&self.demands, &exhibit, &self.context, now).0
    }
}
