//! What was read, and what the rules found in it.

use rustls_pki_types::UnixTime;
use serde::Serialize;
use vb365_tls::certificate::rfc3339;
use vb365_tls::identity::Identity;
use vb365_tls::{Certificate, Report};

use crate::inputs::Content;
use crate::outcome::Failure;

/// What was read, with a report for each scenario.
pub(crate) struct Exhibit {
    pub(crate) content: Content,
    pub(crate) reports: Vec<Report>,
    /// When it was checked.
    pub(crate) now: UnixTime,
}

/// One input, and what came of it.
pub(crate) struct Examined {
    pub(crate) name: String,
    pub(crate) exhibit: Result<Exhibit, Failure>,
}

impl Exhibit {
    pub(crate) fn certificate(&self) -> &Certificate {
        match &self.content {
            Content::Identity(identity) => identity.end_entity(),
            Content::Presented(presented) => presented.end_entity(),
        }
    }

    pub(crate) fn identity(&self) -> Option<&Identity> {
        match &self.content {
            Content::Identity(identity) => Some(identity),
            Content::Presented(_) => None,
        }
    }

    /// Whole days until the certificate expires, or since it did.
    pub(crate) fn days_left(&self) -> i64 {
        const DAY: i64 = 24 * 60 * 60;
        let seconds = |time: UnixTime| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let end = seconds(self.certificate().validity().not_after());
        (end - seconds(self.now)).div_euclid(DAY)
    }
}

/// What `--format json` prints.
#[derive(Serialize)]
pub(crate) struct Results<'a> {
    version: u32,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome<'a> {
    Read {
        file: &'a str,
        certificate: Box<Facts>,
        /// What else is in the input.
        ignored: Vec<String>,
        reports: &'a [Report],
    },
    Unreadable {
        file: &'a str,
        error: String,
    },
}

#[derive(Serialize)]
struct Facts {
    subject: String,
    issuer: String,
    serial: String,
    not_before: String,
    not_after: String,
    days_left: i64,
    names: Vec<String>,
    key: String,
    key_sha256: String,
    private_key: bool,
    sha256: String,
    thumbprint: String,
}

impl<'a> Results<'a> {
    pub(crate) fn of(examined: &'a [Examined]) -> Self {
        let outcome = |it: &'a Examined| match &it.exhibit {
            Err(failure) => Outcome::Unreadable {
                file: &it.name,
                error: failure.reason(),
            },
            Ok(exhibit) => Outcome::Read {
                file: &it.name,
                certificate: Box::new(facts(exhibit)),
                ignored: ignored(exhibit),
                reports: &exhibit.reports,
            },
        };
        Self {
            version: 1,
            results: examined.iter().map(outcome).collect(),
        }
    }
}

fn ignored(exhibit: &Exhibit) -> Vec<String> {
    let ignored = exhibit.identity().map_or(&[][..], Identity::ignored);
    ignored.iter().map(ToString::to_string).collect()
}

fn facts(exhibit: &Exhibit) -> Facts {
    let certificate = exhibit.certificate();
    let (validity, key) = (certificate.validity(), certificate.public_key());
    let names = certificate.subject_alt_name().present();
    let names = names.into_iter().flat_map(|it| it.names().iter());
    Facts {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        serial: certificate.serial().to_string(),
        not_before: rfc3339(validity.not_before()),
        not_after: rfc3339(validity.not_after()),
        days_left: exhibit.days_left(),
        names: names.map(|it| it.to_string()).collect(),
        key: key.to_string(),
        key_sha256: key.fingerprint().to_string(),
        private_key: exhibit.identity().is_some_and(Identity::has_private_key),
        sha256: certificate.fingerprint().to_string(),
        thumbprint: certificate.thumbprint().to_string(),
    }
}
