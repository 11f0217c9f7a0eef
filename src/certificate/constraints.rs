use der::Tag;

use super::general_name::Collected;
use super::{Extension, Field, GeneralName, GeneralNames, Malformed};
use crate::asn1::{Cursor, Element};

/// Whether a certificate is one of a CA, RFC 5280 section 4.2.1.9.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let forge = vb365_tls::test_support::Forge::tls("vb365.example.com");
/// let ca = forge.trust_anchor(&provider);
/// let constraints = ca.basic_constraints().present();
/// assert!(constraints.is_some_and(|it| it.is_ca));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BasicConstraints {
    /// The cA boolean.
    pub is_ca: bool,
    /// How many intermediates may follow below; `u32::MAX` for anything larger.
    pub path_length: Option<u32>,
}

impl BasicConstraints {
    pub(crate) fn parse(extension: &Extension<'_>) -> Result<Self, Malformed> {
        const WHAT: &str = "the basic constraints";
        let mut fields = extension.sequence(WHAT)?;
        let is_ca = if fields.is_next(Tag::Boolean) {
            fields.next(WHAT)?.boolean(WHAT)?
        } else {
            false
        };
        let path_length = if fields.is_at_end() {
            None
        } else {
            let length = fields.expect(Tag::Integer, WHAT)?;
            match length.contents {
                [first, ..] if *first < 0x80 => Some(length.decode(WHAT).unwrap_or(u32::MAX)),
                _ => {
                    let reason = "a negative path length";
                    return Err(Malformed::new(WHAT, length.offset, reason));
                }
            }
        };
        fields.finish(WHAT)?;
        Ok(Self { is_ca, path_length })
    }
}

const NAME_CONSTRAINTS: &str = "the name constraints";

/// The name spaces a CA is confined to, RFC 5280 section 4.2.1.10.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// use vb365_tls::certificate::GeneralName;
/// use vb365_tls::test_support::Forge;
///
/// let forge = Forge::tls("vb365.example.com");
/// let forge = forge.root(|root| root.permitting(&["example.com"]));
/// let root = forge.trust_anchor(&provider);
/// let constraints = root.name_constraints().present().expect("constraints");
/// let name = GeneralName::DnsName("example.com");
/// assert!(constraints.permitted.iter().eq([name]));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NameConstraints {
    /// Names below these only, for the kinds of names that stand here.
    pub permitted: GeneralNames,
    /// No names below these.
    pub excluded: GeneralNames,
    /// Whether a base comes with a minimum or maximum, for which RFC 5280 has no use.
    pub(crate) has_distances: bool,
}

impl NameConstraints {
    /// Those of both kinds.
    pub(crate) fn bases(&self) -> impl Iterator<Item = GeneralName<'_>> {
        self.permitted.iter().chain(self.excluded.iter())
    }

    pub(crate) fn parse(extension: &Extension<'_>) -> Result<Self, Malformed> {
        Self::read(extension.sequence(NAME_CONSTRAINTS)?)
    }

    /// From what stands inside the outermost sequence, the form `rustls_pki_types::TrustAnchor` has them in.
    pub(crate) fn of_anchor(contents: Option<&[u8]>) -> Field<Self> {
        let read = |contents| Self::read(Cursor::new(contents, 0));
        match contents.map(read) {
            None => Field::Absent,
            Some(Ok(constraints)) => Field::Present(constraints),
            Some(Err(error)) => Field::Malformed(error),
        }
    }

    fn read(mut fields: Cursor<'_>) -> Result<Self, Malformed> {
        const WHAT: &str = NAME_CONSTRAINTS;
        let mut constraints = Self::default();
        for (number, names) in [&mut constraints.permitted, &mut constraints.excluded]
            .into_iter()
            .enumerate()
        {
            let is_next = |field: &Element<'_>| field.is_context(number as u32, true);
            let subtrees = fields.clone().readable().next().filter(is_next);
            if let Some(subtrees) = subtrees {
                fields.next(WHAT)?;
                let (bases, has_distances) = bases(&subtrees)?;
                *names = bases;
                constraints.has_distances |= has_distances;
            }
        }
        if constraints == Self::default() {
            // RFC 5280 section 4.2.1.10; Go refuses such a certificate at sight.
            let reason = "neither a permitted nor an excluded name space";
            return Err(Malformed::new(WHAT, fields.offset(), reason));
        }
        fields.finish(WHAT)?;
        Ok(constraints)
    }
}

/// The bases of GeneralSubtrees, and whether one has a minimum or maximum. Those are not looked into: RFC 5280 section
/// 4.2.1.10 has no use for them.
fn bases(subtrees: &Element<'_>) -> Result<(GeneralNames, bool), Malformed> {
    const WHAT: &str = "a subtree of the name constraints";
    let mut names = Collected::default();
    let mut has_distances = false;
    let mut subtrees = subtrees.children();
    while !subtrees.is_at_end() {
        let mut fields = subtrees.expect(Tag::Sequence, WHAT)?.children();
        names.add(&fields.next(WHAT)?);
        for number in [0, 1] {
            let is_next = |field: &Element<'_>| field.is_context(number, false);
            if fields
                .clone()
                .readable()
                .next()
                .is_some_and(|field| is_next(&field))
            {
                fields.next(WHAT)?;
                has_distances = true;
            }
        }
        fields.finish(WHAT)?;
    }
    Ok((names.finish(), has_distances))
}
