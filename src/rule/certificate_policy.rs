//! Certificate policies, RFC 5280 section 4.2.1.4. What they mean is nobody's business here.

use super::extension::repeated_among;
use super::{CheckInput, Levels, NA, Rule, Violations, W};
use crate::certificate::oid;
use crate::certificate::unprocessed::policies;
use crate::finding::{Basis, RuleId};
use crate::shown::listed;

pub(super) static REPEATED: Rule = Rule {
    id: RuleId::new("certificate-policy-repeated"),
    summary: "a certificate policy is in the certificate more than once",
    why: "A policy must not be listed twice. A strict parser does not read such a certificate at all, whether somebody \
          asks for policies or not; rustls does not look at them.",
    remedy: "Have the certificate issued with each policy once: it stands twice in the template or the configuration of \
             the CA.",
    citation: "RFC 5280 section 4.2.1.4",
    basis: Basis::Peers,
    levels: Levels::new(W, NA, NA),
};

pub(super) fn repeated(input: &CheckInput<'_>, violations: &mut Violations) {
    for (position, certificate) in input.relied_on() {
        let extension = certificate.extension(oid::CERTIFICATE_POLICIES);
        let policies = extension.and_then(|it| policies(&it).ok());
        let repeated = repeated_among(policies.unwrap_or_default());
        if !repeated.is_empty() {
            let found = format!("{} more than once", listed(repeated));
            violations.add(position, "each certificate policy once", found);
        }
    }
}
