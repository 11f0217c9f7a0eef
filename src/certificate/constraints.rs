use der::Tag;
use x509_cert::ext::pkix;

use super::{Extension, GeneralName, Malformed};

/// Whether a certificate is one of an authority, RFC 5280 section 4.2.1.9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BasicConstraints {
    /// The cA boolean.
    pub is_ca: bool,
    /// How many intermediates may follow below; `u32::MAX` for anything larger.
    pub path_length: Option<u32>,
}

impl BasicConstraints {
    pub(crate) fn parse(extension: &Extension) -> Result<Self, Malformed> {
        const WHAT: &str = "the basic constraints";
        let mut fields = extension.sequence(WHAT)?;
        let is_ca = match fields.peek() {
            Some(Tag::Boolean) => fields.next(WHAT)?.decode(WHAT)?,
            _ => false,
        };
        let path_length = match fields.is_at_end() {
            true => None,
            false => {
                let length = fields.expect(Tag::Integer, WHAT)?;
                match length.contents {
                    [first, ..] if *first < 0x80 => Some(length.decode(WHAT).unwrap_or(u32::MAX)),
                    _ => {
                        let reason = "a negative path length";
                        return Err(Malformed::new(WHAT, length.offset, reason));
                    }
                }
            }
        };
        fields.finish(WHAT)?;
        Ok(Self { is_ca, path_length })
    }
}

/// The name spaces an authority is confined to, RFC 5280 section 4.2.1.10.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NameConstraints {
    /// Names below these only, for the kinds of names that stand here.
    pub permitted: Vec<GeneralName>,
    /// No names below these.
    pub excluded: Vec<GeneralName>,
}

impl NameConstraints {
    pub(crate) fn parse(extension: &Extension) -> Result<Self, Malformed> {
        let constraints: pkix::NameConstraints = extension
            .element("the name constraints")?
            .decode("the name constraints")?;
        let bases = |subtrees: Option<Vec<pkix::constraints::name::GeneralSubtree>>| {
            let subtrees = subtrees.unwrap_or_default();
            subtrees
                .iter()
                .map(|subtree| GeneralName::from(&subtree.base))
                .collect()
        };
        Ok(Self {
            permitted: bases(constraints.permitted_subtrees),
            excluded: bases(constraints.excluded_subtrees),
        })
    }
}
