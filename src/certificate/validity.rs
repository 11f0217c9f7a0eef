use std::time::Duration;

use der::{DateTime, Tag};
use rustls_pki_types::UnixTime;

use super::Malformed;
use crate::asn1::Element;

use crate::shown::shown;

/// The time span a certificate claims, RFC 5280 section 4.1.2.5; both ends are included.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// let chain = Forge::product_default().chain(&provider);
/// let validity = chain.end_entity().validity();
/// assert!(validity.contains(Forge::now()));
/// assert_eq!(validity.lifetime().as_secs() / 86_400 / 365, 10);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validity {
    not_before: UnixTime,
    not_after: UnixTime,
    deviations: Vec<&'static str>,
    is_read_by_rustls: bool,
}

impl Validity {
    pub(crate) fn parse(validity: &Element<'_>) -> Result<Self, Malformed> {
        const WHAT: &str = "the validity";
        let mut times = validity.children();
        let mut deviations = Vec::new();
        let elements = [times.next(WHAT)?, times.next(WHAT)?];
        let not_before = time(&elements[0], &mut deviations)?;
        let not_after = time(&elements[1], &mut deviations)?;
        times.finish(WHAT)?;
        Ok(Self {
            not_before,
            not_after,
            deviations: once_each(deviations),
            is_read_by_rustls: elements.iter().all(is_read_by_rustls),
        })
    }

    /// The first second of the validity; times before 1970 are shown as 1970.
    pub fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last second of the validity.
    pub fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// Whether `now` lies within the validity.
    pub fn contains(&self, now: UnixTime) -> bool {
        self.not_before <= now && now <= self.not_after
    }

    /// The whole span; zero if the end lies before the start.
    pub fn lifetime(&self) -> Duration {
        Duration::from_secs(
            self.not_after
                .as_secs()
                .saturating_sub(self.not_before.as_secs()),
        )
    }

    /// Where the encoding differs from RFC 5280 or from what rustls reads, in words, each once.
    pub(crate) fn deviations(&self) -> &[&'static str] {
        &self.deviations
    }

    /// Whether both times are written as rustls-webpki 0.103.17 reads them (`time.rs`): every digit, `Z`, since 1970.
    pub(crate) fn is_read_by_rustls(&self) -> bool {
        self.is_read_by_rustls
    }
}

/// Both times may deviate in the same ways.
fn once_each(deviations: Vec<&'static str>) -> Vec<&'static str> {
    let mut once: Vec<&'static str> = Vec::with_capacity(deviations.len());
    for deviation in deviations {
        if !once.contains(&deviation) {
            once.push(deviation);
        }
    }
    once
}

/// What the digits say has been read by [`time`], save for the years before 1970, which it shows as 1970.
fn is_read_by_rustls(element: &Element<'_>) -> bool {
    let is_short = element.is(Tag::UtcTime);
    let digits = if is_short { 12 } else { 14 };
    match element.contents.split_last() {
        Some((b'Z', rest)) if rest.len() == digits && rest.iter().all(u8::is_ascii_digit) => {
            // RFC 5280 section 4.1.2.5.1: the years 50 to 99 are of the twentieth century.
            if is_short {
                !(b"50".as_slice()..b"70".as_slice()).contains(&&rest[..2])
            } else {
                &rest[..4] >= b"1970".as_slice()
            }
        }
        _ => false,
    }
}

/// A time as RFC 3339 writes it, in UTC and whole seconds.
///
/// ```
/// use vb365_tls::certificate::rfc3339;
/// use rustls_pki_types::UnixTime;
/// let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_793_491_200));
/// assert_eq!(rfc3339(time), "2026-11-01T00:00:00Z");
/// ```
pub fn rfc3339(time: UnixTime) -> String {
    match DateTime::from_unix_duration(Duration::from_secs(time.as_secs())) {
        Ok(date) => date.to_string(),
        Err(_) => String::from("after the year 9999"),
    }
}

/// Lenient where the meaning is clear, so that a certificate with an odd date is checked by a rule and not lost.
pub(super) fn time(
    element: &Element<'_>,
    deviations: &mut Vec<&'static str>,
) -> Result<UnixTime, Malformed> {
    let malformed = || {
        let text = shown(String::from_utf8_lossy(element.contents));
        Malformed::new(
            "a time",
            element.offset,
            format_args!("`{text}` cannot be read"),
        )
    };
    let count = { element.contents.iter() }.take_while(|octet| octet.is_ascii_digit());
    let (digits, rest) = element.contents.split_at(count.count());
    let rest = std::str::from_utf8(rest).map_err(|_| malformed())?;

    let (year_digits, year) = if element.is(Tag::UtcTime) {
        let year = number(digits, 0, 2).ok_or_else(malformed)?;
        // RFC 5280 section 4.1.2.5.1: 50 to 99 are of the twentieth century.
        (2, if year < 50 { 2000 + year } else { 1900 + year })
    } else if element.is(Tag::GeneralizedTime) {
        (4, number(digits, 0, 4).ok_or_else(malformed)?)
    } else {
        return Err(malformed());
    };
    let field = |index: usize| number(digits, year_digits + 2 * index, 2);
    let (Some(month), Some(day), Some(hour), Some(minute)) =
        (field(0), field(1), field(2), field(3))
    else {
        return Err(malformed());
    };
    let second = match digits.len() - year_digits {
        8 => {
            deviations.push("no seconds");
            0
        }
        10 => field(4).ok_or_else(malformed)?,
        _ => return Err(malformed()),
    };

    let zone = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => {
            deviations.push("fractional seconds");
            fraction.trim_start_matches(|character: char| character.is_ascii_digit())
        }
        None => rest,
    };
    let offset = match zone {
        "Z" => 0,
        "" => {
            deviations.push("no `Z`");
            0
        }
        _ => {
            deviations.push("a time zone other than `Z`");
            zone_seconds(zone).ok_or_else(malformed)?
        }
    };
    if element.is(Tag::GeneralizedTime) && year < 2050 {
        deviations.push("GeneralizedTime for a year before 2050");
    }

    if year < 1970 {
        deviations.push(BEFORE_1970);
        return Ok(UnixTime::since_unix_epoch(Duration::ZERO));
    }
    let [month, day, hour, minute, second] =
        [month, day, hour, minute, second].map(|value| u8::try_from(value).unwrap_or(u8::MAX));
    let local = DateTime::new(year, month, day, hour, minute, second)
        .map_err(|_| malformed())?
        .unix_duration()
        .as_secs();
    let seconds = local.saturating_add_signed(-offset);
    Ok(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}

/// RFC 5280 has nothing against it; rustls does not read it.
const BEFORE_1970: &str = "a year before 1970";

fn number(digits: &[u8], start: usize, length: usize) -> Option<u16> {
    let digits = digits.get(start..start + length)?.iter();
    Some(digits.fold(0, |number, digit| 10 * number + u16::from(digit - b'0')))
}

fn zone_seconds(zone: &str) -> Option<i64> {
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = zone.get(1..)?;
    if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let hours = number(digits.as_bytes(), 0, 2)?;
    let minutes = number(digits.as_bytes(), 2, 2)?;
    Some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
}
