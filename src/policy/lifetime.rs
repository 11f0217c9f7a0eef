use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use rustls_pki_types::UnixTime;

use crate::parse_error::ParseError;

/// How long a certificate may be valid before `lifetime-too-long` says so.
///
/// As text it is `any`, `public-web` or a number of days as Microsoft Graph writes the `maxLifetime` of an app
/// management policy, an ISO 8601 duration such as `P180D`
/// (<https://learn.microsoft.com/graph/api/resources/keycredentialconfiguration>).
///
/// ```
/// use vb365_tls::policy::Lifetime;
///
/// assert_eq!("P180D".parse(), Ok(Lifetime::Days(180)));
/// assert_eq!(Lifetime::Days(180).to_string(), "P180D");
/// assert_eq!("public-web".parse(), Ok(Lifetime::PublicWeb));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Lifetime {
    /// Any time.
    #[default]
    Any,
    /// So many days of 86 400 seconds.
    Days(u32),
    /// What public CAs may issue, by date of issue: 398 days, 200 from 2026-03-15, 100 from 2027-03-15 and 47 from
    /// 2029-03-15 (CA/Browser Forum Baseline Requirements section 6.3.2, ballot SC-081v3).
    PublicWeb,
}

impl Lifetime {
    /// The limit for a certificate issued at `not_before`; `None` if there is none.
    pub fn limit(self, not_before: UnixTime) -> Option<Duration> {
        const DAY: u64 = 86_400;
        // 2029-03-15, 2027-03-15 and 2026-03-15, each 00:00:00 UTC.
        const STEPS: [(u64, u64); 3] = [
            (1_868_227_200, 47),
            (1_805_068_800, 100),
            (1_773_532_800, 200),
        ];
        let days = match self {
            Self::Any => return None,
            Self::Days(days) => u64::from(days),
            Self::PublicWeb => STEPS
                .iter()
                .find(|(since, _)| not_before.as_secs() >= *since)
                .map_or(398, |(_, days)| *days),
        };
        Some(Duration::from_secs(days * DAY))
    }
}

impl FromStr for Lifetime {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] if the text is not one of the three forms. Years, months, weeks and times of day are refused: the
    /// limit of a tenant is a number of days, and what a month is depends on the date.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "any" => return Ok(Self::Any),
            "public-web" => return Ok(Self::PublicWeb),
            _ => {}
        }
        let Some(duration) = text.strip_prefix('P') else {
            return Err(ParseError::invalid(
                text,
                "lifetime: any, public-web or a number of days such as P180D",
            ));
        };
        let days = duration.strip_suffix('D').unwrap_or_default();
        if days.is_empty() || !days.bytes().all(|it| it.is_ascii_digit()) {
            return Err(ParseError::invalid(text, reason(duration)));
        }
        days.parse().map(Self::Days).map_err(|_| {
            let most = u32::MAX;
            ParseError::invalid(text, format!("lifetime: at most {most} days"))
        })
    }
}

/// Why a duration of ISO 8601 is none in days.
fn reason(duration: &str) -> &'static str {
    let (date, time) = match duration.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (duration, None),
    };
    if date.contains('Y') {
        "lifetime: years differ in length, and only days are understood, such as P365D"
    } else if date.contains('M') {
        "lifetime: months differ in length, and only days are understood, such as P180D"
    } else if date.contains('W') {
        "lifetime: weeks are not understood, give days such as P182D"
    } else if time.is_some() {
        "lifetime: times of day are not understood, give whole days such as P180D"
    } else {
        "lifetime: a number of days in digits stands between P and D, such as P180D"
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Days(days) => write!(f, "P{days}D"),
            Self::PublicWeb => f.write_str("public-web"),
        }
    }
}
