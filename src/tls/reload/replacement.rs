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
    /// It is what is in force already: the same certificates and key, the same trust. Sessions go on.
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
