use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::error::Error;

/// What became of a replacement that was not turned down.
///
/// ```
/// use vb365_tls::tls::reload::Replacement;
///
/// let replacement = Replacement::Published { revision: 2 };
/// assert_eq!(replacement.to_string(), "revision 2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Replacement {
    /// It is in force for every configuration handed out from now on.
    Published {
        /// How many there have been, the first one included.
        revision: u64,
    },
    /// It is what is in force already: the same certificates presented with the same key, the same trust. Sessions go
    /// on; what the handle says of the credential is from now on what was found this time.
    Unchanged,
}

impl fmt::Display for Replacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Published { revision } => write!(f, "revision {revision}"),
            Self::Unchanged => f.write_str("unchanged"),
        }
    }
}

/// A value many read, and one at a time replaces.
pub(super) struct Published<T> {
    current: ArcSwap<Revision<T>>,
    replacing: Mutex<()>,
}

/// What a replacement comes to.
pub(super) enum Next<T> {
    /// Another revision.
    Revision(T),
    /// To readers what is in force already; only what is known of it is new.
    Same(T),
}

/// Value and number change together.
pub(super) struct Revision<T> {
    pub(super) number: u64,
    pub(super) value: T,
}

impl<T> Published<T> {
    pub(super) fn new(value: T) -> Self {
        Self {
            current: ArcSwap::from_pointee(Revision { number: 1, value }),
            replacing: Mutex::new(()),
        }
    }

    /// Never waits, whatever a replacement is busy with.
    pub(super) fn read<R>(&self, read: impl FnOnce(&Revision<T>) -> R) -> R {
        read(&self.current.load())
    }

    /// Publishes what `next` makes of the current value, unless it fails.
    pub(super) fn replace(
        &self,
        next: impl FnOnce(&T) -> Result<Next<T>, Error>,
    ) -> Result<Replacement, Error> {
        let _turn = self
            .replacing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let current = self.current.load_full();
        let (number, value, replacement) = match next(&current.value)? {
            Next::Revision(value) => {
                let revision = current.number + 1;
                (revision, value, Replacement::Published { revision })
            }
            Next::Same(value) => (current.number, value, Replacement::Unchanged),
        };
        self.current.store(Arc::new(Revision { number, value }));
        Ok(replacement)
    }

    /// Changes how the value is handed out; to readers it is the same revision.
    pub(super) fn amend(&self, next: impl FnOnce(&T) -> T) {
        // It cannot fail, because the change does not.
        let _ = self.replace(|current| Ok(Next::Same(next(current))));
    }
}
