//! A list that is never empty.

#[cfg(feature = "serde")]
use std::collections::HashSet;
#[cfg(feature = "serde")]
use std::hash::Hash;

use crate::parse_error::{ParseError, value};

/// At least one value, each once, in the order given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(
        try_from = "Vec<T>",
        into = "Vec<T>",
        bound(
            serialize = "T: Clone + serde::Serialize",
            deserialize = "T: Clone + Eq + Hash + serde::Deserialize<'de>"
        )
    )
)]
pub(super) struct OneOrMore<T>(Vec<T>);

impl<T> OneOrMore<T> {
    pub(super) fn of(first: impl TryInto<T, Error: Into<ParseError>>) -> Result<Self, ParseError> {
        value(first).map(Self::from)
    }

    pub(super) fn first(&self) -> &T {
        &self.0[0]
    }

    pub(super) fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T> From<T> for OneOrMore<T> {
    fn from(value: T) -> Self {
        Self(vec![value])
    }
}

impl<T: Eq> OneOrMore<T> {
    pub(super) fn with(
        mut self,
        other: impl TryInto<T, Error: Into<ParseError>>,
    ) -> Result<Self, ParseError> {
        let other = value(other)?;
        if !self.0.contains(&other) {
            self.0.push(other);
        }
        Ok(self)
    }
}

#[cfg(feature = "serde")]
impl<T: Clone + Eq + Hash> TryFrom<Vec<T>> for OneOrMore<T> {
    type Error = &'static str;

    fn try_from(mut values: Vec<T>) -> Result<Self, Self::Error> {
        let mut seen = HashSet::with_capacity(values.len());
        values.retain(|value| seen.insert(value.clone()));
        if values.is_empty() {
            return Err("an empty list where at least one value is needed");
        }
        Ok(Self(values))
    }
}

#[cfg(feature = "serde")]
impl<T> From<OneOrMore<T>> for Vec<T> {
    fn from(values: OneOrMore<T>) -> Self {
        values.0
    }
}
