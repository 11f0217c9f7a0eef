use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::crypto::CryptoProvider;

use crate::certificate::signature::{Verdict, verify_crl};
use crate::certificate::{Crl, PublicKey};

/// A list, and what came of verifying it: once for each key, however many certificates are looked up and whoever asks.
#[derive(Debug)]
pub(crate) struct SignedList {
    list: Crl,
    verdicts: Mutex<Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    key: PublicKey,
    of: KeyOf,
    provider: Arc<CryptoProvider>,
    verdict: Verdict,
}

/// A CA has few keys of one name; beyond this many the oldest verdict is forgotten.
const MOST_VERDICTS: usize = 8;

/// Whose key it is that may have signed a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyOf {
    /// Of a CA that somebody who is trusted vouches for, or one of one's own certificates names.
    Known,
    /// Of whoever asks to be trusted, and can make up as many as they like: what is remembered of known keys stays.
    Stranger,
}

impl SignedList {
    pub(super) fn new(list: Crl) -> Self {
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
        // The parameters beside a key count too: with others, a provider may not take it.
        let is_it = |it: &&Known| {
            Arc::ptr_eq(&it.provider, provider) && it.key.as_der().as_ref() == key.as_der().as_ref()
        };
        let mut verdicts = self.lock();
        if let Some(known) = verdicts.iter().find(is_it) {
            return known.verdict;
        }
        // Whoever is trusted does not wait for a stranger, and for somebody who is trusted only once.
        if of == KeyOf::Stranger {
            drop(verdicts);
            let verdict = verify_crl(&self.list, key, provider);
            remember(&mut self.lock(), (key, of, provider), verdict);
            return verdict;
        }
        let verdict = verify_crl(&self.list, key, provider);
        remember(&mut verdicts, (key, of, provider), verdict);
        verdict
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Known>> {
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn remember(
    all: &mut Vec<Known>,
    (key, of, provider): (&PublicKey, KeyOf, &Arc<CryptoProvider>),
    verdict: Verdict,
) {
    let is_alike = |it: &Known| it.of == of;
    if all.iter().filter(|it| is_alike(it)).count() >= MOST_VERDICTS
        && let Some(oldest) = all.iter().position(is_alike)
    {
        all.remove(oldest);
    }
    all.push(Known {
        key: key.clone(),
        of,
        provider: Arc::clone(provider),
        verdict,
    });
}

impl Deref for SignedList {
    type Target = Crl;

    fn deref(&self) -> &Crl {
        &self.list
    }
}
