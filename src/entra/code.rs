//! What a user brings back from signing in.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::{Error, Unsupported};

/// An authorization code (RFC 6749 section 4.1.2), with what has to be the same as in the request that led to it.
///
/// ```
/// use vb365_tls::entra::AuthorizationCode;
///
/// let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// let code =
///     AuthorizationCode::new("0.AXEA", "https://portal.example.com:4443/callback")
///         .with_code_verifier(verifier)?;
/// assert!(!format!("{code:?}").contains("0.AXEA"));
/// # Ok::<(), vb365_tls::Error>(())
/// ```
pub struct AuthorizationCode {
    code: Zeroizing<String>,
    redirect_uri: String,
    code_verifier: Option<Zeroizing<String>>,
}

impl AuthorizationCode {
    /// The code, and the redirect URI it came to, which Microsoft Entra compares character by character.
    pub fn new(code: &str, redirect_uri: &str) -> Self {
        Self {
            code: Zeroizing::new(code.into()),
            redirect_uri: redirect_uri.into(),
            code_verifier: None,
        }
    }

    /// The same code with the verifier of PKCE (RFC 7636).
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] if it is not 43 to 128 letters, digits, `-`, `.`, `_` and `~` (RFC 7636 section 4.1).
    pub fn with_code_verifier(self, code_verifier: &str) -> Result<Self, Error> {
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !(43..=128).contains(&code_verifier.len()) || !code_verifier.bytes().all(is_unreserved) {
            let length = code_verifier.len();
            return Err(Unsupported::CodeVerifier { length }.into());
        }
        Ok(Self {
            code_verifier: Some(Zeroizing::new(code_verifier.into())),
            ..self
        })
    }

    pub(super) fn fields(&self) -> Vec<(&'static str, Zeroizing<String>)> {
        let verifier = self.code_verifier.clone();
        let fields = [
            ("code", Some(self.code.clone())),
            (
                "redirect_uri",
                Some(Zeroizing::new(self.redirect_uri.clone())),
            ),
            ("code_verifier", verifier),
        ];
        fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}
