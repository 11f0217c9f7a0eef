use crate::address::Host;
use crate::certificate::Certificate;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    Exact,
    Wildcard,
    None,
}
pub(crate) fn matches(certificate: &Certificate, host: &Host) -> Match {
    let san = certificate.subject_alt_name().present();
    match san.is_some_and(|san| {
        san.dns_names().any(|n| Some(n) == host.as_dns())
            || san.ip_addresses().any(|n| Some(n) == host.as_ip())
    }) {
        true => Match::Exact,
        false => Match::None,
    }
}
pub(crate) fn matches_common_name(certificate: &Certificate, host: &Host) -> bool {
    certificate
        .subject()
        .common_names()
        .any(|n| Some(n) == host.as_dns())
}
