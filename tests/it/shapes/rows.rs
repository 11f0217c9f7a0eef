//! The certificates of the table.

use vb365_tls::test_support::{Forge, Template};

use super::openssl::{Key, Made, Maker};

/// One row.
pub(super) struct Shape {
    pub(super) text: &'static str,
    pub(super) maker: Maker,
    /// What the client calls the server.
    pub(super) host: &'static str,
    /// What the client trusts by path, if it is not what the certificate leads to.
    pub(super) anchor: Option<Made>,
    pub(super) sends: Sends,
}

/// What a server presents.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sends {
    Path,
    EndEntity,
}

const fn shape(text: &'static str, made: Made) -> Shape {
    Shape {
        text,
        maker: Maker::OpenSsl(made),
        host: HOST,
        anchor: None,
        sends: Sends::Path,
    }
}

const fn forged(text: &'static str, forge: fn() -> Forge) -> Shape {
    Shape {
        maker: Maker::Forge(forge),
        ..shape(text, GOOD)
    }
}

pub(super) const HOST: &str = "vb365.example.com";

macro_rules! key {
    ($name:literal, $algorithm:literal $(, $option:literal)?) => {
        Key { name: $name, arguments: &["-algorithm", $algorithm $(, "-pkeyopt", $option)?] }
    };
}

const RSA_2048: Key = key!("rsa-2048", "RSA", "rsa_keygen_bits:2048");
const RSA_1536: Key = key!("rsa-1536", "RSA", "rsa_keygen_bits:1536");
pub(super) const RSA_1024: Key = key!("rsa-1024", "RSA", "rsa_keygen_bits:1024");
const RSA_PSS: Key = key!("rsa-pss", "RSA-PSS", "rsa_keygen_bits:2048");
const P_256: Key = key!("p-256", "EC", "ec_paramgen_curve:P-256");
const P_384: Key = key!("p-384", "EC", "ec_paramgen_curve:P-384");
const P_521: Key = key!("p-521", "EC", "ec_paramgen_curve:P-521");
const ED25519: Key = key!("ed25519", "ED25519");
const ROOT_KEY: Key = key!("root", "RSA", "rsa_keygen_bits:2048");
const INTERMEDIATE_KEY: Key = key!("intermediate", "EC", "ec_paramgen_curve:P-256");

const SAN: &str = "subjectAltName = DNS:vb365.example.com\nextendedKeyUsage = serverAuth";

/// Self-signed and good but for that; the rows break one thing each.
pub(super) const GOOD: Made = Made {
    subject: "/CN=vb365.example.com",
    strings: "utf8only",
    serial: "4A115E0D27936C08",
    not_before: "20260101000000Z",
    not_after: "20271231235959Z",
    key: RSA_2048,
    issuer: None,
    extensions: SAN,
    signing: &["-md", "sha256"],
};

static ROOT: Made = Made {
    subject: "/CN=Private Root",
    serial: "01",
    key: ROOT_KEY,
    extensions: "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign",
    ..GOOD
};

/// A CA that issued nothing.
pub(super) static OTHER_ROOT: Made = Made {
    subject: "/CN=Other Root",
    ..ROOT
};

/// The name of [`ROOT`], as PrintableString.
const ROOT_PRINTABLE: Made = Made {
    strings: "default",
    ..ROOT
};

static ROOT_VERSION_1: Made = Made {
    subject: "/CN=Private Root of Version 1",
    extensions: "",
    ..ROOT
};

static ROOT_EXPIRED: Made = Made {
    subject: "/CN=Private Root of Old",
    not_before: "20160101000000Z",
    not_after: "20260601000000Z",
    ..ROOT
};

static ROOT_CRITICAL: Made = Made {
    subject: "/CN=Private Root with Policies",
    extensions: "basicConstraints = critical, CA:TRUE\ncertificatePolicies = critical, 1.2.3.4",
    ..ROOT
};

const fn intermediate(subject: &'static str, issuer: &'static Made) -> Made {
    Made {
        subject,
        key: INTERMEDIATE_KEY,
        issuer: Some(issuer),
        serial: "02",
        ..ROOT
    }
}

