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

    /// Whether the other presents the same certificates in the same context and signs with the same key. The key
    /// belongs to the certificate in both; one held elsewhere counts as another when it was opened again, because a
    /// lost session would stay lost.
    pub(crate) fn is_interchangeable_with(&self, other: &Self) -> bool {
        let (own, others) = (self.certified_key(), other.certified_key());
        let is_opaque = self.accepted.is_key_opaque || other.accepted.is_key_opaque;
        let is_same_key = !is_opaque || Arc::ptr_eq(&own.key, &others.key);
        let is_same_chain = own.cert == others.cert;
        let (own, others) = (self.context(), other.context());
        is_same_key
            && is_same_chain
            && Arc::ptr_eq(own.provider(), others.provider())
            && Arc::ptr_eq(own.clock(), others.clock())
            && own.policy() == others.policy()
            && own.custom_rules() == others.custom_rules()
            && own.relying_party() == others.relying_party()
    }

    /// The verdict again, of a credential that was accepted some time ago.
    ///
    /// # Errors
    ///
    /// [`Rejected`] if it would not be accepted now.
    pub(crate) fn accept_again(&self) -> Result<(), Rejected> {
        let report = self.accepted.checked_at(self.context().now());
        if report.is_accepted() {
            Ok(())
        } else {
            Err(Rejected::new(report))
        }
    }
}
