use std::fmt;
use std::num::{NonZeroU16, NonZeroU32};
use std::str::FromStr;
use std::time::Duration;

use crate::parse_error::ParseError;

/// How long before its end a certificate is said to expire soon: days, a share of its lifetime, or the shorter of both.
///
/// As text it is a number of days such as `P30D`, a share such as `33%` or `1/3`, or both, such as `P30D or 1/3`; then
/// the shorter time counts. The default is `P30D or 1/3`: 30 days for a certificate of a year, and 15 for one of 45 days.
/// A third is when <https://letsencrypt.org/docs/integration-guide/> asks for a renewal, so that until then nobody is late.
///
/// A time of nothing is refused: to hear of no end, allow the rule `certificate-expires-soon`.
///
/// ```
/// use std::time::Duration;
/// use vb365_tls::policy::ExpiresSoon;
///
/// const DAY: Duration = Duration::from_secs(86_400);
/// let recommended = ExpiresSoon::default();
/// assert_eq!(recommended.to_string(), "P30D or 1/3");
/// assert_eq!(recommended.of(365 * DAY), 30 * DAY);
/// assert_eq!(recommended.of(45 * DAY), 15 * DAY);
///
/// let share: ExpiresSoon = "20%".parse()?;
/// assert_eq!(share.of(365 * DAY), 73 * DAY);
/// assert!("0%".parse::<ExpiresSoon>().is_err());
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(into = "String"))]
pub struct ExpiresSoon(Time);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Time {
    Days(NonZeroU32),
    Share(Share),
    ShorterOf(NonZeroU32, Share),
}

/// So many parts of so many; at most the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Share {
    parts: NonZeroU16,
    of: NonZeroU16,
}

impl ExpiresSoon {
    const DEFAULT: Self = {
        match (NonZeroU32::new(30), NonZeroU16::new(3)) {
            (Some(days), Some(of)) => Self(Time::ShorterOf(
                days,
                Share {
                    parts: NonZeroU16::MIN,
                    of,
                },
            )),
            _ => Self(Time::Days(NonZeroU32::MIN)),
        }
    };

    /// So many days of 86 400 seconds before the end.
    pub const fn days(days: NonZeroU32) -> Self {
        Self(Time::Days(days))
    }

    /// How long before its end a certificate of this lifetime expires soon, in whole seconds.
    pub fn of(self, lifetime: Duration) -> Duration {
        match self.0 {
            Time::Days(days) => in_days(days),
            Time::Share(share) => share.of(lifetime),
            Time::ShorterOf(days, share) => in_days(days).min(share.of(lifetime)),
        }
    }

    /// The share that decides for a certificate of this lifetime, as text; `None` if it is the days that do.
    pub(crate) fn deciding_share(self, lifetime: Duration) -> Option<String> {
        match self.0 {
            Time::Days(_) => None,
            Time::Share(share) => Some(share.to_string()),
            Time::ShorterOf(days, share) => {
                (share.of(lifetime) < in_days(days)).then(|| share.to_string())
            }
        }
    }
}

impl Default for ExpiresSoon {
    fn default() -> Self {
        Self::DEFAULT
    }
}

fn in_days(days: NonZeroU32) -> Duration {
    Duration::from_secs(u64::from(days.get()) * 86_400)
}

impl Share {
    fn of(self, lifetime: Duration) -> Duration {
        let parts = u128::from(self.parts.get()) * u128::from(lifetime.as_secs());
        let seconds = parts / u128::from(self.of.get());
        // A share is at most the whole, which fits.
        Duration::from_secs(u64::try_from(seconds).unwrap_or(u64::MAX))
    }
}

const FORMS: &str = "expires-soon: days such as P30D, a share of the lifetime such as 33% or 1/3, or both such as \
                     P30D or 1/3";

impl FromStr for ExpiresSoon {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] if the text is not one of the forms, if it comes to nothing (`P0D`, `0%`, `0/3`) or to more than
    /// the lifetime (`101%`, `4/3`).
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = |what: &'static str| ParseError::invalid(text, what);
        let time = match text.split_once(" or ") {
            Some((days, share)) => {
                Time::ShorterOf(read_days(days, &error)?, read_share(share, &error)?)
            }
            None if text.starts_with('P') => Time::Days(read_days(text, &error)?),
            None => Time::Share(read_share(text, &error)?),
        };
        Ok(Self(time))
    }
}

fn read_days(
    text: &str,
    error: &dyn Fn(&'static str) -> ParseError,
) -> Result<NonZeroU32, ParseError> {
    let digits = text.strip_prefix('P').and_then(|it| it.strip_suffix('D'));
    let digits = digits
        .filter(|it| is_number(it))
        .ok_or_else(|| error(FORMS))?;
    let days: u32 = digits
        .parse()
        .map_err(|_| error("expires-soon: at most 4294967295 days"))?;
    NonZeroU32::new(days).ok_or_else(|| error(NOTHING))
}

fn read_share(text: &str, error: &dyn Fn(&'static str) -> ParseError) -> Result<Share, ParseError> {
    let (parts, of) = match text.strip_suffix('%') {
        Some(percent) => (percent, "100"),
        None => text.split_once('/').ok_or_else(|| error(FORMS))?,
    };
    if !is_number(parts) || !is_number(of) {
        return Err(error(FORMS));
    }
    // What does not fit is far from any share that is meant.
    let number = |digits: &str| digits.parse().map_err(|_| error(TOO_MUCH));
    let (parts, of): (u16, u16) = (number(parts)?, number(of)?);
    match (NonZeroU16::new(parts), NonZeroU16::new(of)) {
        (Some(parts), Some(of)) if parts <= of => Ok(Share { parts, of }),
        (Some(_), _) => Err(error(TOO_MUCH)),
        (None, _) => Err(error(NOTHING)),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

const NOTHING: &str = "expires-soon: it comes to nothing, so that nothing would ever expire soon; to hear of no \
                       end, allow certificate-expires-soon";
const TOO_MUCH: &str =
    "expires-soon: a share is at most the whole lifetime, 100% or 1/1, in numbers up to 65535";

impl fmt::Display for ExpiresSoon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Time::Days(days) => write!(f, "P{days}D"),
            Time::Share(share) => share.fmt(f),
            Time::ShorterOf(days, share) => write!(f, "P{days}D or {share}"),
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of.get() {
            100 => write!(f, "{}%", self.parts),
            of => write!(f, "{}/{of}", self.parts),
        }
    }
}

/// By hand, so that the error for a number or a map names the field.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ExpiresSoon {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl serde::de::Visitor<'_> for Text {
            type Value = ExpiresSoon;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("expires-soon as text, such as P30D, 33% or P30D or 1/3")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ExpiresSoon, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

impl From<ExpiresSoon> for String {
    fn from(expires_soon: ExpiresSoon) -> Self {
        expires_soon.to_string()
    }
}
