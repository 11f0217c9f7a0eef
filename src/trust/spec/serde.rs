use std::fmt;

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::TrustSpec;

impl Serialize for TrustSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl<'de> Deserialize<'de> for TrustSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Texts)
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = TrustSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whom to trust, as one text or a list of texts such as `ca:FILE`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<TrustSpec, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<TrustSpec, A::Error> {
        let mut items = Vec::new();
        while let Some(text) = texts.next_element::<String>()? {
            items.extend(text.parse::<TrustSpec>().map_err(de::Error::custom)?.0);
        }
        if items.is_empty() {
            return Err(de::Error::custom(
                "the list is empty, so nobody could be trusted",
            ));
        }
        Ok(TrustSpec(items))
    }
}
