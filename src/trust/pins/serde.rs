use std::fmt;

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{self, Serialize, SerializeSeq, Serializer};

use super::{Pin, Pins};

impl Serialize for Pins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut texts = serializer.serialize_seq(Some(self.0.given().len()))?;
        for pin in self.iter() {
            match pin {
                Pin::Certificate(certificate) => texts.serialize_element(&certificate.to_pem())?,
                Pin::Fingerprint(fingerprint) => texts.serialize_element(fingerprint)?,
                Pin::Thumbprint(thumbprint) => {
                    return Err(ser::Error::custom(format_args!(
                        "the SHA-1 thumbprint {thumbprint} is not written down as a pin, because it proves nothing"
                    )));
                }
            }
        }
        texts.end()
    }
}

impl<'de> Deserialize<'de> for Pins {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Texts)
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Pins;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "certificates, public keys or fingerprints to pin, as a list of texts or as one text",
        )
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Pins, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<Pins, A::Error> {
        let mut pins = Pins::new();
        while let Some(text) = texts.next_element::<String>()? {
            pins = pins.or(text.parse::<Pins>().map_err(de::Error::custom)?);
            pins.within_limit().map_err(de::Error::custom)?;
        }
        if pins.is_empty() {
            Err(de::Error::custom(
                "the list of pins is empty, so nobody could be trusted",
            ))
        } else {
            Ok(pins)
        }
    }
}
