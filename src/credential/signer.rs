//! What whoever signs with a certificate has to know of it.

use std::sync::Arc;

use super::Accepted;
use crate::chain::Chain;
use crate::context::Context;
use crate::finding::Finding;
use crate::report::{Rejected, Report};
use rustls::crypto::CryptoProvider;
use rustls::sign::SigningKey;

impl Accepted {
    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    /// The rejection of something that was to be done with the certificate, for one reason.
    pub(crate) fn rejected_for(&self, finding: Finding) -> Rejected {
        let scenario = self.demands.0.id.clone();
        let (verification, is_assumed) = (self.report.verification(), self.report.is_assumed());
        let report = Report::new(scenario, verification, is_assumed, vec![finding]);
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
