//! The rules of which no path with one defect can show peers anything.

/// Each with the reason; sorted.
pub const UNSHOWN: &[(&str, &str)] = &[
    ("assertion-key-not-rsa", ASSERTIONS),
    (
        "certificate-expires-soon",
        "the day the peers are asked decides",
    ),
    ("container-encryption-legacy", CONTAINER),
    ("container-mac-absent", CONTAINER),
    ("container-mac-modern", CONTAINER),
    ("container-trailing-octets", CONTAINER),
    ("container-unreadable-by-dotnet", CONTAINER),
    ("container-unreadable-by-java", CONTAINER),
    ("container-unreadable-by-openssl", CONTAINER),
    ("container-unreadable-by-windows-2016", CONTAINER),
    (
        "issuer-outside-policy",
        "it is about certificates that sign assertions, and a policy of this crate",
    ),
    (
        "key-distrusted",
        "the keys are those of CAs nobody can issue with any more",
    ),
    ("key-in-cng-provider", CONTAINER),
    ("key-in-legacy-csp", CONTAINER),
    ("key-not-compared", PRIVATE_KEY),
    ("key-spec-signature-only", CONTAINER),
    ("key-unavailable", PRIVATE_KEY),
    ("key-unusable-by-dotnet-framework", CONTAINER),
    ("lifetime-too-long", "only a policy has a limit"),
    (
        "ml-dsa-rarely-supported",
        "the version of a peer decides, and OpenSSL before 3.5 reads no such key to present",
    ),
    ("private-key-absent", PRIVATE_KEY),
    ("private-key-mismatch", PRIVATE_KEY),
    (
        "profile-demand-unmet",
        "peers know no profile of somebody else's service",
    ),
    (
        "rsa-modulus-not-tested",
        "it is about what this crate does, and peers test no modulus",
    ),
    (
        "wildcard-in-name",
        "below `localhost` verifiers refuse one for standing for all of a top-level domain",
    ),
];

const ASSERTIONS: &str = "no peer of TLS sees the certificate of assertions";
const CONTAINER: &str = "peers are sent certificates, and not the file they came in";
const PRIVATE_KEY: &str = "the private key is never sent";
