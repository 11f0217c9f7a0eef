use der::Tag;

use super::field;
use super::unusable::{Reason, UnsupportedCrl};
use crate::asn1::{Cursor, Element};
use crate::certificate::distribution_point::{self, PointName};
use crate::certificate::locations::authority_key_identifier;
use crate::certificate::{Certificate, DistinguishedName, Extension, Malformed, Reasons, oid};

/// What the extensions of a list say, RFC 5280 section 5.2.
#[derive(Clone, Debug, Default)]
pub(super) struct Extensions {
    distribution_point: Option<IssuingDistributionPoint>,
    /// One for each extension; `None` for one without a key, or not readable.
    key_identifiers: Vec<Option<Box<[u8]>>>,
    /// For each extension, whether it is critical.
    numbers: Vec<bool>,
    is_of_one_key: bool,
}

/// What a list confines itself to, RFC 5280 section 5.2.5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IssuingDistributionPoint {
    names: Vec<PointName>,
    scope: Scope,
    reasons: Reasons,
}

/// Which certificates of its issuer a list covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    EndEntities,
    CaCerts,
}

impl Extensions {
    /// Reads the last field of the signed part of a list of this issuer.
    pub(super) fn read(mut fields: Cursor<'_>, issuer: &DistinguishedName) -> Result<Self, Reason> {
        const WHAT: &str = "the extensions of the CRL";
        if fields.is_at_end() {
            return Err(UnsupportedCrl::NoExtensions.into());
        }
        let tag = Tag::ContextSpecific {
            constructed: true,
            number: der::TagNumber(0),
        };
        let tagged = field(&mut fields, tag, WHAT)?;
        fields.finish(WHAT)?;
        let mut explicit = tagged.children();
        let sequence = explicit.expect(Tag::Sequence, WHAT)?;
        explicit.finish(WHAT)?;
        let mut list = sequence.children();
        if list.is_at_end() {
            return Err(Malformed::new(WHAT, sequence.offset, "an empty SEQUENCE").into());
        }
        let mut read = Self::default();
        while !list.is_at_end() {
            let element = list.expect(Tag::Sequence, WHAT)?;
            let extension = Extension::parse(&element)?;
            match extension.oid() {
                oid::ISSUING_DISTRIBUTION_POINT if read.distribution_point.is_some() => {
                    let reason = format_args!("{extension} is repeated");
                    return Err(Malformed::new(WHAT, element.offset, reason).into());
                }
                oid::ISSUING_DISTRIBUTION_POINT => {
                    let point = IssuingDistributionPoint::parse(&extension, issuer)?;
                    read.distribution_point = Some(point);
                }
                oid::DELTA_CRL_INDICATOR => return Err(UnsupportedCrl::Delta.into()),
                oid::CRL_NUMBER => {
                    check_number(&extension)?;
                    read.numbers.push(extension.is_critical());
                }
                oid::AUTHORITY_KEY_IDENTIFIER => {
                    let key = authority_key_identifier(&extension);
                    read.key_identifiers.push(key.ok().flatten());
                }
                oid::MICROSOFT_CA_VERSION if !extension.is_critical() => read.is_of_one_key = true,
                _ if extension.is_critical() => {
                    return Err(UnsupportedCrl::CriticalExtension(extension.to_string()).into());
                }
                _ => {}
            }
        }
        Ok(read)
    }

    pub(super) fn distribution_point(&self) -> Option<&IssuingDistributionPoint> {
        self.distribution_point.as_ref()
    }

    /// Several keys are as good as none: which one signed, the signature tells.
    pub(super) fn authority_key_identifier(&self) -> Option<&[u8]> {
        match self.key_identifiers.as_slice() {
            [only] => only.as_deref(),
            _ => None,
        }
    }

    pub(super) fn has_authority_key_identifier(&self) -> bool {
        !self.key_identifiers.is_empty()
    }

    pub(super) fn is_of_one_key(&self) -> bool {
        self.is_of_one_key
    }

    /// For each CRL number, whether it is critical.
    pub(super) fn numbers(&self) -> &[bool] {
        &self.numbers
    }
}

/// RFC 5280 section 5.2.3.
fn check_number(extension: &Extension<'_>) -> Result<(), Malformed> {
    const WHAT: &str = "the CRL number";
    const MOST_OCTETS: usize = 20;
    let number = extension.element(WHAT)?;
    let malformed = |reason: String| Malformed::new(WHAT, number.offset, reason);
    if !number.is(Tag::Integer) {
        let reason = format!("expected {}, found {}", Tag::Integer, number.tag());
        return Err(malformed(reason));
    }
    let magnitude = match number.contents {
        [] | [0x80..=0xff, ..] | [0, 0..=0x7f, ..] => {
            return Err(malformed("not an INTEGER from 0 on in DER".into()));
        }
        [0, rest @ ..] => rest,
        all => all,
    };
    match magnitude.len() {
        ..=MOST_OCTETS => Ok(()),
        octets => Err(malformed(format!(
            "{octets} octets, more than the {MOST_OCTETS} of RFC 5280 section 5.2.3"
        ))),
    }
}

