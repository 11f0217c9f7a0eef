//! What Windows makes of a PFX: whether it imports the file, and what the key can do once it is in.

use super::container::{CNG_PROVIDERS, is_named, pfx};
use super::{CheckInput, Levels, N, NA, Rule, Violations};
use crate::certificate::KeyAlgorithm;
use crate::finding::{Basis, Position, RuleId};
use crate::profile::ActsAs;
use crate::provenance::{Cipher, KeySpec};
use crate::shown::{listed, shown};

pub(super) static NOT_IMPORTED_BY_2016: Rule = Rule {
    id: RuleId::new("container-unreadable-by-windows-2016"),
    summary: "the file is one that Windows Server 2016 does not import",
    why: "The product runs on Windows Server 2016 as well, which knows no AES in a PFX: it answers that the password is \
          wrong, whatever the password is. Windows Server 2019 and later, and Windows 10 from 1709 on, import the file.",
    remedy: "Nothing, where no machine of the installation runs Windows Server 2016. For one that does, export the file \
             again with `openssl pkcs12 -export -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1`, or with \
             TripleDES-SHA1 in the wizard of Windows, and delete it after the import: that encryption is weak. \
             `-legacy` alone takes RC2 with 40 bits besides.",
    citation: "https://github.com/acmesh-official/acme.sh/issues/6805; https://github.com/openssl/openssl/issues/27035; \
               https://github.com/ansible-collections/ansible.windows/pull/582; \
               https://github.com/dsccommunity/CertificateDsc; for the systems the product runs on \
               https://helpcenter.veeam.com/docs/vbo365/guide/vbo_system_requirements.html",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

pub(super) fn not_imported_by_2016(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(pfx) = pfx(input) else { return };
    let encryptions = pfx
        .key_encryption
        .iter()
        .chain(&pfx.certificate_encryptions);
    let mut ciphers: Vec<Cipher> = encryptions
        .map(|encryption| encryption.cipher)
        .filter(|cipher| cipher.is_aes())
        .collect();
    if !ciphers.is_empty() {
        ciphers.dedup();
        violations.add(
            Position::EndEntity,
            format!("{}, which Windows has always read", Cipher::TripleDes),
            listed(ciphers),
        );
    }
}

pub(super) static KEY_IN_LEGACY_CSP: Rule = Rule {
    id: RuleId::new("key-in-legacy-csp"),
    summary: "the file puts the key into a CSP that knows no hash newer than SHA-1",
    why: "Assertions are signed with SHA-256. Of the CSPs of Windows only those of the type PROV_RSA_AES have it; a \
          program that signs through another fails with `Invalid algorithm specified`. Microsoft.IdentityModel \
          opens the key through a newer CSP of its own accord, so that one program works and the next one does not. A \
          plain import follows the name in the file.",
    remedy: "If signing fails, name another CSP in the file: `openssl pkcs12 -export -CSP \"Microsoft Enhanced RSA and \
             AES Cryptographic Provider\" -keyex`, or `-Provider` with that name for `New-SelfSignedCertificate`.",
    citation: "https://learn.microsoft.com/windows/win32/seccrypto/prov-rsa-full, \
               https://learn.microsoft.com/windows/win32/seccrypto/prov-rsa-sig, \
               https://learn.microsoft.com/windows/win32/seccrypto/prov-rsa-schannel and \
               https://learn.microsoft.com/windows/win32/seccrypto/prov-rsa-aes; \
               https://learn.microsoft.com/dotnet/api/microsoft.identitymodel.tokens.rsacryptoserviceproviderproxy",
    basis: Basis::Documented,
    levels: Levels::new(NA, NA, N),
};

/// The names of `wincrypt.h`, by the types that hash with MD5 and SHA-1 alone: `PROV_RSA_FULL`, `PROV_RSA_SIG` and
/// `PROV_RSA_SCHANNEL`. <https://learn.microsoft.com/windows/win32/seccrypto/cryptographic-provider-names>
const LEGACY_CSPS: &[&str] = &[
    "Microsoft Base Cryptographic Provider v1.0",
    "Microsoft Enhanced Cryptographic Provider v1.0",
    "Microsoft Strong Cryptographic Provider",
    "Microsoft RSA Signature Cryptographic Provider",
    "Microsoft RSA SChannel Cryptographic Provider",
];

pub(super) fn key_in_legacy_csp(input: &CheckInput<'_>, violations: &mut Violations) {
    let name = pfx(input).and_then(|pfx| pfx.key_provider.as_deref());
    let Some(name) = name.filter(|name| is_named(name, LEGACY_CSPS)) else {
        return;
    };
    violations.add(
        Position::EndEntity,
        "a CSP that signs with SHA-256, or none named",
        format!("`{}`", shown(name.trim_end_matches('\0'))),
    );
}

pub(super) static KEY_SPEC_SIGNATURE_ONLY: Rule = Rule {
    id: RuleId::new("key-spec-signature-only"),
    summary: "the file says that the key is for signatures only",
    why: "Windows imports it as AT_SIGNATURE, and a CSP then refuses to decrypt with it, which the RSA key exchange of \
          TLS 1.2 takes. Of AD FS Microsoft says that handshakes fail with such keys, with no event but those of \
          Schannel.",
    remedy: "Export the file again with `openssl pkcs12 -export -keyex`, or create the certificate with `-KeySpec \
             KeyExchange`.",
    citation: "https://learn.microsoft.com/windows-server/identity/ad-fs/technical-reference/ad-fs-and-keyspec-property",
    basis: Basis::Practice,
    levels: Levels::new(N, N, NA),
};

pub(super) fn key_spec_signature_only(input: &CheckInput<'_>, violations: &mut Violations) {
    // A client only signs.
    let is_server = matches!(input.profile.acts_as, ActsAs::TlsServer | ActsAs::TlsPeer);
    let Some(pfx) = pfx(input).filter(|_| is_server) else {
        return;
    };
    // A key of CNG has no key specification, and no other kind of key decrypts.
    let provider = pfx.key_provider.as_deref();
    let is_cng = provider.is_some_and(|name| is_named(name, CNG_PROVIDERS));
    let algorithm = input.end_entity().public_key().algorithm();
    let is_rsa = matches!(algorithm, KeyAlgorithm::Rsa { .. });
    if is_rsa && !is_cng && pfx.key_spec == Some(KeySpec::Signature) {
        violations.add(
            Position::EndEntity,
            KeySpec::Exchange.to_string(),
            KeySpec::Signature.to_string(),
        );
    }
}
