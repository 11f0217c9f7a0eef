use std::fmt;

use zeroize::Zeroizing;

/// The password of a PKCS#12 (PFX) file or of an encrypted private key, wiped when dropped.
///
/// No password and an empty one are two things: Windows protects a file exported without a password with the empty
/// one, other programs leave the protection out.
///
/// ```
/// use vb365_tls::identity::Password;
///
/// let password = Password::from(String::from("correct horse"));
/// assert_eq!(format!("{password:?}"), "Password(redacted)");
/// let none = Password::none();
/// # let _ = none;
/// ```
#[derive(Clone, Default)]
#[cfg_attr(
    not(feature = "pfx"),
    expect(dead_code, reason = "nothing is opened with it")
)]
pub struct Password(Option<Zeroizing<String>>);

impl Password {
    /// No password.
    pub const fn none() -> Self {
        Self(None)
    }

    /// The characters; `None` where there is no password.
    #[cfg(feature = "pfx")]
    pub(super) fn as_str(&self) -> Option<&str> {
        self.0.as_ref().map(|text| text.as_str())
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(Some(Zeroizing::new(text)))
    }
}

impl From<&str> for Password {
    fn from(text: &str) -> Self {
        Self::from(String::from(text))
    }
}

impl From<Zeroizing<String>> for Password {
    fn from(text: Zeroizing<String>) -> Self {
        Self(Some(text))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither whether there is one: that narrows a guess.
        f.write_str("Password(redacted)")
    }
}
