//! `--now` and `--provider`: what a verdict depends on besides certificate and scenario.

use std::time::Duration;

use der::DateTime;
use rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use rustls_pki_types::UnixTime;
use vb365_tls::Context;

#[derive(clap::Args)]
pub(crate) struct ContextArgs {
    /// The time to check at, such as 2026-11-01T00:00:00Z; by default the clock of this machine
    #[arg(long, value_name = "RFC3339", value_parser = instant)]
    now: Option<UnixTime>,

    /// Who does the cryptography
    #[arg(long, value_enum, default_value = "ring")]
    provider: Provider,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Provider {
    Ring,
    AwsLcRs,
}

impl ContextArgs {
    pub(crate) fn context(&self) -> Context {
        let provider: CryptoProvider = match self.provider {
            Provider::Ring => ring::default_provider(),
            Provider::AwsLcRs => aws_lc_rs::default_provider(),
        };
        match self.now {
            Some(now) => Context::fixed(provider, now),
            None => Context::new(provider),
        }
    }
}

/// RFC 3339 section 5.6, from 1970 on; fractions of a second are dropped.
fn instant(text: &str) -> Result<UnixTime, String> {
    parse(text).ok_or_else(|| String::from("no time such as 2026-11-01T00:00:00Z"))
}

fn parse(text: &str) -> Option<UnixTime> {
    let (date_time, rest) = text.split_at_checked("2026-11-01T00:00:00".len())?;
    let utc = format!("{}Z", date_time.to_ascii_uppercase());
    let local = utc.parse::<DateTime>().ok()?.unix_duration();
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|it: char| it.is_ascii_digit()),
        None => rest,
    };
    let time = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => Some(local),
        ("+", offset) => local.checked_sub(hours_and_minutes(offset)?),
        ("-", offset) => local.checked_add(hours_and_minutes(offset)?),
        _ => None,
    };
    time.map(UnixTime::since_unix_epoch)
}

fn hours_and_minutes(text: &str) -> Option<Duration> {
    let number = |digits: &str| match digits.len() {
        2 if digits.bytes().all(|it| it.is_ascii_digit()) => digits.parse::<u64>().ok(),
        _ => None,
    };
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then(|| Duration::from_secs(hours * 3600 + minutes * 60))
}
