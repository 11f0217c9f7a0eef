use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::crypto::CryptoProvider;

use crate::certificate::{PublicKey, RevocationList};
use crate::signature::{Verdict, verify_revocation_list};

/// A list, and what came of verifying it: once for each key, however many certificates are looked up and whoever asks.
#[derive(Debug)]
pub(crate) struct SignedList {
    list: RevocationList,
    verdicts: Mutex<Vec<Known>>,
}

type Known = (PublicKey, Arc<CryptoProvider>, Verdict);

/// A CA has few keys of one name; beyond this many the oldest verdict is forgotten.
const MOST_VERDICTS: usize = 8;

/// Whose key it is that may have signed a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyOf {
    /// Of an authority somebody who is believed vouches for, or of one's own certificates.
    Known,
    /// Of whoever asks to be believed, who can make up as many as they like: nothing is remembered of it.
    Stranger,
}

impl SignedList {
    pub(super) fn new(list: RevocationList) -> Self {
        Self {
            list,
            verdicts: Mutex::new(Vec::new()),
        }
    }

    /// Whether this key signed the list.
    pub(crate) fn verdict(
        &self,
        key: &PublicKey,
        of: KeyOf,
        provider: &Arc<CryptoProvider>,
    ) -> Verdict {
        let mut verdicts = self.lock();
        let is_it = |(with, by, _): &&Known| Arc::ptr_eq(by, provider) && with.is_same_key(key);
        if let Some((_, _, verdict)) = verdicts.iter().find(is_it) {
            return *verdict;
        }
        if of == KeyOf::Stranger {
            // Nobody who is believed waits meanwhile.
            drop(verdicts);
            return verify_revocation_list(&self.list, key, provider);
        }
        let verdict = verify_revocation_list(&self.list, key, provider);
        if verdicts.len() == MOST_VERDICTS {
            verdicts.remove(0);
        }
        verdicts.push((key.clone(), Arc::clone(provider), verdict));
        verdict
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Known>> {
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deref for SignedList {
    type Target = RevocationList;

    fn deref(&self) -> &RevocationList {
        &self.list
    }
}
