use der::Tag;

use super::date::date;
use super::field;
use super::unusable::{Reason, UnsupportedCrl};
use crate::asn1::Element;
use crate::certificate::{Extension, Malformed, oid};

const WHAT: &str = "an entry of the CRL";

/// Where the serial numbers stand, RFC 5280 section 5.1.2.6.
pub(super) fn read(list: &Element<'_>) -> Result<Vec<u32>, Reason> {
    let mut places = Vec::new();
    let mut entries = list.children();
    while !entries.is_at_end() {
        let mut entry = field(&mut entries, Tag::Sequence, WHAT)?.children();
        let serial = entry.expect(Tag::Integer, WHAT)?;
        date(&entry.next(WHAT)?)?;
        if !entry.is_at_end() {
            extensions(&entry.expect(Tag::Sequence, WHAT)?)?;
        }
        entry.finish(WHAT)?;
        let place = u32::try_from(serial.offset);
        places.push(place.map_err(|_| Malformed::new(WHAT, serial.offset, "it is too far in"))?);
    }
    Ok(places)
}

/// RFC 5280 section 5.3; CAs write an empty SEQUENCE where there are none.
fn extensions(list: &Element<'_>) -> Result<(), Reason> {
    let mut extensions = list.children();
    let (mut has_reason, mut has_date) = (false, false);
    while !extensions.is_at_end() {
        let element = extensions.expect(Tag::Sequence, WHAT)?;
        let extension = Extension::parse(&element)?;
        let is_repeated = match extension.oid() {
            oid::REASON_CODE => {
                check_reason(&extension)?;
                std::mem::replace(&mut has_reason, true)
            }
            oid::INVALIDITY_DATE => {
                date(&extension.element(WHAT)?)?;
                std::mem::replace(&mut has_date, true)
            }
            oid::CERTIFICATE_ISSUER => return Err(UnsupportedCrl::Indirect.into()),
            _ if extension.is_critical() => {
                return Err(UnsupportedCrl::CriticalEntryExtension(extension.to_string()).into());
            }
            _ => false,
        };
        if is_repeated {
            let reason = format_args!("{extension} is repeated");
            return Err(Malformed::new(WHAT, element.offset, reason).into());
        }
    }
    Ok(())
}

/// RFC 5280 section 5.3.1. That an entry is removed (8) belongs in delta CRLs; here it stands and revokes.
fn check_reason(extension: &Extension<'_>) -> Result<(), Reason> {
    let code = extension.element(WHAT)?;
    match (code.is(Tag::Enumerated), code.contents) {
        (true, [0..=6 | 8..=10]) => Ok(()),
        (true, [undefined]) => Err(UnsupportedCrl::ReasonCode(*undefined).into()),
        _ => {
            let reason = "its reason is not an ENUMERATED of one octet";
            Err(Malformed::new(WHAT, code.offset, reason).into())
        }
    }
}
