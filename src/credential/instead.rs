//! One credential in the place of another.

use std::sync::Arc;

use super::Credential;
use crate::identity::Identity;
use crate::report::Rejected;
use crate::scenario::UsageScenario;

impl<S: UsageScenario> Credential<S> {
    /// Through the same door, for the same scenario.
    pub(crate) fn accept_instead(&self, identity: &Identity) -> Result<Self, Rejected> {
        Self::accept_shared(Arc::clone(&self.scenario), identity, self.context())
    }

    /// Whether the other presents the same certificates in the same context and signs with the same key. The key belongs to the certificate
    /// in both; one held elsewhere counts as another when it was opened anew, because a lost session would stay lost.
    pub(crate) fn is_interchangeable_with(&self, other: &Self) -> bool {
        let (own, other_context) = (self.context(), other.context());
        let is_same_context = Arc::ptr_eq(own.provider(), other_context.provider())
            && Arc::ptr_eq(own.clock(), other_context.clock())
            && own.policy() == other_context.policy()
            && own.relying_party() == other_context.relying_party();
        let is_elsewhere = self.accepted.is_key_elsewhere || other.accepted.is_key_elsewhere;
        let is_same_key =
            !is_elsewhere || Arc::ptr_eq(&self.certified_key().key, &other.certified_key().key);
        is_same_context
            && is_same_key
            && self.chain().to_presented() == other.chain().to_presented()
    }

    /// The judgement again, of a credential that was accepted some time ago.
    ///
    /// # Errors
    ///
    /// [`Rejected`] if it would not be accepted now.
    pub(crate) fn accept_again(&self) -> Result<(), Rejected> {
        let report = self.accepted.judged_at(self.context().now());
        if report.is_accepted() {
            Ok(())
        } else {
            Err(Rejected::new(report))
        }
    }
}
