//! How the file protects what is in it, and what it tells Windows of the key; RFC 7292.

use super::{CheckInput, Levels, N, NA, Rule, Violations, W};
use crate::finding::{Basis, Position, RuleId};
use crate::profile::Demand;
use crate::provenance::{Cipher, Hash, MacKind, Pfx, Provenance};
use crate::shown::{listed, shown};

pub(super) static ENCRYPTION_LEGACY: Rule = Rule {
    id: RuleId::new("container-encryption-legacy"),
    summary: "the file is encrypted with a cipher of the past",
    why: "OpenSSL 3 and what is built on it, such as Node, refuse RC2 unless their legacy algorithms are switched on, \
          and systems bound to FIPS refuse 3DES as well. RC2 with 40 bits protects nothing: the key is found within \
          hours.",
    remedy: "Where other programs than Windows read the file, write it again with the profile `modern` \
             (`vb365-cert convert FILE --to pfx --for modern --out NEW`), or export it with `AES256-SHA256` in the wizard of \
             Windows. Windows Server 2016 does not import that. Guard the file as you would guard the key alone.",
    citation: "field practice; RFC 7292 appendix C; https://docs.openssl.org/3.0/man7/OSSL_PROVIDER-legacy/",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

pub(super) fn encryption_legacy(input: &CheckInput<'_>, violations: &mut Violations) {
    let (key, certificates) = match input.provenance {
        Some(Provenance::Pfx(pfx)) => (&pfx.key_encryption, &*pfx.certificate_encryptions),
        Some(Provenance::Pem { key_encryption }) => (key_encryption, &[][..]),
        _ => return,
    };
    let mut ciphers: Vec<Cipher> = key
        .iter()
        .chain(certificates)
        .map(|encryption| encryption.cipher)
        .filter(|cipher| !cipher.is_aes())
        .collect();
    if !ciphers.is_empty() {
        ciphers.dedup();
        violations.add(Position::EndEntity, "AES", listed(ciphers));
    }
}

pub(super) static MAC_ABSENT: Rule = Rule {
    id: RuleId::new("container-mac-absent"),
    summary: "the file has no MAC",
    why: "NSS (Firefox), GnuTLS and mono refuse a PFX without one. Nobody notices when such a file is damaged or \
          exchanged on its way.",
    remedy: "Export the file again with a password, and without an option that leaves the check out (`-nomac` of \
             OpenSSL); or write it again (`vb365-cert convert FILE --to pfx --out NEW`).",
    citation: "field practice; RFC 7292 section 4",
    basis: Basis::Practice,
    levels: Levels::new(W, W, W),
};

pub(super) fn mac_absent(input: &CheckInput<'_>, violations: &mut Violations) {
    if pfx(input).is_some_and(|pfx| pfx.mac.is_none()) {
        violations.add(Position::EndEntity, "a MAC over the content", "none");
    }
}

pub(super) static MAC_MODERN: Rule = Rule {
    id: RuleId::new("container-mac-modern"),
    summary: "the MAC of the file is newer than many readers",
    why: "Older Windows verifies a PFX with SHA-1, later ones with SHA-256 as well; a reader that does not know the \
          check answers as if the password were wrong. PBMAC1 opens with OpenSSL from 3.4 on and with hardly \
          anything else.",
    remedy: "If Windows or the product refuses the password of this file, export it again with a check by SHA-256 or \
             SHA-1: the profiles `modern` and `windows-2016` have them (`vb365-cert convert FILE --to pfx --for modern \
             --out NEW`).",
    citation: "field practice; RFC 9579",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

pub(super) fn mac_modern(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(mac) = pfx(input).and_then(|pfx| pfx.mac) else {
        return;
    };
    if mac.kind != MacKind::Pkcs12 || !matches!(mac.hash, Hash::Sha1 | Hash::Sha256) {
        violations.add(
            Position::EndEntity,
            format!(
                "{} with {} or {}",
                MacKind::Pkcs12,
                Hash::Sha1,
                Hash::Sha256
            ),
            format!("{} with {}", mac.kind, mac.hash),
        );
    }
}

pub(super) static TRAILING_OCTETS: Rule = Rule {
    id: RuleId::new("container-trailing-octets"),
    summary: "the file goes on behind the end of the PFX",
    why: "Windows itself leaves zeros there, and whatever handles a file as text adds a line break. OpenSSL, .NET, Java \
          and Python pass over zeros; a reader that does not takes the file for damaged.",
    remedy: "Nothing, where the file is read. For a reader that refuses it, export the certificate again, or cut the \
             file to the length of the PFX.",
    citation: "field practice; RFC 7292 section 4; https://github.com/dotnet/runtime-assets",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

pub(super) fn trailing_octets(input: &CheckInput<'_>, violations: &mut Violations) {
    let octets = match pfx(input).map_or(0, |pfx| pfx.trailing_octets) {
        0 => return,
        1 => String::from("1 octet, a zero or white space"),
        count => format!("{count} octets, all zeros or white space"),
    };
    violations.add(Position::EndEntity, "nothing behind the PFX", octets);
}

pub(super) static KEY_IN_CNG_PROVIDER: Rule = Rule {
    id: RuleId::new("key-in-cng-provider"),
    summary: "the file puts the key into a CNG key storage provider of Windows",
    why: "Microsoft does not support CNG keys where an application signs in to Exchange Online PowerShell, which the \
          product does for public folders, discovery mailboxes and the types of shared mailboxes; that it matters to \
          the product is inferred from both. So is that a plain import follows the name in the file; .NET 9 and \
          later do not.",
    remedy: "Name a CSP in the file (`vb365-cert convert FILE --to pfx --out NEW --key-provider \"Microsoft Enhanced RSA \
             and AES Cryptographic Provider\" --key-spec exchange`), or create the certificate with `-KeySpec KeyExchange` \
             and such a provider.",
    citation: "https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2, \
               https://helpcenter.veeam.com/docs/vbo365/guide/ad_app_permissions_sd.html",
    basis: Basis::Documented,
    levels: Levels::new(NA, NA, W),
};

/// <https://learn.microsoft.com/windows/win32/seccertenroll/cng-key-storage-providers>, and the name of the one for
/// TPMs in `ncrypt.h`. What others call theirs is not proof.
pub(super) const CNG_PROVIDERS: &[&str] = &[
    "Microsoft Software Key Storage Provider",
    "Microsoft Smart Card Key Storage Provider",
    "Microsoft Platform Crypto Provider",
];

pub(super) fn key_in_cng_provider(input: &CheckInput<'_>, violations: &mut Violations) {
    let word = input.profile.word(&Demand::CspKeyProvider);
    if !word.is_some_and(|word| word.requirement.is_demand()) {
        return;
    }
    let Some(name) = pfx(input).and_then(|pfx| pfx.key_provider.as_deref()) else {
        return;
    };
    if is_cng_provider(name) {
        let found = format!("`{}`", shown(name));
        violations.add(Position::EndEntity, "a CSP", found);
    }
}

pub(super) fn is_cng_provider(name: &str) -> bool {
    is_named(name, CNG_PROVIDERS)
}

/// Whether the file names one of these; Windows writes the end of a string along.
pub(super) fn is_named(name: &str, providers: &[&str]) -> bool {
    let name = name.trim_end_matches('\0');
    providers.iter().any(|it| it.eq_ignore_ascii_case(name))
}

pub(super) fn pfx<'a>(input: &CheckInput<'a>) -> Option<&'a Pfx> {
    input.provenance.and_then(Provenance::pfx)
}
