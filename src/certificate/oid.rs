use std::fmt;

use der::Tag;
use der::asn1::ObjectIdentifier;

use super::Malformed;
use crate::asn1::Element;

/// The most octets read of one. RFC 5280 appendix B asks for 20 numbers below 2^28, which take 76.
const CAPACITY: usize = 79;

/// Octets of a number of 128 bits, such as the UUIDs of ITU-T X.667; `der` stops at 32 bits.
const LONGEST_NUMBER: usize = 19;

/// An object identifier, shown in dotted decimal.
///
/// ```
/// use vb365_tls::certificate::Oid;
///
/// const SERVER_AUTH: Option<Oid> = Oid::from_dotted("1.3.6.1.5.5.7.3.1");
/// assert_eq!(SERVER_AUTH.and_then(|it| it.name()), Some("serverAuth"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid {
    octets: [u8; CAPACITY],
    length: u8,
}

impl Oid {
    pub(crate) const fn new(dotted: &str) -> Self {
        let known = ObjectIdentifier::new_unwrap(dotted);
        Self::from_octets(known.as_bytes())
    }

    /// From dotted decimal; `None` if the text is something else, or has more than 39 octets as DER.
    ///
    /// ```
    /// use vb365_tls::certificate::Oid;
    ///
    /// const EXTENDED_KEY_USAGE: Option<Oid> = Oid::from_dotted("2.5.29.37");
    /// assert_eq!(EXTENDED_KEY_USAGE.and_then(|oid| oid.name()), Some("extKeyUsage"));
    /// assert_eq!(Oid::from_dotted("2.5.29."), None);
    /// ```
    pub const fn from_dotted(text: &str) -> Option<Self> {
        match ObjectIdentifier::new(text) {
            Ok(oid) => Some(Self::from_octets(oid.as_bytes())),
            Err(_) => None,
        }
    }

    /// By the name the standards give it, where this crate knows one, or from dotted decimal.
    pub(crate) fn find(text: &str) -> Option<Self> {
        let mut known = NAMES.iter();
        let named = known.find(|(_, name)| *name == text).map(|(oid, _)| *oid);
        named.or_else(|| Self::from_dotted(text))
    }

    const fn from_octets(contents: &[u8]) -> Self {
        let mut octets = [0; CAPACITY];
        let (start, _) = octets.split_at_mut(contents.len());
        start.copy_from_slice(contents);
        Self {
            octets,
            length: contents.len() as u8,
        }
    }

    /// Reads an OBJECT IDENTIFIER.
    pub(crate) fn parse(element: &Element<'_>, what: &'static str) -> Result<Self, Malformed> {
        Self::check(element, what)?;
        Ok(Self::of_checked(element.contents))
    }

    /// The same, where it is enough to know that it is one.
    pub(crate) fn check(element: &Element<'_>, what: &'static str) -> Result<(), Malformed> {
        let malformed = |reason: String| Malformed::new(what, element.offset, reason);
        if element.is(Tag::ObjectIdentifier) {
            return check(element.contents).map_err(malformed);
        }
        let (expected, found) = (Tag::ObjectIdentifier, element.tag());
        Err(malformed(format!("expected {expected}, found {found}")))
    }

    /// Reads the contents of an OBJECT IDENTIFIER.
    pub(crate) fn from_contents(contents: &[u8]) -> Result<Self, String> {
        check(contents)?;
        Ok(Self::from_octets(contents))
    }

    /// From contents that were checked before.
    pub(crate) fn of_checked(contents: &[u8]) -> Self {
        Self::from_octets(contents.get(..CAPACITY).unwrap_or(contents))
    }

    /// The same as `==`, without comparing more than has to be.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.is_encoded_as(other.as_bytes())
    }

    /// Whether this is the contents of its encoding; rules ask this of every extension.
    pub(crate) fn is_encoded_as(&self, contents: &[u8]) -> bool {
        // Most differ in the last number.
        let length = usize::from(self.length);
        contents.len() == length
            && contents.last() == self.octets.get(length.wrapping_sub(1))
            && *contents == *self.as_bytes()
    }

    /// The contents of the encoding.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.octets[..usize::from(self.length)]
    }

    /// The name the standards give it, where this crate knows one.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let chain = Forge::tls("vb365.example.com").chain(&provider);
    /// let oids = chain.end_entity().extensions().map(|extension| extension.oid());
    /// assert!(oids.filter_map(|oid| oid.name()).any(|name| name == "subjectAltName"));
    /// ```
    pub fn name(&self) -> Option<&'static str> {
        NAMES
            .iter()
            .find(|(oid, _)| oid == self)
            .map(|(_, name)| *name)
    }
}

