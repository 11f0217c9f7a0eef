use super::constraints::NameConstraints;
use super::{DistinguishedName, Field, Malformed, PublicKey};
use crate::asn1::in_sequence;

/// A CA of which nothing is known but name, key and name constraints, RFC 5280 section 6.1.1 (d).
#[derive(Clone, Debug)]
pub(crate) struct TrustAnchorInfo {
    subject: DistinguishedName,
    public_key: PublicKey,
    name_constraints: Field<NameConstraints>,
}

impl TrustAnchorInfo {
    /// From the contents of three sequences, the form `rustls_pki_types::TrustAnchor` has them in.
    pub(crate) fn from_contents(
        subject: &[u8],
        public_key: &[u8],
        name_constraints: Option<&[u8]>,
    ) -> Result<Self, Malformed> {
        Ok(Self {
            subject: DistinguishedName::from_der(&in_sequence(subject), 0)?,
            public_key: PublicKey::from_der(&in_sequence(public_key))?,
            name_constraints: NameConstraints::of_anchor(name_constraints),
        })
    }

    pub(crate) fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    pub(crate) fn name_constraints(&self) -> &Field<NameConstraints> {
        &self.name_constraints
    }
}
