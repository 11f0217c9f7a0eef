//! What Windows makes of the key in a PFX: what it can do once it is in, and who can use it.

use super::container::{CNG_PROVIDERS, is_cng_provider, is_named, pfx};
use super::{CheckInput, Levels, N, NA, Rule, Violations};
use crate::certificate::KeyAlgorithm;
use crate::finding::{Basis, Position, RuleId};
use crate::profile::ActsAs;
use crate::provenance::KeySpec;
use crate::shown::shown;

pub(super) static KEY_UNUSABLE_BY_DOTNET_FRAMEWORK: Rule = Rule {
    id: RuleId::new("key-unusable-by-dotnet-framework"),
    summary: "the file puts the key where older code for .NET Framework does not find it",
    why: "The server of the product needs .NET Framework 4.7.2 besides .NET 8. What reads a key there by \
          `X509Certificate2.PrivateKey`, as code from before 4.6 does, fails with `Invalid provider type specified` for a \
          key in a CNG key storage provider; what asks for `GetRSAPrivateKey` does not. Which of them the product does is \
          not public, and a plain import follows the name in the file.",
    remedy: "If a program fails with that message, name a CSP in the file: `vb365-cert convert FILE --to pfx --out NEW \
             --key-provider \"Microsoft Enhanced RSA and AES Cryptographic Provider\" --key-spec exchange`. Or create the \
             certificate with such a provider.",
    citation: "https://www.pkisolutions.com/accessing-and-using-certificate-private-keys-in-net-framework-net-core/; \
               https://helpcenter.veeam.com/docs/vbo365/guide/vbo_system_requirements.html",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

pub(super) fn key_unusable_by_dotnet_framework(
    input: &CheckInput<'_>,
    violations: &mut Violations,
) {
    let name = pfx(input).and_then(|pfx| pfx.key_provider.as_deref());
    let algorithm = input.end_entity().public_key().algorithm();
    // No CSP has other keys.
    if !matches!(algorithm, KeyAlgorithm::Rsa { .. }) {
        return;
    }
    if let Some(name) = name.filter(|name| is_cng_provider(name)) {
        violations.add(
            Position::EndEntity,
            "a CSP, or none named",
            format!("`{}`", shown(name.trim_end_matches('\0'))),
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
    remedy: "If signing fails, name another CSP in the file: `vb365-cert convert FILE --to pfx --out NEW --key-provider \
             \"Microsoft Enhanced RSA and AES Cryptographic Provider\" --key-spec exchange`, or create the certificate \
             with that name as `-Provider`.",
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
    remedy: "Write the file again with another key specification (`vb365-cert convert FILE --to pfx --out NEW --key-spec \
             exchange`), or create the certificate with `-KeySpec KeyExchange`.",
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
