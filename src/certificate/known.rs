//! The extensions of which a certificate keeps what they say.

use super::{
    BasicConstraints, Certificate, Field, KeyUsage, NameConstraints, Purpose, SubjectAltName,
    locations, oid, usage,
};

pub(super) struct KnownExtensions {
    pub(super) subject_alt_name: Field<SubjectAltName>,
    pub(super) key_usage: Field<Vec<KeyUsage>>,
    pub(super) extended_key_usage: Field<Vec<Purpose>>,
    pub(super) basic_constraints: Field<BasicConstraints>,
    pub(super) name_constraints: Field<NameConstraints>,
    pub(super) subject_key_identifier: Field<Box<[u8]>>,
    pub(super) authority_key_identifier: Field<Option<Box<[u8]>>>,
    pub(super) ca_issuers: Field<Vec<String>>,
    pub(super) crl_distribution_points: Field<Vec<String>>,
}

impl KnownExtensions {
    /// Where an extension is repeated the first one counts, and a rule refuses the certificate.
    pub(super) fn read(certificate: &Certificate) -> Self {
        let find = |oid| certificate.extension(oid);
        Self {
            subject_alt_name: Field::read(find(oid::SUBJECT_ALT_NAME), SubjectAltName::parse),
            key_usage: Field::read(find(oid::KEY_USAGE), usage::key_usage),
            extended_key_usage: Field::read(
                find(oid::EXTENDED_KEY_USAGE),
                usage::extended_key_usage,
            ),
            basic_constraints: Field::read(find(oid::BASIC_CONSTRAINTS), BasicConstraints::parse),
            name_constraints: Field::read(find(oid::NAME_CONSTRAINTS), NameConstraints::parse),
            subject_key_identifier: Field::read(
                find(oid::SUBJECT_KEY_IDENTIFIER),
                locations::subject_key_identifier,
            ),
            authority_key_identifier: Field::read(
                find(oid::AUTHORITY_KEY_IDENTIFIER),
                locations::authority_key_identifier,
            ),
            ca_issuers: Field::read(find(oid::AUTHORITY_INFO_ACCESS), locations::ca_issuers),
            crl_distribution_points: Field::read(
                find(oid::CRL_DISTRIBUTION_POINTS),
                locations::crl_distribution_points,
            ),
        }
    }
}
