use super::{
    Check, Rule, alert, assertion, certificate_policy, chain, common_name, container,
    container_dotnet, container_readers, container_windows, criticality, crl, distrust, extension,
    handshake, issuer, key, key_identifier, key_usage, malformed, name, name_attribute,
    name_constraint, name_constraint_engine, name_constraint_form, name_form, negotiation,
    netscape, path, portal, post_quantum, profile_word, purpose, revocation, revocation_pointer,
    rsa, signature, stapling, trust_anchor, trusted_issuer, validity,
};

/// Every rule a certificate can break, sorted by id.
pub static ALL: &[&Rule] = &rules(CHECKS);

/// The same with the functions that find what breaks them.
pub(super) static CHECKS: &[Check; 113] = &[
    Check::new(&key::NOT_RSA, key::not_rsa),
    Check::of_certificates(
        &extension::AUTHORITY_KEY_IDENTIFIER,
        extension::authority_key_identifier,
    ),
    Check::of_certificates(&key_identifier::MISMATCH, key_identifier::mismatch),
    Check::new(&validity::EXPIRED, validity::expired),
    Check::new(&validity::EXPIRES_SOON, validity::expires_soon),
    Check::new(&validity::NOT_YET_VALID, validity::not_yet_valid),
    Check::of_certificates(&certificate_policy::REPEATED, certificate_policy::repeated),
    Check::new(&revocation::REVOKED, revocation::revoked),
    Check::of_certificates(&extension::VERSION_1, extension::version_1),
    Check::new(&chain::INCOMPLETE, chain::incomplete),
    Check::of_certificates(&chain::OUT_OF_ORDER, chain::out_of_order),
    Check::new(&chain::TOO_LARGE, chain::too_large),
    Check::new(&chain::TOO_LONG, chain::too_long),
    Check::of_certificates(&chain::UNRELATED, chain::unrelated),
    Check::new(
        &name_form::COMMON_NAME_HAS_PORT,
        name_form::common_name_has_port,
    ),
    Check::new(&common_name::ANOTHER_HOST, common_name::another_host),
    Check::of_container(&container::ENCRYPTION_LEGACY, container::encryption_legacy),
    Check::of_container(&container::MAC_ABSENT, container::mac_absent),
    Check::of_container(&container::MAC_MODERN, container::mac_modern),
    Check::of_container(&container::TRAILING_OCTETS, container::trailing_octets),
    Check::of_container(&container_dotnet::UNREADABLE, container_dotnet::unreadable),
    Check::of_container(&container_readers::BY_JAVA, container_readers::by_java),
    Check::of_container(
        &container_readers::BY_OPENSSL,
        container_readers::by_openssl,
    ),
    Check::of_container(
        &container_readers::BY_WINDOWS_2016,
        container_readers::by_windows_2016,
    ),
    Check::of_certificates(&criticality::UNKNOWN, criticality::unknown),
    Check::new(&crl::KEY_IDENTIFIER_ABSENT, crl::key_identifier_absent),
    Check::new(&crl::ISSUER_ENCODING_DIFFERS, crl::issuer_encoding_differs),
    Check::new(&crl::NUMBER_ABSENT, crl::number_absent),
    Check::new(&crl::NUMBER_CRITICAL, crl::number_critical),
    Check::new(&revocation::STALE, revocation::stale),
    Check::new(&revocation::UNVERIFIED, revocation::unverified),
    Check::of_certificates(
        &revocation_pointer::DISTRIBUTION_POINT_UNNAMED,
        revocation_pointer::distribution_point_unnamed,
    ),
    Check::of_certificates(
        &name_form::DNS_NAME_MALFORMED,
        name_form::dns_name_malformed,
    ),
    Check::of_certificates(&key::EC_PARAMETERS_EXPLICIT, key::ec_parameters_explicit),
    Check::of_certificates(&extension::END_ENTITY_IS_CA, extension::end_entity_is_ca),
    Check::new(&purpose::PURPOSES_ABSENT, purpose::purposes_absent),
    Check::new(&purpose::ANY_PURPOSE_ONLY, purpose::any_purpose_only),
    Check::of_certificates(&purpose::PURPOSES_EMPTY, purpose::purposes_empty),
    Check::new(&purpose::PURPOSES_EXCESSIVE, purpose::purposes_excessive),
    Check::new(&purpose::PURPOSE_MISMATCH, purpose::purpose_mismatch),
    Check::of_certificates(&criticality::WRONG, criticality::wrong),
    Check::of_certificates(&malformed::MALFORMED, malformed::malformed),
    Check::of_certificates(&extension::REPEATED, extension::repeated),
    Check::of_certificates(&name_form::IP_AS_DNS_NAME, name_form::ip_as_dns_name),
    Check::new(&validity::ISSUER_EXPIRED, validity::issuer_expired),
    Check::new(
        &validity::ISSUER_EXPIRES_FIRST,
        validity::issuer_expires_first,
    ),
    Check::of_certificates(&issuer::KEY_USAGE_ABSENT, issuer::key_usage_absent),
    Check::of_certificates(&issuer::LACKS_KEY_CERT_SIGN, issuer::lacks_key_cert_sign),
    Check::of_certificates(&issuer::NAME_EMPTY, issuer::name_empty),
    Check::of_certificates(
        &issuer::NAME_ENCODING_DIFFERS,
        issuer::name_encoding_differs,
    ),
    Check::of_certificates(&issuer::NOT_CA, issuer::not_ca),
    Check::new(
        &trusted_issuer::OUTSIDE_POLICY,
        trusted_issuer::outside_policy,
    ),
    Check::new(&issuer::PURPOSE_MISMATCH, issuer::purpose_mismatch),
    Check::new(&key::ALGORITHM_UNSUPPORTED, key::algorithm_unsupported),
    Check::of_certificates(&purpose::SIGNS_CERTIFICATES, purpose::signs_certificates),
    Check::of_certificates(&distrust::DISTRUSTED, distrust::distrusted),
    Check::of_container(
        &container::KEY_IN_CNG_PROVIDER,
        container::key_in_cng_provider,
    ),
    Check::of_container(
        &container_windows::KEY_IN_LEGACY_CSP,
        container_windows::key_in_legacy_csp,
    ),
    Check::new(&key::NOT_COMPARED, key::not_compared),
    Check::of_container(
        &container_windows::KEY_SPEC_SIGNATURE_ONLY,
        container_windows::key_spec_signature_only,
    ),
    Check::new(&key::UNAVAILABLE, key::unavailable),
    Check::of_container(
        &container_windows::KEY_UNUSABLE_BY_DOTNET_FRAMEWORK,
        container_windows::key_unusable_by_dotnet_framework,
    ),
    Check::of_certificates(&key_usage::IMPOSSIBLE, key_usage::impossible),
    Check::new(&purpose::KEY_USAGE_MISMATCH, purpose::key_usage_mismatch),
    Check::new(&validity::LIFETIME_TOO_LONG, validity::lifetime_too_long),
    Check::of_certificates(
        &post_quantum::RARELY_SUPPORTED,
        post_quantum::rarely_supported,
    ),
    Check::new(&name_attribute::MALFORMED, name_attribute::malformed),
    Check::new(&name_attribute::TOO_LONG, name_attribute::too_long),
    Check::of_certificates(
        &name_constraint_form::MALFORMED,
        name_constraint_form::malformed,
    ),
    Check::new(
        &name_constraint::ON_END_ENTITY,
        name_constraint::on_end_entity,
    ),
    Check::new(
        &name_constraint_engine::UNSUPPORTED,
        name_constraint_engine::unsupported,
    ),
    Check::new(&name_constraint::VIOLATED, name_constraint::violated),
    Check::new(&name::COMMON_NAME_ONLY, name::common_name_only),
    Check::new(&netscape::TYPE_MISMATCH, netscape::type_mismatch),
    Check::of_certificates(&issuer::PATH_LENGTH_EXCEEDED, issuer::path_length_exceeded),
    Check::of_certificates(
        &extension::PATH_LENGTH_TOO_LARGE,
        extension::path_length_too_large,
    ),
    Check::of_certificates(
        &extension::PATH_LENGTH_WITHOUT_CA,
        extension::path_length_without_ca,
    ),
    Check::new(&path::NOT_FOUND, path::not_found),
    Check::of_certificates(&name::REPEATED, name::repeated),
    Check::new(&key::PRIVATE_KEY_ABSENT, key::private_key_absent),
    Check::new(&key::PRIVATE_KEY_MISMATCH, key::private_key_mismatch),
    Check::new(&profile_word::UNMET, profile_word::unmet),
    Check::of_certificates(&key::MALFORMED, key::malformed),
    Check::new(&name::UNMATCHED, name::unmatched),
    Check::new(&revocation_pointer::ABSENT, revocation_pointer::absent),
    Check::new(&revocation::STATUS_UNKNOWN, revocation::status_unknown),
    Check::of_certificates(&rsa::EXPONENT_WEAK, rsa::exponent_weak),
    Check::new(&rsa::PREDICTABLE, rsa::predictable),
    Check::new(&rsa::IRREGULAR, rsa::irregular),
    Check::of_certificates(&rsa::LENGTH_IRREGULAR, rsa::length_irregular),
    Check::new(&rsa::NOT_TESTED, rsa::not_tested),
    Check::new(&rsa::TOO_LONG, rsa::too_long),
    Check::new(&rsa::TOO_SHORT, rsa::too_short),
    Check::new(&chain::SELF_SIGNED, chain::self_signed),
    Check::of_certificates(&extension::SERIAL_NUMBER, extension::serial_number),
    Check::of_certificates(&signature::INCONSISTENT, signature::inconsistent),
    Check::new(&signature::UNSUPPORTED, signature::unsupported),
    Check::of_certificates(&signature::WEAK, signature::weak),
    Check::of_certificates(&signature::BITS_UNUSED, signature::bits_unused),
    Check::new(&signature::INVALID, signature::invalid),
    Check::new(&stapling::DEMANDED, stapling::demanded),
    Check::new(&name::SAN_ABSENT, name::san_absent),
    Check::new(&name::SAN_EMPTY, name::san_empty),
    Check::of_certificates(&name::SUBJECT_EMPTY, name::subject_empty),
    Check::of_certificates(
        &extension::SUBJECT_KEY_IDENTIFIER,
        extension::subject_key_identifier,
    ),
    Check::of_certificates(&chain::ANCHOR_SENT, chain::anchor_sent),
    Check::of_certificates(&trust_anchor::IRREGULAR, trust_anchor::irregular),
    Check::of_certificates(
        &extension::UNIQUE_IDENTIFIERS,
        extension::unique_identifiers,
    ),
    Check::of_certificates(&validity::ENCODING_WRONG, validity::encoding_wrong),
    Check::of_certificates(&validity::INVERTED, validity::inverted),
    Check::of_certificates(&validity::UNREADABLE, validity::unreadable),
    Check::new(&name::WILDCARD, name::wildcard),
    Check::of_certificates(
        &name_form::WILDCARD_MALFORMED,
        name_form::wildcard_malformed,
    ),
];

