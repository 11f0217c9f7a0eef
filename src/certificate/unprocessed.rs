//! Extensions rustls does not process, and other clients do: read where a rule asks.

use der::Tag;

use super::general_name::Collected;
use super::{Extension, Malformed, Oid, locations, oid};
use crate::asn1::Element;

/// Refuses what is not an extension of its kind.
type Reader = fn(&Extension<'_>) -> Result<(), Malformed>;

/// Whether the value is what its standard defines, for the extensions of which no fact is kept.
pub(crate) const READERS: &[(Oid, Reader)] = &[
    (oid::CERTIFICATE_POLICIES, |it| policies(it).map(drop)),
    (oid::POLICY_MAPPINGS, policy_mappings),
    (oid::POLICY_CONSTRAINTS, |it| it.check_sequence()),
    (oid::INHIBIT_ANY_POLICY, |it| of_type(it, Tag::Integer)),
    (oid::ISSUER_ALT_NAME, general_names),
    (oid::SUBJECT_INFO_ACCESS, |it| {
        locations::ca_issuers(it).map(drop)
    }),
    (oid::FRESHEST_CRL, |it| {
        locations::crl_distribution_points(it).map(drop)
    }),
    (oid::TLS_FEATURE, |it| tls_features(it).map(drop)),
    (oid::NETSCAPE_CERT_TYPE, |it| netscape_types(it).map(drop)),
];

/// The policies in the order of the encoding, RFC 5280 section 4.2.1.4.
pub(crate) fn policies(extension: &Extension<'_>) -> Result<Vec<Oid>, Malformed> {
    const WHAT: &str = "the certificate policies";
    let mut policies = Vec::new();
    let mut list = extension.sequence(WHAT)?;
    while !list.is_at_end() {
        let mut fields = list.expect(Tag::Sequence, WHAT)?.children();
        policies.push(Oid::parse(&fields.next(WHAT)?, WHAT)?);
        if !fields.is_at_end() {
            fields.expect(Tag::Sequence, WHAT)?;
        }
        fields.finish(WHAT)?;
    }
    Ok(policies)
}

/// RFC 5280 section 4.2.1.5.
fn policy_mappings(extension: &Extension<'_>) -> Result<(), Malformed> {
    const WHAT: &str = "the policy mappings";
    let mut list = extension.sequence(WHAT)?;
    while !list.is_at_end() {
        let mut fields = list.expect(Tag::Sequence, WHAT)?.children();
        for _ in 0..2 {
            Oid::parse(&fields.next(WHAT)?, WHAT)?;
        }
        fields.finish(WHAT)?;
    }
    Ok(())
}

/// RFC 5280 section 4.2.1.7.
fn general_names(extension: &Extension<'_>) -> Result<(), Malformed> {
    let mut list = extension.sequence("the issuer alternative name")?;
    let mut names = Collected::default();
    while !list.is_at_end() {
        names.push(&list.next("a general name")?)?;
    }
    Ok(())
}

/// The TLS extensions a server promises to answer with, RFC 7633 section 4; a number beyond those of TLS is left out.
pub(crate) fn tls_features(extension: &Extension<'_>) -> Result<Vec<u16>, Malformed> {
    const WHAT: &str = "the TLS features";
    let mut features = Vec::new();
    let mut list = extension.sequence(WHAT)?;
    while !list.is_at_end() {
        let number: Element<'_> = list.expect(Tag::Integer, WHAT)?;
        features.extend(number.decode::<u16>(WHAT).ok());
    }
    Ok(features)
}

/// A bit of the Netscape certificate type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NetscapeType {
    Client = 0,
    Server = 1,
    Ca = 5,
}

/// The Netscape certificate types, all in one octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NetscapeTypes(u8);

/// The names of the bits, as OpenSSL configures them.
const NAMES: [&str; 8] = [
    "client", "server", "email", "objsign", "reserved", "sslCA", "emailCA", "objCA",
];

impl NetscapeType {
    pub(crate) fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

impl NetscapeTypes {
    pub(crate) fn contains(self, one: NetscapeType) -> bool {
        self.0 & (0x80 >> one as u8) != 0
    }

    /// The names of all that are set.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let is_set = move |number: &usize| self.0 & (0x80 >> number) != 0;
        (0..8).filter(is_set).map(|number| NAMES[number])
    }
}

/// <https://docs.openssl.org/3.0/man5/x509v3_config/#netscape-certificate-type>
pub(crate) fn netscape_types(extension: &Extension<'_>) -> Result<NetscapeTypes, Malformed> {
    const WHAT: &str = "the Netscape certificate type";
    let bits = extension.element(WHAT)?;
    match (bits.is(Tag::BitString), bits.contents) {
        (true, [0..8]) => Ok(NetscapeTypes(0)),
        (true, [0..8, octet, ..]) => Ok(NetscapeTypes(*octet)),
        _ => Err(Malformed::new(WHAT, bits.offset, "expected a BIT STRING")),
    }
}

/// Whether an OCSP responder is named, RFC 5280 section 4.2.2.1.
pub(crate) fn names_ocsp_responder(extension: &Extension<'_>) -> Result<bool, Malformed> {
    let addresses = locations::access_locations(extension, oid::ACCESS_OCSP)?;
    Ok(!addresses.is_empty())
}

fn of_type(extension: &Extension<'_>, tag: Tag) -> Result<(), Malformed> {
    const WHAT: &str = "an extension";
    let element = extension.element(WHAT)?;
    if element.is(tag) {
        return Ok(());
    }
    let reason = format_args!("expected {tag}, found {}", element.tag());
    Err(Malformed::new(WHAT, element.offset, reason))
}
