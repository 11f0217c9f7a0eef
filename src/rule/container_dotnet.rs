//! What .NET refuses to open: the product needs .NET 8, and on the server .NET Framework 4.7.2 besides
//! (<https://helpcenter.veeam.com/docs/vbo365/guide/vbo_system_requirements.html>).
//!
//! <https://learn.microsoft.com/dotnet/api/system.security.cryptography.x509certificates.pkcs12loaderlimits> has the
//! limits of .NET 9 and later.

use super::container::pfx;
use super::{CheckInput, Levels, Rule, Violations, W};
use crate::certificate::KeyAlgorithm;
use crate::finding::{Basis, Position, RuleId};
use crate::provenance::{Encryption, Hash, MacKind, PasswordKind, Pfx, Scheme};
use crate::shown::listed;

pub(super) static UNREADABLE: Rule = Rule {
    id: RuleId::new("container-unreadable-by-dotnet"),
    summary: "the file is one that some versions of .NET do not open",
    why: "The product needs .NET 8 on every machine, and .NET Framework 4.7.2 on the server besides; which of them \
          opens the file is not public. The reader of .NET knows neither PBMAC1 nor Ed25519 nor the rarer kinds of \
          SHA-2, and from .NET 9 on it refuses many iterations: Firefox, NSS and GnuTLS write too many. Where .NET \
          leaves the file to Windows it may open all the same, so that it works on one machine and fails on another.",
    remedy: "Export the file again with a password, AES-256 and a check by SHA-256, as the wizard of Windows and the \
             profile `modern` do (`vb365-cert convert FILE --to pfx --for modern --out NEW`). Instead of an Ed25519 key take \
             RSA, or P-256 for TLS.",
    citation: "field practice; \
               https://learn.microsoft.com/dotnet/api/system.security.cryptography.x509certificates.pkcs12loaderlimits; \
               https://support.microsoft.com/topic/kb5025823-change-in-how-net-applications-import-x-509-certificates-\
               bf81c936-af2b-446e-9f7a-016f4713b46b",
    basis: Basis::Practice,
    levels: Levels::new(W, W, W),
};

/// .NET 9 and later, for the iterations of the MAC, and for those of each key that is derived.
const MOST_ITERATIONS: u64 = 300_000;

/// .NET 9 and later, for all that is decrypted together; the MAC is not counted.
const MOST_ITERATIONS_IN_ALL: u64 = 1_000_000;

/// .NET since June 2023 for a file without a password; the MAC is counted.
const MOST_ITERATIONS_WITHOUT_PASSWORD: u64 = 600_000;

pub(super) fn unreadable(input: &CheckInput<'_>, violations: &mut Violations) {
    let Some(pfx) = pfx(input) else { return };
    let mut reasons = Vec::new();
    let algorithm = input.end_entity().public_key().algorithm();
    if matches!(algorithm, KeyAlgorithm::Ed25519 | KeyAlgorithm::Ed448) {
        reasons.push(format!("a key for {algorithm}"));
    }
    if let Some(mac) = pfx.mac {
        if mac.kind != MacKind::Pkcs12 {
            reasons.push(mac.kind.to_string());
        } else if !is_known(mac.hash) {
            reasons.push(format!("{} with {}", mac.kind, mac.hash));
        }
    }
    for encryption in encryptions(pfx) {
        if encryption.scheme == Scheme::Pbes2 && !is_known(encryption.hash) {
            reasons.push(format!("{} with {}", encryption.scheme, encryption.hash));
        }
    }
    reasons.extend(too_many_iterations(pfx));
    if !reasons.is_empty() {
        reasons.dedup();
        violations.add(
            Position::EndEntity,
            "a file within the algorithms and default limits of .NET",
            listed(reasons),
        );
    }
}

fn is_known(hash: Hash) -> bool {
    matches!(
        hash,
        Hash::Sha1 | Hash::Sha256 | Hash::Sha384 | Hash::Sha512
    )
}

/// The gravest excess; what exceeds a smaller limit needs no word about a larger one.
fn too_many_iterations(pfx: &Pfx) -> Option<String> {
    let check = pfx.mac.map_or(0, |mac| mac.iterations);
    let most = encryptions(pfx)
        .map(|it| it.iterations)
        .fold(check, u64::max);
    // Equal encryptions are listed once, so that there may be more than these.
    let in_all = encryptions(pfx).fold(0, |sum: u64, it| sum.saturating_add(it.iterations));
    if most > MOST_ITERATIONS {
        return Some(format!(
            "{most} iterations, where .NET 9 takes {MOST_ITERATIONS}"
        ));
    }
    if in_all > MOST_ITERATIONS_IN_ALL {
        return Some(format!(
            "{in_all} iterations in all, where .NET 9 takes {MOST_ITERATIONS_IN_ALL}"
        ));
    }
    let with_check = in_all.saturating_add(check);
    let is_open = pfx.password != PasswordKind::Given;
    (is_open && with_check > MOST_ITERATIONS_WITHOUT_PASSWORD).then(|| {
        format!(
            "{with_check} iterations without a password, where .NET takes {MOST_ITERATIONS_WITHOUT_PASSWORD}"
        )
    })
}

fn encryptions(pfx: &Pfx) -> impl Iterator<Item = &Encryption> {
    pfx.key_encryption
        .iter()
        .chain(&pfx.certificate_encryptions)
}
