use std::time::Duration;

use der::DateTime;
use rustls_pki_types::UnixTime;

use super::encode::element;

/// A time of a certificate, as encoded.
///
/// Made from a date (`"2026-01-01"`, midnight UTC), a date and time (`"2026-01-01T12:00:00Z"`) or a
/// [`UnixTime`], it is encoded as RFC 5280 section 4.1.2.5 asks: UTCTime before 2050,
/// GeneralizedTime from then on. The constructors break that.
///
/// ```
/// use vb365_tls::test_support::{Forge, Time};
///
/// let forge = Forge::tls("vb365.example.com");
/// let forge = forge.valid(Time::utc("260101000000Z"), "2026-12-31");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time(Vec<u8>);

impl Time {
    /// A UTCTime with this text, such as `260101000000Z`.
    pub fn utc(text: &str) -> Self {
        Self(element(0x17, text.as_bytes()))
    }

    /// A GeneralizedTime with this text, such as `20260101000000.5Z`.
    pub fn generalized(text: &str) -> Self {
        Self(element(0x18, text.as_bytes()))
    }

    /// Exactly this encoding.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Self {
        Self(der.into())
    }

    /// The encoding.
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    fn from_date_time(time: DateTime) -> Self {
        let digits: String = time
            .to_string()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        match time.year() {
            ..2050 => Self::utc(&format!("{}Z", &digits[2..])),
            _ => Self::generalized(&format!("{digits}Z")),
        }
    }
}

impl From<&str> for Time {
    fn from(text: &str) -> Self {
        Self::from_date_time(date_time(text))
    }
}

impl From<UnixTime> for Time {
    fn from(time: UnixTime) -> Self {
        let time = DateTime::from_unix_duration(Duration::from_secs(time.as_secs()));
        Self::from_date_time(time.expect("a certificate cannot name a time after the year 9999"))
    }
}

/// The time a text such as `"2028-01-01"` or `"2028-01-01T12:00:00Z"` stands for.
///
/// # Panics
///
/// If the text is neither, or the year is before 1970.
pub fn unix_time(text: &str) -> UnixTime {
    UnixTime::since_unix_epoch(date_time(text).unix_duration())
}

fn date_time(text: &str) -> DateTime {
    let time = match text.len() {
        10 => format!("{text}T00:00:00Z").parse(),
        _ => text.parse(),
    };
    time.unwrap_or_else(|_| panic!("`{text}` is not a date from 1970 to 9999"))
}
