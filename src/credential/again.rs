//! What was accepted once is judged again before every signature.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;
use rustls_pki_types::UnixTime;

use super::{Accepted, Exhibit, judge};
use crate::chain::Chain;
use crate::finding::Finding;
use crate::report::{Rejected, Report};

impl Accepted {
    /// The judgement at another time: the certificate may have expired since it was accepted.
    pub(crate) fn judged_at(&self, now: UnixTime) -> Report {
        let context = self.context.clone().at(now);
        let exhibit = Exhibit::of(&self.paired, &self.provenance);
        judge(&self.demands, &exhibit, &context).0
    }

    /// The rejection of something that was to be done with the certificate, for one reason.
    pub(crate) fn rejected_for(&self, finding: Finding) -> Rejected {
        let scenario = self.demands.0.id;
        let report = Report::new(scenario, self.report.assumed(), vec![finding]);
        Rejected::new(report)
    }

    pub(crate) fn chain(&self) -> &Chain {
        &self.chain
    }

    pub(crate) fn key(&self) -> &Arc<dyn SigningKey> {
        &self.certified.key
    }

    pub(crate) fn provider(&self) -> &CryptoProvider {
        self.context.provider()
    }
}