/// Rules across an installation, sorted by id; [`Credential::check_portal`](crate::Credential::check_portal) reports
/// these, [`check`](crate::check) never does.
pub static DEPLOYMENT: &[&Rule] = &rules(DEPLOYMENT_CHECKS);

/// The same with the functions that find what breaks them.
pub(super) static DEPLOYMENT_CHECKS: &[Check; 2] = &[
    Check::new(&portal::ADDRESS_UNCOVERED, portal::address_uncovered),
    Check::new(&portal::PORT_DIFFERS, portal::port_differs),
];

const fn rules<const N: usize>(checks: &[Check; N]) -> [&'static Rule; N] {
    let mut rules = [checks[0].rule; N];
    let mut index = 0;
    while index < N {
        rules[index] = checks[index].rule;
        index += 1;
    }
    rules
}

/// Rules only a connection can break, sorted by id; [`check`](crate::check) never reports them.
pub static HANDSHAKE: &[&Rule] = &[
    &negotiation::APPLICATION_PROTOCOL_DIFFERS,
    &handshake::CERTIFICATE_REFUSED,
    &handshake::CERTIFICATE_UNREADABLE,
    &handshake::CLIENT_CERTIFICATE_ABSENT,
    &handshake::CRL_UNUSABLE,
    &negotiation::CRYPTOGRAPHY_DIFFERS,
    &negotiation::MESSAGE_TOO_LONG,
    &handshake::HANDSHAKE_SIGNATURE_INVALID,
    &negotiation::PEER_BROKE_PROTOCOL,
    &negotiation::PEER_CLOSED,
    &alert::FAILED_INTERNALLY,
    &alert::FOUND_EXPIRED,
    &alert::FOUND_FAULTY,
    &alert::FOUND_REVOKED,
    &alert::FOUND_UNSUPPORTED,
    &alert::FOUND_SECURITY_INSUFFICIENT,
    &alert::FOUND_SIGNATURE_WRONG,
    &negotiation::PEER_INCOMPATIBLE,
    &alert::LACKS_EXTENSION,
    &alert::LACKS_ISSUER,
    &alert::REFUSED,
    &alert::REFUSED_ACCESS,
    &alert::REFUSED_CERTIFICATE,
    &alert::REFUSED_HANDSHAKE,
    &alert::REFUSED_MESSAGE,
    &alert::REFUSED_OCSP_RESPONSE,
    &negotiation::PEER_SILENT,
    &negotiation::PEER_SPEAKS_NO_TLS,
    &handshake::PIN_UNMATCHED,
    &negotiation::VERSION_UNSUPPORTED,
    &negotiation::RECORD_DAMAGED,
    &handshake::SERVER_CERTIFICATE_ABSENT,
    &alert::NAME_UNKNOWN,
    &negotiation::SIGNATURE_SCHEME_DIFFERS,
    &negotiation::TIME_UNKNOWN,
];

/// Rules only an assertion for Microsoft Entra can break, sorted by id; [`check`](crate::check) never reports them.
pub static ASSERTION: &[&Rule] = &[
    &assertion::LIFETIME_TOO_LONG,
    &assertion::TENANT_NOT_SPECIFIC,
];