static INTERMEDIATE: Made = intermediate("/CN=Private Intermediate 1", &ROOT);
static SECOND: Made = intermediate("/CN=Private Intermediate 2", &INTERMEDIATE);
static THIRD: Made = intermediate("/CN=Private Intermediate 3", &SECOND);
static FOURTH: Made = intermediate("/CN=Private Intermediate 4", &THIRD);
static FIFTH: Made = intermediate("/CN=Private Intermediate 5", &FOURTH);
static SIXTH: Made = intermediate("/CN=Private Intermediate 6", &FIFTH);
static SEVENTH: Made = intermediate("/CN=Private Intermediate 7", &SIXTH);

static CLIENTS_ONLY: Made = Made {
    extensions: "basicConstraints = critical, CA:TRUE\nextendedKeyUsage = clientAuth",
    ..intermediate("/CN=Private Intermediate for Clients", &ROOT)
};

pub(super) const ISSUED: Made = Made {
    issuer: Some(&ROOT),
    ..GOOD
};

/// Its extensions are those of [`GOOD`] with one of them in other words.
macro_rules! named {
    ($more:literal) => {
        concat!("subjectAltName = DNS:vb365.example.com\n", $more)
    };
}

macro_rules! server {
    ($more:literal) => {
        concat!(
            "subjectAltName = DNS:vb365.example.com\nextendedKeyUsage = serverAuth\n",
            $more
        )
    };
}

