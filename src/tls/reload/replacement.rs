use std::fmt;

/// What became of a replacement that was not turned down.
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
