use std::fmt;
use std::str::FromStr;

use crate::error::ParseError;
use crate::provenance::{Cipher, Encryption, Hash, Mac, MacKind, Scheme};

/// How a PKCS#12 (PFX) file is protected, by the name of who opens it.
///
/// A profile is of its date and never changes but by a release that says so: what was written with a name is known.
/// What a reader makes of the password is in the [manual](crate::manual::pfx_files), and why the numbers are what they
/// are, among the [decisions](crate::manual::decisions).
///
/// ```
/// use vb365_tls::identity::PfxProfile;
///
/// let profile: PfxProfile = "windows-2016".parse()?;
/// assert_eq!(profile, PfxProfile::WINDOWS_2016);
/// for profile in PfxProfile::ALL {
///     println!("{profile} ({}): {}", profile.date(), profile.summary());
/// }
/// # Ok::<(), vb365_tls::error::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PfxProfile {
    name: &'static str,
    date: &'static str,
    summary: &'static str,
    encryption: Encryption,
    mac: Mac,
}

/// PBES2 as everything of the last ten years has it.
///
/// .NET takes 600,000 iterations in all where no password is given, and .NET 9 takes 300,000 at once: this is the most
/// that three derivations can have.
const ITERATIONS: u64 = 200_000;

const AES: Encryption = Encryption {
    scheme: Scheme::Pbes2,
    cipher: Cipher::Aes256,
    hash: Hash::Sha256,
    iterations: ITERATIONS,
};

/// What Windows exports with; more would not make the cipher any better.
const WINDOWS_ITERATIONS: u64 = 2000;

impl PfxProfile {
    /// As Windows itself exports, and nearly every reader opens: 3DES, and a MAC with SHA-1; 2,000 iterations. The only
    /// one that Windows Server 2016 imports.
    ///
    /// The password is guessed fast: delete the file once it is imported.
    pub const WINDOWS_2016: Self = Self {
        name: "windows-2016",
        date: "2026-11",
        summary: "3DES and SHA-1, for Windows Server 2016 and whatever is older; weak, delete the file after the import",
        encryption: Encryption {
            scheme: Scheme::Pkcs12,
            cipher: Cipher::TripleDes,
            hash: Hash::Sha1,
            iterations: WINDOWS_ITERATIONS,
        },
        mac: Mac {
            kind: MacKind::Pkcs12,
            hash: Hash::Sha1,
            iterations: WINDOWS_ITERATIONS,
        },
    };

    /// AES-256 with a key by PBKDF2, and a MAC with SHA-256; 200,000 iterations. For Windows Server 2019 and later,
    /// .NET, OpenSSL, Java and whatever else is kept up.
    pub const MODERN: Self = Self {
        name: "modern",
        date: "2026-11",
        summary: "AES-256 and SHA-256, for Windows Server 2019 and later, .NET, OpenSSL and Java",
        encryption: AES,
        mac: Mac {
            kind: MacKind::Pkcs12,
            hash: Hash::Sha256,
            iterations: ITERATIONS,
        },
    };

    /// As [`MODERN`](Self::MODERN), with the MAC of RFC 9579: its key comes out of PBKDF2, too. For OpenSSL from 3.4 on
    /// and few others; not for Windows.
    pub const PBMAC1: Self = Self {
        name: "pbmac1",
        date: "2026-11",
        summary: "AES-256 and PBMAC1 (RFC 9579), for OpenSSL 3.4 and later and little else",
        encryption: AES,
        mac: Mac {
            kind: MacKind::Pbmac1,
            hash: Hash::Sha256,
            iterations: ITERATIONS,
        },
    };

    /// All profiles.
    pub const ALL: &[Self] = &[Self::WINDOWS_2016, Self::MODERN, Self::PBMAC1];

    /// The name, such as `windows-2016`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Year and month it was put together.
    pub const fn date(&self) -> &'static str {
        self.date
    }

    /// What it is and for whom, in half a sentence.
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// How key and certificates are encrypted.
    pub const fn encryption(&self) -> Encryption {
        self.encryption
    }

    /// The MAC of the file.
    pub const fn mac(&self) -> Mac {
        self.mac
    }
}

impl fmt::Display for PfxProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl FromStr for PfxProfile {
    type Err = ParseError;

    /// # Errors
    ///
    /// [`ParseError`] with the profiles there are.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut known = Self::ALL.iter();
        let found = known.find(|profile| profile.name.eq_ignore_ascii_case(text));
        found.copied().ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(Self::name).collect();
            let reason = format!("is not a profile of PFX files; one of {}", names.join(", "));
            ParseError::new(text, reason)
        })
    }
}
