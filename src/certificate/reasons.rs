use super::Malformed;
use crate::asn1::Element;

/// The reasons of revocation a list or a distribution point is for, RFC 5280 section 4.2.1.13 (`ReasonFlags`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reasons(u16);

impl Reasons {
    pub(crate) const NONE: Self = Self(0);

    /// The bits 1 to 8, from keyCompromise to aACompromise; bit 0 means nothing.
    pub(crate) const ALL: Self = Self(0b1_1111_1110);

    /// Reads the contents of a BIT STRING whose unused bits are zero, X.690 section 11.2.
    pub(super) fn parse(field: &Element<'_>, what: &'static str) -> Result<Self, Malformed> {
        let octets = match field.contents {
            [0] => [].as_slice(),
            [unused @ 0..=7, octets @ .., last] if last.trailing_zeros() >= u32::from(*unused) => {
                &field.contents[1..=octets.len() + 1]
            }
            _ => {
                let reason = "reasons that are not a BIT STRING in DER";
                return Err(Malformed::new(what, field.offset, reason));
            }
        };
        let is_set = |bit: usize| {
            let octet = octets.get(bit / 8);
            octet.is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0)
        };
        let bits = (1..=8).filter(|bit| is_set(*bit));
        Ok(Self(bits.fold(0, |reasons, bit| reasons | 1 << bit)))
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn among(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}
