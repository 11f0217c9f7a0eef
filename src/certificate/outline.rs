//! What can be told of a certificate without reading it.

use der::Tag;

use super::{DistinguishedName, Malformed, PublicKey, Validity};
use crate::asn1::{Cursor, Element, Header};

/// Names and key of a certificate, found by stepping over its fields: the time that takes does not depend on what is in
/// them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline<'a> {
    issuer: Element<'a>,
    validity: Element<'a>,
    subject: Element<'a>,
    public_key: Element<'a>,
}

impl<'a> Outline<'a> {
    /// `None` for what [`Certificate::from_der`](super::Certificate::from_der) does not read either.
    pub(crate) fn of(der: &'a [u8]) -> Option<Self> {
        Self::read(der).ok()
    }

    fn read(der: &'a [u8]) -> Result<Self, Malformed> {
        const WHAT: &str = "the certificate";
        let mut input = Cursor::new(der, 0);
        let certificate = input.expect(Tag::Sequence, WHAT)?;
        input.finish(WHAT)?;
        let mut fields = certificate.children();
        let mut tbs = fields.expect(Tag::Sequence, WHAT)?.children();
        super::version(&mut tbs)?;
        tbs.expect(Tag::Integer, WHAT)?;
        tbs.expect(Tag::Sequence, WHAT)?;
        let issuer = tbs.expect(Tag::Sequence, WHAT)?;
        Ok(Self {
            issuer,
            validity: tbs.expect(Tag::Sequence, WHAT)?,
            subject: tbs.expect(Tag::Sequence, WHAT)?,
            public_key: tbs.expect(Tag::Sequence, WHAT)?,
        })
    }

    /// The encoding of the name of the issuer.
    pub(crate) fn issuer(&self) -> &'a [u8] {
        self.issuer.encoding
    }

    /// The encoding of the name.
    pub(crate) fn subject(&self) -> &'a [u8] {
        self.subject.encoding
    }

    /// The name, where it is readable.
    pub(crate) fn read_subject(&self) -> Option<DistinguishedName> {
        DistinguishedName::copied(&self.subject).ok()
    }

    pub(crate) fn read_validity(&self) -> Result<Validity, Malformed> {
        Validity::parse(&self.validity)
    }

    pub(crate) fn read_key(&self) -> Result<PublicKey, Malformed> {
        PublicKey::copied(&self.public_key)
    }

    /// The encoding of the key.
    pub(crate) fn public_key(&self) -> &'a [u8] {
        self.public_key.encoding
    }
}

/// How many elements reading takes, also those inside of extensions; counting ends beyond `most`.
pub(crate) fn elements(der: &[u8], most: usize) -> usize {
    let mut count = 0;
    count_within(der, most, DEEPEST, &mut count);
    count
}

/// Nothing in a certificate is nested deeper that is read here.
const DEEPEST: usize = 16;

fn count_within(mut rest: &[u8], most: usize, depth: usize, count: &mut usize) {
    while let Some((tag, inside, after)) = split(rest) {
        *count += 1;
        if *count > most {
            return;
        }
        if depth > 0 && is_nested(tag, inside) {
            count_within(inside, most, depth - 1, count);
        }
        rest = after;
    }
}

/// The value of an extension is an octet string with a structure inside.
fn is_nested(tag: u8, inside: &[u8]) -> bool {
    const CONSTRUCTED: u8 = 0x20;
    const OCTET_STRING: u8 = 0x04;
    const SEQUENCE: u8 = 0x30;
    tag & CONSTRUCTED != 0 || (tag == OCTET_STRING && inside.first() == Some(&SEQUENCE))
}

/// Tag and contents of the first element, and what comes after it. `None` at the end, and where no reader gets further.
fn split(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    // Tag, length of the length, and the four octets that no longer one has.
    const LONGEST_HEADER: usize = 6;
    let header = Header::of(der).filter(|it| it.octets <= LONGEST_HEADER)?;
    let (inside, after) = der.get(header.octets..)?.split_at_checked(header.length?)?;
    Some((header.tag, inside, after))
}
