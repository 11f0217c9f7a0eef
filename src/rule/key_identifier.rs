//! Which certificate of its issuer a certificate asks for, RFC 5280 section 4.2.1.1.

use super::{CheckInput, Levels, NA, Rule, Violations, W};
use crate::certificate::{Certificate, IssuerAndSerial};
use crate::finding::{Basis, RuleId};
use crate::shown::{listed, shown};

pub(super) static MISMATCH: Rule = Rule {
    id: RuleId::new("authority-key-identifier-mismatch"),
    summary: "the certificate names another key or another certificate of its issuer",
    why: "The issuer has the right name, and another key identifier or another issuer and serial number than those \
          asked for, so it is probably an older or newer certificate of the same CA. Clients that go by the extension \
          find no issuer then; rustls does not look at it.",
    remedy: "Get the certificate of the issuer that is asked for. A CA that names issuer and serial number too has to \
             stop that before its own certificate is renewed.",
    citation: "RFC 5280 section 4.2.1.1",
    basis: Basis::Standard,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn mismatch(input: &CheckInput<'_>, violations: &mut Violations) {
    for ((position, certificate), (_, issuer)) in input.path().zip(input.issuers()) {
        if let Some(mismatch) = Mismatch::between(certificate, issuer) {
            let (expected, found) = mismatch.described(issuer);
            violations
                .add(position, expected, found)
                .of(mismatch.aspect(certificate));
        }
    }
}

/// What a certificate asks for and the issuer is not.
pub(super) enum Mismatch {
    Key {
        asked_for: Box<[u8]>,
        own: Box<[u8]>,
    },
    Certificate(IssuerAndSerial),
}

impl Mismatch {
    pub(super) fn between(certificate: &Certificate, issuer: &Certificate) -> Option<Self> {
        let asked_for = certificate.authority_key_identifier().present();
        let own = issuer.subject_key_identifier().present();
        if let (Some(Some(asked_for)), Some(own)) = (asked_for, own)
            && asked_for != own
        {
            let (asked_for, own) = (asked_for.clone(), own.clone());
            return Some(Self::Key { asked_for, own });
        }
        let asked_for = IssuerAndSerial::of(certificate)?;
        let is_other = !asked_for.is_that_of(issuer);
        is_other.then_some(Self::Certificate(asked_for))
    }

    fn aspect(&self, certificate: &Certificate) -> &'static str {
        let asked_for = certificate.authority_key_identifier().present();
        match self {
            Self::Key { .. } => "key identifier",
            Self::Certificate(_) if matches!(asked_for, Some(Some(_))) => "issuer and serial",
            Self::Certificate(_) => "issuer and serial alone",
        }
    }

    fn described(&self, issuer: &Certificate) -> (String, String) {
        match self {
            Self::Key { asked_for, own } => (
                format!("the issuer's key identifier {}", hexadecimal(own)),
                hexadecimal(asked_for),
            ),
            Self::Certificate(asked_for) => (
                format!(
                    "those of the issuer's certificate: serial number `{}` of issuer {}",
                    shown(issuer.serial()),
                    listed([issuer.issuer()])
                ),
                asked_for.to_string(),
            ),
        }
    }
}

/// Key identifiers are hashes as a rule, of 20 octets; longer ones are cut short.
pub(super) fn hexadecimal(identifier: &[u8]) -> String {
    let digits = |octet: &u8| format!("{octet:02x}");
    listed([identifier.iter().take(32).map(digits).collect::<String>()])
}
