use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

/// A configuration many read, with what it was made of, and one at a time replaces.
pub(super) struct Published<T, C> {
    current: ArcSwap<Revision<T, C>>,
    replacing: Mutex<()>,
}

/// What a replacement comes to.
pub(super) enum Next<T, C> {
    /// Another revision, with its configuration.
    Revision(T, C),
    /// To peers what is in force already, whose configuration stays, so that sessions go on; only what is known of it is
    /// new.
    Same(T),
}

/// Number, source and configuration change together.
pub(super) struct Revision<T, C> {
    pub(super) number: u64,
    /// What the configuration was made of.
    pub(super) source: Arc<T>,
    pub(super) config: Arc<C>,
}

impl<T, C> Published<T, C> {
    pub(super) fn new(source: T, config: C) -> Self {
        Self {
            current: ArcSwap::from_pointee(Revision {
                number: 1,
                source: Arc::new(source),
                config: Arc::new(config),
            }),
            replacing: Mutex::new(()),
        }
    }

    /// Never waits, whatever a replacement is busy with.
    pub(super) fn read<R>(&self, read: impl FnOnce(&Revision<T, C>) -> R) -> R {
        read(&self.current.load())
    }

    /// Publishes what `next` makes of the current revision, unless it fails.
    pub(super) fn replace(
        &self,
        next: impl FnOnce(&Revision<T, C>) -> Result<Next<T, C>, Error>,
    ) -> Result<Replacement, Error> {
        let _turn = self.turn();
        let current = self.current.load_full();
        let (number, source, config, replacement) = match next(&current)? {
            Next::Revision(source, config) => {
                let revision = current.number + 1;
                let replacement = Replacement::Published { revision };
                (revision, source, Arc::new(config), replacement)
            }
            Next::Same(source) => {
                let config = Arc::clone(&current.config);
                (current.number, source, config, Replacement::Unchanged)
            }
        };
        let source = Arc::new(source);
        self.current.store(Arc::new(Revision {
            number,
            source,
            config,
        }));
        Ok(replacement)
    }

    /// Changes the configuration of the current revision.
    pub(super) fn amend(&self, change: impl FnOnce(&mut C))
    where
        C: Clone,
    {
        let _turn = self.turn();
        let current = self.current.load_full();
        let mut config = C::clone(&current.config);
        change(&mut config);
        self.current.store(Arc::new(Revision {
            number: current.number,
            source: Arc::clone(&current.source),
            config: Arc::new(config),
        }));
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.replacing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
