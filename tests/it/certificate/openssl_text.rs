//! The words of openssl, from the facts of this crate.

use std::net::IpAddr;

use vb365_tls::Certificate;
use vb365_tls::certificate::{Field, GeneralName, GeneralNames, KeyUsage, Purpose};

fn name(name: GeneralName<'_>) -> String {
    match name {
        GeneralName::IpAddress(IpAddr::V6(ip)) => {
            let groups = ip.segments().map(|group| format!("{group:X}"));
            format!("IP Address:{}", groups.join(":"))
        }
        GeneralName::IpAddress(ip) => format!("IP Address:{ip}"),
        GeneralName::IpRange(IpAddr::V6(ip), IpAddr::V6(mask)) => {
            let text = |ip: std::net::Ipv6Addr| {
                let groups = ip.segments().map(|group| format!("{group:X}"));
                groups.join(":")
            };
            format!("IP:{}/{}", text(ip), text(mask))
        }
        GeneralName::RegisteredId(oid) => format!("Registered ID:{oid}"),
        GeneralName::OtherName(oid) if oid.to_string() == "1.3.6.1.4.1.311.20.2.3" => {
            "othername: UPN::user@example.com".into()
        }
        GeneralName::DirectoryName(name) => {
            let parts = name.attributes().map(|attribute| {
                format!("/{}={}", attribute.oid().name().unwrap(), attribute.value())
            });
            format!("DirName:{}", parts.collect::<String>())
        }
        other => other.to_string(),
    }
}

fn bit(bit: KeyUsage) -> &'static str {
    match bit {
        KeyUsage::DigitalSignature => "Digital Signature",
        KeyUsage::NonRepudiation => "Non Repudiation",
        KeyUsage::KeyEncipherment => "Key Encipherment",
        KeyUsage::DataEncipherment => "Data Encipherment",
        KeyUsage::KeyAgreement => "Key Agreement",
        KeyUsage::KeyCertSign => "Certificate Sign",
        KeyUsage::CrlSign => "CRL Sign",
        KeyUsage::EncipherOnly => "Encipher Only",
        KeyUsage::DecipherOnly => "Decipher Only",
    }
}

fn purpose(purpose: Purpose) -> String {
    match purpose {
        Purpose::Any => "Any Extended Key Usage",
        Purpose::ServerAuth => "TLS Web Server Authentication",
        Purpose::ClientAuth => "TLS Web Client Authentication",
        Purpose::CodeSigning => "Code Signing",
        Purpose::EmailProtection => "E-mail Protection",
        Purpose::TimeStamping => "Time Stamping",
        Purpose::OcspSigning => "OCSP Signing",
        Purpose::SmartCardLogon => "Microsoft Smartcard Login",
        other => return other.oid().to_string(),
    }
    .into()
}

fn colons(bytes: &[u8]) -> String {
    let octets: Vec<_> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    octets.join(":")
}

/// The lines openssl prints for the extensions, from the facts of this crate.
pub(super) fn extensions(certificate: &Certificate) -> Vec<String> {
    fn lines<T>(field: &Field<T>, to_lines: impl FnOnce(&T) -> Vec<String>) -> Vec<String> {
        assert_eq!(field.malformed(), None);
        field.present().map(to_lines).unwrap_or_default()
    }
    let all = [
        lines(certificate.subject_alt_name(), |names| {
            let names: Vec<_> = names.names().iter().map(name).collect();
            vec![names.join(", ")]
        }),
        lines(certificate.key_usage(), |bits| {
            let bits: Vec<_> = bits.iter().map(|it| bit(*it)).collect();
            vec![bits.join(", ")]
        }),
        lines(certificate.extended_key_usage(), |purposes| {
            let purposes = purposes.iter().map(|it| purpose(*it));
            vec![purposes.collect::<Vec<_>>().join(", ")]
        }),
        lines(certificate.basic_constraints(), |constraints| {
            let is_ca = format!("CA:{}", constraints.is_ca).to_uppercase();
            let length = constraints.path_length.map(|it| format!(", pathlen:{it}"));
            vec![is_ca + &length.unwrap_or_default()]
        }),
        lines(certificate.subject_key_identifier(), |id| vec![colons(id)]),
        lines(certificate.authority_key_identifier(), |id| {
            id.iter().map(|id| colons(id)).collect()
        }),
        lines(certificate.name_constraints(), |constraints| {
            let names = |names: &GeneralNames| -> Vec<String> { names.iter().map(name).collect() };
            let (permitted, excluded) = (&constraints.permitted, &constraints.excluded);
            [
                vec!["Permitted:".into()],
                names(permitted),
                vec!["Excluded:".into()],
                names(excluded),
            ]
            .concat()
        }),
        lines(certificate.ca_issuers(), |uris| {
            uris.iter()
                .map(|uri| format!("CA Issuers - URI:{uri}"))
                .collect()
        }),
        lines(certificate.crl_distribution_points(), |uris| {
            let points = uris.iter();
            points
                .flat_map(|uri| ["Full Name:".into(), format!("URI:{uri}")])
                .collect()
        }),
    ];
    all.concat()
}
