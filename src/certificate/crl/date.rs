use std::time::Duration;

use der::{DateTime, Tag};
use rustls_pki_types::UnixTime;

use super::unusable::{Reason, UnsupportedCrl};
use crate::asn1::Element;
use crate::certificate::Malformed;

/// A date as RFC 5280 section 5.1.2.4 has it, to the second and in UTC. rustls-webpki does not mind which of the two
/// types a date before 2050 has.
pub(super) fn date(element: &Element<'_>) -> Result<UnixTime, Reason> {
    let malformed = || {
        let text = String::from_utf8_lossy(element.contents);
        let reason = format_args!(
            "`{}` is not a date to the second in UTC",
            text.escape_debug()
        );
        Malformed::new("a time", element.offset, reason)
    };
    let year_digits = if element.is(Tag::UtcTime) {
        2
    } else if element.is(Tag::GeneralizedTime) {
        4
    } else {
        return Err(malformed().into());
    };
    let digits = element.contents.strip_suffix(b"Z").ok_or_else(malformed)?;
    if digits.len() != year_digits + 10 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(malformed().into());
    }
    let (year, rest) = digits.split_at(year_digits);
    let number = |digits: &[u8]| {
        let digits = digits.iter().map(|digit| u16::from(digit - b'0'));
        digits.fold(0, |number, digit| 10 * number + digit)
    };
    let year = match (year_digits, number(year)) {
        // RFC 5280 section 4.1.2.5.1: 50 to 99 are of the twentieth century.
        (2, year @ 50..) => 1900 + year,
        (2, year) => 2000 + year,
        (_, year) => year,
    };
    if year < 1970 {
        return Err(UnsupportedCrl::BeforeEpoch.into());
    }
    let field =
        |index: usize| u8::try_from(number(&rest[2 * index..2 * index + 2])).unwrap_or(u8::MAX);
    let date = DateTime::new(year, field(0), field(1), field(2), field(3), field(4));
    let seconds = date.map_err(|_| malformed())?.unix_duration().as_secs();
    Ok(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}
