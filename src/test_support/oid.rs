//! Object identifiers in dotted decimal, as the other methods take them.

/// Extension subjectKeyIdentifier, RFC 5280 section 4.2.1.2.
pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
/// Extension keyUsage, RFC 5280 section 4.2.1.3.
pub const KEY_USAGE: &str = "2.5.29.15";
/// Extension subjectAltName, RFC 5280 section 4.2.1.6.
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
/// Extension basicConstraints, RFC 5280 section 4.2.1.9.
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// Extension cRLNumber of CRLs, RFC 5280 section 5.2.3.
pub const CRL_NUMBER: &str = "2.5.29.20";
/// Extension nameConstraints, RFC 5280 section 4.2.1.10.
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
/// Extension cRLDistributionPoints, RFC 5280 section 4.2.1.13.
pub const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
/// Extension certificatePolicies, RFC 5280 section 4.2.1.4.
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
/// Extension authorityKeyIdentifier, RFC 5280 section 4.2.1.1.
pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
/// Extension extKeyUsage, RFC 5280 section 4.2.1.12.
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// Extension authorityInfoAccess, RFC 5280 section 4.2.2.1.
pub const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
/// Extension tlsFeature, RFC 7633.
pub const TLS_FEATURE: &str = "1.3.6.1.5.5.7.1.24";
/// Extension nsCertType, of Netscape.
pub const NETSCAPE_CERT_TYPE: &str = "2.16.840.1.113730.1.1";
/// An extension nobody has defined, from the arc reserved for documentation (RFC 5612).
pub const UNKNOWN_EXTENSION: &str = "1.3.6.1.4.1.32473.1";

/// Purpose anyExtendedKeyUsage.
pub const ANY_PURPOSE: &str = "2.5.29.37.0";
/// Purpose serverAuth.
pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
/// Purpose clientAuth.
pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
/// Purpose codeSigning.
pub const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
/// Purpose emailProtection.
pub const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
/// Purpose OCSPSigning.
pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
/// Purpose smart card logon, of Microsoft.
pub const SMART_CARD_LOGON: &str = "1.3.6.1.4.1.311.20.2.2";