#[rustfmt::skip]
pub(super) static SHAPES: &[Shape] = &[
    shape("self-signed, SAN, serverAuth", GOOD),
    shape("… and CA:FALSE", Made { extensions: server!("basicConstraints = CA:FALSE"), ..GOOD }),
    shape("… and **CA:TRUE**", Made { extensions: server!("basicConstraints = critical, CA:TRUE"), ..GOOD }),
    shape("self-signed, **no SAN**, the name in the CN", Made { extensions: "extendedKeyUsage = serverAuth", ..GOOD }),
    shape("SAN extension with nothing inside", Made { extensions: "subjectAltName = DER:3000\nextendedKeyUsage = serverAuth", ..GOOD }),
    shape("another name in the SAN", Made { extensions: "subjectAltName = DNS:other.example.com\nextendedKeyUsage = serverAuth", ..GOOD }),
    shape("… and in the CN", Made { subject: "/CN=Private Service", extensions: "subjectAltName = DNS:other.example.com\nextendedKeyUsage = serverAuth", ..GOOD }),
    shape("wildcard `*.example.com` in the SAN", Made { extensions: "subjectAltName = DNS:*.example.com\nextendedKeyUsage = serverAuth", ..GOOD }),
    shape("wildcard `vb*.example.com` in the SAN", Made { extensions: "subjectAltName = DNS:vb*.example.com\nextendedKeyUsage = serverAuth", ..GOOD }),
    Shape { host: "127.0.0.1", ..shape("IP address in the SAN", Made { extensions: "subjectAltName = IP:127.0.0.1\nextendedKeyUsage = serverAuth", ..GOOD }) },
    Shape { host: "127.0.0.1", ..shape("IP address written as a DNS name in the SAN", Made { extensions: "subjectAltName = DNS:127.0.0.1\nextendedKeyUsage = serverAuth", ..GOOD }) },
    shape("**version 1**", Made { extensions: "", ..GOOD }),
    shape("version 3, the SAN and nothing else", Made { extensions: named!(""), ..GOOD }),
    shape("version 3, no extension of use", Made { extensions: "subjectKeyIdentifier = hash", ..GOOD }),
    forged("version 3, no extension at all, `CN=Veeam Software` ¹", Forge::product_default),
    shape("EKU clientAuth only", Made { extensions: named!("extendedKeyUsage = clientAuth"), ..GOOD }),
    shape("EKU anyExtendedKeyUsage only", Made { extensions: named!("extendedKeyUsage = anyExtendedKeyUsage"), ..GOOD }),
    shape("EKU extension with nothing inside", Made { extensions: named!("extendedKeyUsage = DER:3000"), ..GOOD }),
    shape("critical KU without digitalSignature", Made { extensions: server!("keyUsage = critical, keyEncipherment"), ..GOOD }),
    shape("critical `certificatePolicies`", Made { extensions: server!("certificatePolicies = critical, 1.2.3.4"), ..GOOD }),
    shape("unknown critical extension", Made { extensions: server!("1.2.3.4.5 = critical, DER:0500"), ..GOOD }),
    shape("**SHA-1** signature", Made { signing: &["-md", "sha1"], ..GOOD }),
    shape("MD5 signature", Made { signing: &["-md", "md5"], ..GOOD }),
    shape("RSA-PSS signature, salt of 32 octets", Made { signing: &["-md", "sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"], ..GOOD }),
    shape("RSA-PSS signature, the longest salt", Made { signing: &["-md", "sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:max"], ..GOOD }),
    shape("**RSA 1024**", Made { key: RSA_1024, ..GOOD }),
    shape("RSA 1536", Made { key: RSA_1536, ..GOOD }),
    shape("RSA-PSS key ²", Made { key: RSA_PSS, ..GOOD }),
    shape("ECDSA P-256", Made { key: P_256, ..GOOD }),
    shape("ECDSA P-384", Made { key: P_384, signing: &["-md", "sha384"], ..GOOD }),
    shape("ECDSA P-521 ²", Made { key: P_521, signing: &["-md", "sha512"], ..GOOD }),
    shape("Ed25519", Made { key: ED25519, signing: &[], ..GOOD }),
    shape("serial number 0", Made { serial: "00", ..GOOD }),
    forged("negative serial number ¹", || Forge::self_signed(HOST).serial(&[0xfb])),
    shape("serial number of 21 octets", Made { serial: "1000000000000000000000000000000000000000AA", ..GOOD }),
    shape("serial number of 25 octets", Made { serial: "7000000000000000000000000000000000000000000000AABB", ..GOOD }),
    forged("issuerUniqueID and subjectUniqueID ¹", || with_unique_ids(Forge::self_signed(HOST))),
    shape("expired", Made { not_after: "20260630000000Z", ..GOOD }),
    shape("not yet valid", Made { not_before: "20270101000000Z", ..GOOD }),
    shape("issued by a private root, SAN, serverAuth", ISSUED),
    shape("… and **CA:TRUE**, path length 0", Made { extensions: server!("basicConstraints = critical, CA:TRUE, pathlen:0"), ..ISSUED }),
    shape("… and an SHA-1 signature", Made { signing: &["-md", "sha1"], ..ISSUED }),
    forged("… and issuerUniqueID and subjectUniqueID ¹", || with_unique_ids(Forge::tls(HOST))),
    shape("issued by an intermediate that is sent along", Made { issuer: Some(&INTERMEDIATE), ..GOOD }),
    Shape { sends: Sends::EndEntity, ..shape("issued by an intermediate that is **not** sent along", Made { issuer: Some(&INTERMEDIATE), ..GOOD }) },
    shape("issued by an intermediate for clientAuth only", Made { issuer: Some(&CLIENTS_ONLY), ..GOOD }),
    shape("issued below six intermediates", Made { issuer: Some(&SIXTH), ..GOOD }),
    shape("issued below seven intermediates", Made { issuer: Some(&SEVENTH), ..GOOD }),
    shape("issued by a root of version 1", Made { issuer: Some(&ROOT_VERSION_1), ..GOOD }),
    shape("issued by a root that has expired", Made { issuer: Some(&ROOT_EXPIRED), ..GOOD }),
    Shape { anchor: Some(ROOT_PRINTABLE), ..shape("issued by a root whose name is trusted in another string type", ISSUED) },
    shape("issued by a root with critical `certificatePolicies`", Made { issuer: Some(&ROOT_CRITICAL), ..GOOD }),
];

fn with_unique_ids(forge: Forge) -> Forge {
    forge
        .end_entity(Template::issuer_unique_id)
        .end_entity(Template::subject_unique_id)
}
