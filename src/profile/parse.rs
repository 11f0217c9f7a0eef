//! A profile as a file says it.

use std::borrow::Cow;

use super::{ActsAs, Profile, Word};
use crate::shown::shown_up_to;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Written {
    id: String,
    title: String,
    acts_as: ActsAs,
    #[serde(default)]
    words: Vec<Word>,
}

/// Each is looked for in each certificate that is checked.
const MOST_WORDS: usize = 100;

#[derive(Debug, thiserror::Error)]
pub(super) enum WrittenError {
    #[error(
        "`id`: `{0}` is not a name in kebab case, of at most 100 lower case letters, digits and single hyphens"
    )]
    Id(String),
    #[error("`title` is empty")]
    Title,
    #[error("`words`: there are {0}, and at most {MOST_WORDS} are read")]
    TooMany(usize),
    #[error("`words`: the source of `{0}` is empty; say who asks for it")]
    Source(String),
    #[error("`words`: `{0}` stands there twice, and nobody knows which is meant")]
    Repeated(String),
}

impl TryFrom<Written> for Profile {
    type Error = WrittenError;

    fn try_from(written: Written) -> Result<Self, WrittenError> {
        if !is_kebab_case(&written.id) {
            return Err(WrittenError::Id(shown_up_to(100, &written.id)));
        }
        if written.title.trim().is_empty() {
            return Err(WrittenError::Title);
        }
        if written.words.len() > MOST_WORDS {
            return Err(WrittenError::TooMany(written.words.len()));
        }
        for (index, word) in written.words.iter().enumerate() {
            if word.source.trim().is_empty() {
                return Err(WrittenError::Source(word.demand.to_string()));
            }
            let (before, _) = written.words.split_at(index);
            if before.iter().any(|it| it.demand == word.demand) {
                return Err(WrittenError::Repeated(word.demand.to_string()));
            }
        }
        Ok(Self {
            id: Cow::Owned(written.id),
            title: Cow::Owned(written.title),
            acts_as: written.acts_as,
            words: Cow::Owned(written.words),
        })
    }
}

fn is_kebab_case(text: &str) -> bool {
    let is_part = |part: &str| {
        let is_allowed = |octet: u8| octet.is_ascii_lowercase() || octet.is_ascii_digit();
        !part.is_empty() && part.bytes().all(is_allowed)
    };
    text.len() <= 100 && text.split('-').all(is_part)
}
