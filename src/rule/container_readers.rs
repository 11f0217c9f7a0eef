//! For which machine a file is: what of it a reader does not open. .NET, which has limits besides, has a
//! [module](super::container_dotnet) of its own.

use super::container::pfx;
use super::{CheckInput, Levels, N, Rule, Violations};
use crate::finding::{Basis, Position, RuleId};
use crate::provenance::{Cipher, Encryption, MacKind, Pfx, Scheme};
use crate::shown::listed;

/// Something in a file by which it differs from another one.
enum Fact {
    /// Key or certificates are encrypted with one of these.
    Encrypted(&'static [Cipher]),
    /// The same, where the key of the cipher comes out of PBKDF2.
    EncryptedByPbes2(&'static [Cipher]),
    /// There is a private key, and it is not encrypted.
    UnencryptedKey,
    /// The MAC is of this kind.
    Mac(MacKind),
}

use Fact::{Encrypted, EncryptedByPbes2, Mac, UnencryptedKey};

/// Who does not open what, each measured: in the interoperation tests with Java 17 and OpenSSL 3.0, by others with
/// Windows.
const WINDOWS_2016: &[Fact] = &[Encrypted(&[Cipher::Aes128, Cipher::Aes192, Cipher::Aes256])];
const JAVA: &[Fact] = &[
    Encrypted(&[Cipher::TwoKeyTripleDes]),
    EncryptedByPbes2(&[Cipher::Aes192, Cipher::TripleDes]),
    UnencryptedKey,
    Mac(MacKind::Pbmac1),
];
const OPENSSL: &[Fact] = &[
    Encrypted(&[Cipher::Rc2With40Bits, Cipher::Rc2With128Bits]),
    Mac(MacKind::Pbmac1),
];

impl Fact {
    /// What of the file it is, each once.
    fn found(&self, pfx: &Pfx) -> Vec<String> {
        let encrypted = |ciphers: &[Cipher], shown: fn(&Encryption) -> Option<String>| {
            let all = pfx.key_encryption.iter();
            let all = all.chain(&pfx.certificate_encryptions);
            let refused = all.filter(|encryption| ciphers.contains(&encryption.cipher));
            let mut found: Vec<_> = refused.filter_map(shown).collect();
            found.dedup();
            found
        };
        match self {
            Encrypted(ciphers) => encrypted(ciphers, |it| Some(it.cipher.to_string())),
            EncryptedByPbes2(ciphers) => encrypted(ciphers, |it| {
                let is_pbes2 = it.scheme == Scheme::Pbes2;
                is_pbes2.then(|| format!("{} in {}", it.cipher, it.scheme))
            }),
            UnencryptedKey if pfx.private_keys > 0 && pfx.key_encryption.is_none() => {
                vec!["an unencrypted private key".into()]
            }
            Mac(kind) if pfx.mac.is_some_and(|mac| mac.kind == *kind) => vec![kind.to_string()],
            UnencryptedKey | Mac(_) => Vec::new(),
        }
    }
}

fn refused(
    input: &CheckInput<'_>,
    reader: &[Fact],
    expected: &'static str,
    violations: &mut Violations,
) {
    let Some(pfx) = pfx(input) else { return };
    let found: Vec<_> = reader.iter().flat_map(|fact| fact.found(pfx)).collect();
    if !found.is_empty() {
        violations.add(Position::EndEntity, expected, listed(found));
    }
}

pub(super) static BY_WINDOWS_2016: Rule = Rule {
    id: RuleId::new("container-unreadable-by-windows-2016"),
    summary: "the file is one that Windows Server 2016 does not import",
    why: "The product runs on Windows Server 2016 as well, which knows no AES in a PFX: it answers that the password is \
          wrong, whatever the password is. Windows Server 2019 and later, and Windows 10 from 1709 on, import the file. \
          The keychain of macOS, which answers in the same way, and Java 8 before its updates of JDK-8076190 do not \
          open it either.",
    remedy: "Nothing, where no machine of the installation runs Windows Server 2016. For one that does, write the file \
             again with the profile `windows-2016` (`vb365-cert convert FILE --to pfx --for windows-2016 --out NEW`), or \
             export it with TripleDES-SHA1 in the wizard of Windows, and delete it after the import: that encryption is \
             weak.",
    citation: "https://github.com/acmesh-official/acme.sh/issues/6805; https://github.com/openssl/openssl/issues/27035; \
               https://github.com/ansible-collections/ansible.windows/pull/582; \
               https://github.com/dsccommunity/CertificateDsc; for the systems the product runs on \
               https://helpcenter.veeam.com/docs/vbo365/guide/vbo_system_requirements.html; for macOS \
               https://developer.apple.com/forums/thread/697030, https://github.com/openssl/openssl/issues/19871 and \
               https://github.com/tauri-apps/tauri/pull/15844; for Java 8 \
               https://github.com/kaikramer/keystore-explorer/issues/359",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

pub(super) fn by_windows_2016(input: &CheckInput<'_>, violations: &mut Violations) {
    let expected = "3DES, which Windows has always read";
    refused(input, WINDOWS_2016, expected, violations);
}

pub(super) static BY_JAVA: Rule = Rule {
    id: RuleId::new("container-unreadable-by-java"),
    summary: "the file is one that Java 17 does not open",
    why: "Whatever runs on Java, such as a reverse proxy or an automation server, opens a PFX as a key store. Java 17 knows \
          no PBMAC1, in PBES2 nothing but AES with 128 and 256 bits, and no 3DES with two keys; a private key that is not \
          encrypted it passes over without a word. For some of it the message is that the password is wrong.",
    remedy: "Nothing, where no Java opens the file. For one that does, write it again with the profile `modern` \
             (`vb365-cert convert FILE --to pfx --for modern --out NEW`) and a password in ASCII: it takes no other.",
    citation: "measured with Java 17; https://bugs.openjdk.org/browse/JDK-8343232; RFC 9579",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

pub(super) fn by_java(input: &CheckInput<'_>, violations: &mut Violations) {
    let expected = "AES-256, AES-128 or 3DES with three keys, and a MAC of PKCS#12";
    refused(input, JAVA, expected, violations);
}

pub(super) static BY_OPENSSL: Rule = Rule {
    id: RuleId::new("container-unreadable-by-openssl"),
    summary: "the file is one that OpenSSL 3 does not open as it is installed",
    why: "OpenSSL 3 and what is built on it, such as Node and PHP, opens RC2 only where the legacy provider is switched on, \
          and fails with `unsupported`. PBMAC1 it verifies from 3.4 on; before, it says that the password is wrong.",
    remedy: "Nothing, where no OpenSSL opens the file. For one that does, write it again with the profile `modern` \
             (`vb365-cert convert FILE --to pfx --for modern --out NEW`).",
    citation: "measured with OpenSSL 3.0; https://docs.openssl.org/3.0/man7/OSSL_PROVIDER-legacy/; RFC 9579",
    basis: Basis::Practice,
    levels: Levels::new(N, N, N),
};

pub(super) fn by_openssl(input: &CheckInput<'_>, violations: &mut Violations) {
    let expected = "AES or 3DES, and a MAC of PKCS#12";
    refused(input, OPENSSL, expected, violations);
}