impl IssuingDistributionPoint {
    fn parse(extension: &Extension<'_>, issuer: &DistinguishedName) -> Result<Self, Reason> {
        let fields = Fields::read(extension)?;
        if fields.is_of_attribute_certificates {
            return Err(UnsupportedCrl::AttributeCertificates.into());
        }
        if fields.is_indirect {
            return Err(UnsupportedCrl::Indirect.into());
        }
        let Some(names) = fields.names else {
            return Err(UnsupportedCrl::NoDistributionPoint.into());
        };
        let names = names.into_iter().map(|name| name.in_full(issuer));
        let scope = match (fields.is_of_end_entities, fields.is_of_ca_certs) {
            (true, _) => Scope::EndEntities,
            (false, true) => Scope::CaCerts,
            (false, false) => Scope::All,
        };
        Ok(Self {
            names: names.collect::<Result<_, _>>()?,
            scope,
            reasons: fields.reasons.unwrap_or(Reasons::ALL),
        })
    }

    /// The names of the distribution point that can be compared.
    pub(crate) fn names(&self) -> &[PointName] {
        &self.names
    }

    pub(crate) fn scope(&self) -> Scope {
        self.scope
    }

    /// RFC 5280 section 6.3.3 (d): those of its distribution points that have one of the names, as far as the list is for
    /// them; the only point of a certificate without any is its issuer.
    pub(super) fn reasons_for(&self, certificate: &Certificate) -> Reasons {
        let issuer = certificate.issuer();
        let at_points = match distribution_point::of(certificate) {
            Some(points) => {
                let mut named = points;
                named.retain(|point| point.is_among(&self.names, issuer));
                let reasons = named.iter().map(|point| point.reasons);
                reasons.fold(Reasons::NONE, Reasons::and)
            }
            None if self
                .names
                .contains(&PointName::Directory(issuer.as_der().into())) =>
            {
                Reasons::ALL
            }
            None => Reasons::NONE,
        };
        at_points.among(self.reasons)
    }
}

impl Scope {
    pub(super) fn includes(self, certificate: &Certificate) -> bool {
        match self {
            Self::All => true,
            Self::EndEntities => !certificate.is_ca(),
            Self::CaCerts => certificate.is_ca(),
        }
    }
}

#[derive(Default)]
struct Fields {
    names: Option<Vec<PointName>>,
    is_of_end_entities: bool,
    is_of_ca_certs: bool,
    reasons: Option<Reasons>,
    is_indirect: bool,
    is_of_attribute_certificates: bool,
}

const POINT: &str = "the issuing distribution point";

impl Fields {
    fn read(extension: &Extension<'_>) -> Result<Self, Malformed> {
        let mut read = Self::default();
        let mut fields = extension.sequence(POINT)?;
        let mut next_number = 0;
        while !fields.is_at_end() {
            let field = fields.next(POINT)?;
            // Each at most once, in the order of their numbers; only the distribution point holds elements.
            let number = field.context_number().filter(|number| {
                *number >= next_number && field.is_constructed() == (*number == 0)
            });
            let number = number.ok_or_else(|| unexpected(&field))?;
            next_number = number + 1;
            match number {
                0 => read.names = Some(distribution_point::names(&field)?),
                1 => read.is_of_end_entities = boolean(&field)?,
                2 => read.is_of_ca_certs = boolean(&field)?,
                3 => read.reasons = Some(Reasons::parse(&field, POINT)?),
                4 => read.is_indirect = boolean(&field)?,
                5 => read.is_of_attribute_certificates = boolean(&field)?,
                _ => return Err(unexpected(&field)),
            }
        }
        if read.is_of_end_entities && read.is_of_ca_certs {
            let reason = "it says both onlyContainsUserCerts and onlyContainsCACerts";
            return Err(Malformed::new(POINT, fields.offset(), reason));
        }
        Ok(read)
    }
}

fn unexpected(field: &Element<'_>) -> Malformed {
    let reason = format_args!("unexpected {}", field.tag());
    Malformed::new(POINT, field.offset, reason)
}

/// FALSE is the default, which DER leaves out; CAs write it all the same, and rustls-webpki does not mind.
fn boolean(field: &Element<'_>) -> Result<bool, Malformed> {
    match field.contents {
        [0xff] => Ok(true),
        [0] => Ok(false),
        _ => {
            let reason = "a BOOLEAN that is neither 0xff nor 0x00";
            Err(Malformed::new(POINT, field.offset, reason))
        }
    }
}