/// Refuses what are not the contents of an OBJECT IDENTIFIER, X.690 section 8.19.
fn check(contents: &[u8]) -> Result<(), String> {
    if contents.len() > CAPACITY {
        let length = contents.len();
        return Err(format!(
            "an object identifier of {length} octets, more than the {CAPACITY} read"
        ));
    }
    // Of the number that is being read.
    let (mut octets, mut first) = (0, 0);
    for &octet in contents {
        if octets == 0 {
            first = octet;
        }
        octets += 1;
        let is_too_long =
            octets > LONGEST_NUMBER || (octets == LONGEST_NUMBER && first & 0x7f >= 4);
        if first == 0x80 || is_too_long {
            return Err("not an object identifier".into());
        }
        if octet & 0x80 == 0 {
            octets = 0;
        }
    }
    // Neither nothing at all, nor a number that does not end.
    if contents.is_empty() || octets > 0 {
        Err("not an object identifier".into())
    } else {
        Ok(())
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers = self.as_bytes().split_inclusive(|octet| octet & 0x80 == 0);
        for (index, octets) in numbers.enumerate() {
            let number = octets.iter().fold(0_u128, |number, octet| {
                number << 7 | u128::from(octet & 0x7f)
            });
            // The first two numbers are encoded as one, and the first is 0, 1 or 2.
            match (index, number) {
                (0, _) => write!(
                    f,
                    "{}.{}",
                    (number / 40).min(2),
                    number - 40 * (number / 40).min(2)
                )?,
                _ => write!(f, ".{number}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! oids {
    ($($constant:ident $dotted:literal $name:literal;)*) => {
        $(pub(crate) const $constant: Oid = Oid::new($dotted);)*
        const NAMES: &[(Oid, &str)] = &[$(($constant, $name),)*];
    };
}

// One list, so that constant, number and name cannot disagree.
oids! {
    COMMON_NAME "2.5.4.3" "CN";
    SURNAME "2.5.4.4" "SN";
    SERIAL_NUMBER "2.5.4.5" "serialNumber";
    COUNTRY "2.5.4.6" "C";
    LOCALITY "2.5.4.7" "L";
    STATE "2.5.4.8" "ST";
    STREET "2.5.4.9" "STREET";
    ORGANIZATION "2.5.4.10" "O";
    ORGANIZATIONAL_UNIT "2.5.4.11" "OU";
    TITLE "2.5.4.12" "title";
    GIVEN_NAME "2.5.4.42" "GN";
    EMAIL_ADDRESS "1.2.840.113549.1.9.1" "emailAddress";
    USER_ID "0.9.2342.19200300.100.1.1" "UID";
    DOMAIN_COMPONENT "0.9.2342.19200300.100.1.25" "DC";

    PKCS7_DATA "1.2.840.113549.1.7.1" "data";
    PKCS7_ENCRYPTED_DATA "1.2.840.113549.1.7.6" "encryptedData";
    PKCS7_SIGNED_DATA "1.2.840.113549.1.7.2" "signedData";
    RSA_ENCRYPTION "1.2.840.113549.1.1.1" "rsaEncryption";
    RSASSA_PSS "1.2.840.113549.1.1.10" "rsassaPss";
    EC_PUBLIC_KEY "1.2.840.10045.2.1" "ecPublicKey";
    DSA "1.2.840.10040.4.1" "dsa";
    X25519 "1.3.101.110" "X25519";
    X448 "1.3.101.111" "X448";
    ED25519 "1.3.101.112" "Ed25519";
    ED448 "1.3.101.113" "Ed448";
    SECP256R1 "1.2.840.10045.3.1.7" "P-256";
    SECP384R1 "1.3.132.0.34" "P-384";
    SECP521R1 "1.3.132.0.35" "P-521";
    SECP256K1 "1.3.132.0.10" "secp256k1";
    BRAINPOOL_P256R1 "1.3.36.3.3.2.8.1.1.7" "brainpoolP256r1";
    BRAINPOOL_P384R1 "1.3.36.3.3.2.8.1.1.11" "brainpoolP384r1";

    MD2_WITH_RSA "1.2.840.113549.1.1.2" "md2WithRSAEncryption";
    MD5_WITH_RSA "1.2.840.113549.1.1.4" "md5WithRSAEncryption";
    SHA1_WITH_RSA "1.2.840.113549.1.1.5" "sha1WithRSAEncryption";
    SHA256_WITH_RSA "1.2.840.113549.1.1.11" "sha256WithRSAEncryption";
    SHA384_WITH_RSA "1.2.840.113549.1.1.12" "sha384WithRSAEncryption";
    SHA512_WITH_RSA "1.2.840.113549.1.1.13" "sha512WithRSAEncryption";
    SHA224_WITH_RSA "1.2.840.113549.1.1.14" "sha224WithRSAEncryption";
    SHA1_WITH_RSA_OIW "1.3.14.3.2.29" "sha1WithRSA";
    ECDSA_WITH_SHA1 "1.2.840.10045.4.1" "ecdsa-with-SHA1";
    ECDSA_WITH_SHA224 "1.2.840.10045.4.3.1" "ecdsa-with-SHA224";
    ECDSA_WITH_SHA256 "1.2.840.10045.4.3.2" "ecdsa-with-SHA256";
    ECDSA_WITH_SHA384 "1.2.840.10045.4.3.3" "ecdsa-with-SHA384";
    ECDSA_WITH_SHA512 "1.2.840.10045.4.3.4" "ecdsa-with-SHA512";
    DSA_WITH_SHA1 "1.2.840.10040.4.3" "dsa-with-SHA1";
    DSA_WITH_SHA256 "2.16.840.1.101.3.4.3.2" "dsa-with-SHA256";
    ML_DSA_44 "2.16.840.1.101.3.4.3.17" "ML-DSA-44";
    ML_DSA_65 "2.16.840.1.101.3.4.3.18" "ML-DSA-65";
    ML_DSA_87 "2.16.840.1.101.3.4.3.19" "ML-DSA-87";
    SLH_DSA_SHA2_128S "2.16.840.1.101.3.4.3.20" "SLH-DSA-SHA2-128s";
    SLH_DSA_SHA2_128F "2.16.840.1.101.3.4.3.21" "SLH-DSA-SHA2-128f";
    SLH_DSA_SHA2_192S "2.16.840.1.101.3.4.3.22" "SLH-DSA-SHA2-192s";
    SLH_DSA_SHA2_192F "2.16.840.1.101.3.4.3.23" "SLH-DSA-SHA2-192f";
    SLH_DSA_SHA2_256S "2.16.840.1.101.3.4.3.24" "SLH-DSA-SHA2-256s";
    SLH_DSA_SHA2_256F "2.16.840.1.101.3.4.3.25" "SLH-DSA-SHA2-256f";
    SLH_DSA_SHAKE_128S "2.16.840.1.101.3.4.3.26" "SLH-DSA-SHAKE-128s";
    SLH_DSA_SHAKE_128F "2.16.840.1.101.3.4.3.27" "SLH-DSA-SHAKE-128f";
    SLH_DSA_SHAKE_192S "2.16.840.1.101.3.4.3.28" "SLH-DSA-SHAKE-192s";
    SLH_DSA_SHAKE_192F "2.16.840.1.101.3.4.3.29" "SLH-DSA-SHAKE-192f";
    SLH_DSA_SHAKE_256S "2.16.840.1.101.3.4.3.30" "SLH-DSA-SHAKE-256s";
    SLH_DSA_SHAKE_256F "2.16.840.1.101.3.4.3.31" "SLH-DSA-SHAKE-256f";
    MD5 "1.2.840.113549.2.5" "MD5";
    SHA1 "1.3.14.3.2.26" "SHA-1";
    SHA256 "2.16.840.1.101.3.4.2.1" "SHA-256";
    SHA384 "2.16.840.1.101.3.4.2.2" "SHA-384";
    SHA512 "2.16.840.1.101.3.4.2.3" "SHA-512";
    SHA224 "2.16.840.1.101.3.4.2.4" "SHA-224";

    SUBJECT_DIRECTORY_ATTRIBUTES "2.5.29.9" "subjectDirectoryAttributes";
    SUBJECT_KEY_IDENTIFIER "2.5.29.14" "subjectKeyIdentifier";
    KEY_USAGE "2.5.29.15" "keyUsage";
    PRIVATE_KEY_USAGE_PERIOD "2.5.29.16" "privateKeyUsagePeriod";
    SUBJECT_ALT_NAME "2.5.29.17" "subjectAltName";
    ISSUER_ALT_NAME "2.5.29.18" "issuerAltName";
    BASIC_CONSTRAINTS "2.5.29.19" "basicConstraints";
    CRL_NUMBER "2.5.29.20" "cRLNumber";
    REASON_CODE "2.5.29.21" "reasonCode";
    INVALIDITY_DATE "2.5.29.24" "invalidityDate";
    DELTA_CRL_INDICATOR "2.5.29.27" "deltaCRLIndicator";
    ISSUING_DISTRIBUTION_POINT "2.5.29.28" "issuingDistributionPoint";
    CERTIFICATE_ISSUER "2.5.29.29" "certificateIssuer";
    NAME_CONSTRAINTS "2.5.29.30" "nameConstraints";
    CRL_DISTRIBUTION_POINTS "2.5.29.31" "cRLDistributionPoints";
    CERTIFICATE_POLICIES "2.5.29.32" "certificatePolicies";
    POLICY_MAPPINGS "2.5.29.33" "policyMappings";
    AUTHORITY_KEY_IDENTIFIER "2.5.29.35" "authorityKeyIdentifier";
    POLICY_CONSTRAINTS "2.5.29.36" "policyConstraints";
    EXTENDED_KEY_USAGE "2.5.29.37" "extKeyUsage";
    FRESHEST_CRL "2.5.29.46" "freshestCRL";
    INHIBIT_ANY_POLICY "2.5.29.54" "inhibitAnyPolicy";
    NO_REVOCATION_AVAILABLE "2.5.29.56" "noRevAvail";
    AUTHORITY_INFO_ACCESS "1.3.6.1.5.5.7.1.1" "authorityInfoAccess";
    SUBJECT_INFO_ACCESS "1.3.6.1.5.5.7.1.11" "subjectInfoAccess";
    TLS_FEATURE "1.3.6.1.5.5.7.1.24" "tlsFeature";
    QC_STATEMENTS "1.3.6.1.5.5.7.1.3" "qcStatements";
    SIGNED_CERTIFICATE_TIMESTAMPS "1.3.6.1.4.1.11129.2.4.2" "signedCertificateTimestamps";
    CT_POISON "1.3.6.1.4.1.11129.2.4.3" "ctPoison";
    NETSCAPE_CERT_TYPE "2.16.840.1.113730.1.1" "netscapeCertType";
    NETSCAPE_COMMENT "2.16.840.1.113730.1.13" "netscapeComment";
    MICROSOFT_TEMPLATE_NAME "1.3.6.1.4.1.311.20.2" "Microsoft certificate template name";
    MICROSOFT_TEMPLATE "1.3.6.1.4.1.311.21.7" "Microsoft certificate template";
    MICROSOFT_APPLICATION_POLICIES "1.3.6.1.4.1.311.21.10" "Microsoft application policies";
    MICROSOFT_NTDS_SECURITY "1.3.6.1.4.1.311.25.2" "Microsoft NTDS security identifier";
    MICROSOFT_CA_VERSION "1.3.6.1.4.1.311.21.1" "Microsoft CA version";

    ACCESS_OCSP "1.3.6.1.5.5.7.48.1" "OCSP";
    ACCESS_CA_ISSUERS "1.3.6.1.5.5.7.48.2" "caIssuers";

    ANY_EXTENDED_KEY_USAGE "2.5.29.37.0" "anyExtendedKeyUsage";
    SERVER_AUTH "1.3.6.1.5.5.7.3.1" "serverAuth";
    CLIENT_AUTH "1.3.6.1.5.5.7.3.2" "clientAuth";
    CODE_SIGNING "1.3.6.1.5.5.7.3.3" "codeSigning";
    EMAIL_PROTECTION "1.3.6.1.5.5.7.3.4" "emailProtection";
    TIME_STAMPING "1.3.6.1.5.5.7.3.8" "timeStamping";
    OCSP_SIGNING "1.3.6.1.5.5.7.3.9" "OCSPSigning";
    IPSEC_IKE "1.3.6.1.5.5.7.3.17" "ipsecIKE";
    SMART_CARD_LOGON "1.3.6.1.4.1.311.20.2.2" "smartCardLogon";
    DOCUMENT_SIGNING "1.3.6.1.4.1.311.10.3.12" "documentSigning";
    ENCRYPTING_FILE_SYSTEM "1.3.6.1.4.1.311.10.3.4" "encryptingFileSystem";
}
