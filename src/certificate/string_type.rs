//! The string types of ASN.1 and the characters of each, ITU-T X.680 sections 8.4 and 41.

pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const NUMERIC_STRING: u8 = 0x12;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const TELETEX_STRING: u8 = 0x14;
pub(super) const IA5_STRING: u8 = 0x16;
pub(super) const UNIVERSAL_STRING: u8 = 0x1c;
pub(super) const BMP_STRING: u8 = 0x1e;

/// The type a value of this tag is said to be of, if it has octets that type does not have. A TeletexString may have any.
pub(super) fn broken(tag: u8, contents: &[u8]) -> Option<&'static str> {
    let (name, is_kept_to) = match tag {
        UTF8_STRING => ("UTF8String", std::str::from_utf8(contents).is_ok()),
        NUMERIC_STRING => {
            let is_numeric = |it: &u8| it.is_ascii_digit() || *it == b' ';
            ("NumericString", contents.iter().all(is_numeric))
        }
        PRINTABLE_STRING => ("PrintableString", is_printable(contents)),
        IA5_STRING => ("IA5String", contents.is_ascii()),
        UNIVERSAL_STRING => ("UniversalString", contents.len().is_multiple_of(4)),
        BMP_STRING => ("BMPString", contents.len().is_multiple_of(2)),
        _ => return None,
    };
    (!is_kept_to).then_some(name)
}

/// ITU-T X.680 section 41.4.
pub(crate) fn is_printable(octets: &[u8]) -> bool {
    let is_one = |it: &u8| it.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(it);
    octets.iter().all(is_one)
}
