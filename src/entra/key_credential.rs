use std::time::Duration;

use base64ct::{Base64, Encoding};
use rustls_pki_types::UnixTime;
use serde::Serialize;

use crate::certificate::{Certificate, Thumbprint, rfc3339};
use crate::credential::Credential;
use crate::scenario::{EntraScenario, UsageScenario};

/// The longest display name Microsoft Graph keeps, in UTF-16 code units, as .NET counts; it cuts longer ones silently.
const LONGEST_NAME: usize = 90;

/// 9999-12-31T23:59:59Z, the last time ISO 8601 writes with four digits of a year; RFC 5280 section 4.1.2.5 lets it
/// stand for a certificate without an end.
const LAST: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(253_402_300_799));

/// What registers a certificate on an application of Microsoft Entra: the public part, in the words of Microsoft Graph.
///
/// Made from a [`Certificate`], which holds no private key, so none can get in. It lasts as long as the certificate, is
/// called by the certificate's subject, and always says `AsymmetricX509Cert` and `Verify`.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let chain = Forge::assertion().chain(&provider);
/// # let certificate = chain.end_entity();
/// use vb365_tls::entra::KeyCredential;
///
/// let key_credential = KeyCredential::of(certificate);
/// let json = key_credential.with_display_name("vb365, 2026")?.to_json();
/// assert!(json.contains(r#""displayName": "vb365, 2026""#));
/// assert!(json.contains(r#""endDateTime": "2027-12-31T00:00:00Z""#));
/// # Ok::<(), vb365_tls::entra::KeyCredentialError>(())
/// ```
///
/// Two fields of the resource are left out. Graph makes the `keyId` itself and refuses one that is sent with a new
/// credential. The `customKeyIdentifier` defaults to the thumbprint, and Microsoft's pages disagree on how it is
/// written: as Base64 of the hash in one place, as forty hexadecimal digits in another.
///
/// The same page that shows how to add a certificate says that the end may be at most one year after the start, while
/// longer certificates are in use. A tenant's policy may set a limit too; a tutorial of Microsoft's recommends 180
/// days (<https://learn.microsoft.com/entra/identity/enterprise-apps/tutorial-enforce-secret-standards>). Where Graph
/// refuses the end, choose an earlier one with [`ending`](Self::ending), or use a certificate that is valid for less.
///
/// With the feature `serde` it is `Serialize`, in the same form as [`to_json`](Self::to_json).
///
/// Sources: <https://learn.microsoft.com/graph/api/resources/keycredential>,
/// <https://learn.microsoft.com/graph/applications-how-to-add-certificate>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCredential {
    certificate: Certificate,
    display_name: String,
    end: UnixTime,
}

/// Why a certificate cannot be registered in the way asked for.
///
/// ```
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let certificate = vb365_tls::test_support::Forge::assertion().trust_anchor(&provider);
/// use vb365_tls::entra::{KeyCredential, KeyCredentialError};
///
/// let key_credential = KeyCredential::of(&certificate);
/// let error = key_credential.with_display_name("x".repeat(91)).unwrap_err();
/// assert!(matches!(error, KeyCredentialError::DisplayNameTooLong { .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyCredentialError {
    /// The name is longer than Graph keeps.
    #[error(
        "the display name has {length} characters (UTF-16), and Microsoft Graph keeps {LONGEST_NAME}; choose a shorter \
         one"
    )]
    DisplayNameTooLong {
        /// Its length in UTF-16 code units.
        length: usize,
    },

    /// The end lies outside the validity of the certificate.
    #[error(
        "the credential of `{certificate}` cannot end at {}: the certificate is valid from {} to {}",
        rfc3339(*.end), rfc3339(*.not_before), rfc3339(*.not_after)
    )]
    EndOutsideValidity {
        /// The subject of the certificate.
        certificate: String,
        /// What was asked for.
        end: UnixTime,
        /// When the validity begins.
        not_before: UnixTime,
        /// When the validity ends.
        not_after: UnixTime,
    },

    /// The application given to [`KeyCredential::to_patch_json`] is not what Graph answers.
    #[error("the application cannot be read: {reason}")]
    Application {
        /// What is wrong, and what to ask Graph for.
        reason: String,
    },

    /// The certificate is among the key credentials of the application already.
    #[error(
        "the certificate `{certificate}` with thumbprint {thumbprint} is registered on the application already; to \
         change its name or end, remove that entry first"
    )]
    AlreadyRegistered {
        /// The subject of the certificate.
        certificate: String,
        /// Its thumbprint, as the portal shows it.
        thumbprint: Thumbprint,
    },
}

impl KeyCredential {
    /// The credential for this certificate, from the start to the end of its validity.
    ///
    /// Any certificate will do here; [`Credential::accept`] says whether Microsoft Entra can use it.
    pub fn of(certificate: &Certificate) -> Self {
        Self {
            certificate: certificate.clone(),
            display_name: cut(&certificate.subject().to_string()),
            end: certificate.validity().not_after().min(LAST),
        }
    }

    /// The same credential under another name, which the portal shows beside the thumbprint.
    ///
    /// # Errors
    ///
    /// [`KeyCredentialError::DisplayNameTooLong`] for more than 90 characters, counted in UTF-16; Graph would cut
    /// without a word.
    pub fn with_display_name(self, name: impl Into<String>) -> Result<Self, KeyCredentialError> {
        let display_name = name.into();
        match display_name.encode_utf16().count() {
            length if length > LONGEST_NAME => {
                Err(KeyCredentialError::DisplayNameTooLong { length })
            }
            _ => Ok(Self {
                display_name,
                ..self
            }),
        }
    }

    /// The same credential, refused by Microsoft Entra after this time although the certificate lasts longer.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let chain = Forge::assertion().chain(&provider);
    /// # let certificate = chain.end_entity();
    /// use std::time::Duration;
    /// use rustls_pki_types::UnixTime;
    /// use vb365_tls::entra::KeyCredential;
    ///
    /// let start = certificate.validity().not_before().as_secs();
    /// let after_180_days = Duration::from_secs(start + 180 * 86_400);
    /// let after_180_days = UnixTime::since_unix_epoch(after_180_days);
    /// let credential = KeyCredential::of(certificate).ending(after_180_days)?;
    /// assert!(credential.to_json().contains("2026-06-30T00:00:00Z"));
    /// # Ok::<(), vb365_tls::entra::KeyCredentialError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`KeyCredentialError::EndOutsideValidity`] after the end of the certificate's validity or before its start.
    pub fn ending(self, at: UnixTime) -> Result<Self, KeyCredentialError> {
        let validity = self.certificate.validity();
        if validity.contains(at) && at <= LAST {
            return Ok(Self { end: at, ..self });
        }
        Err(KeyCredentialError::EndOutsideValidity {
            certificate: self.certificate.subject().to_string(),
            end: at,
            not_before: validity.not_before(),
            not_after: validity.not_after(),
        })
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The name.
    pub fn display_name(&self) -> &str {
        &self.display_name
    }

    /// The first second it can be used.
    pub fn start(&self) -> UnixTime {
        self.certificate.validity().not_before().min(LAST)
    }

    /// The last second it can be used.
    pub fn end(&self) -> UnixTime {
        self.end
    }

    /// The resource `keyCredential`, indented, its fields always in the same order.
    pub fn to_json(&self) -> String {
        written(&self.resource())
    }

    /// The body of `POST /applications/{id}/addKey`, with which an application rolls its own certificate and needs no
    /// permission for it.
    ///
    /// `proof` is a JSON Web Token signed with the key of a certificate that is registered and still valid; once all
    /// have expired, only [`to_patch_json`](Self::to_patch_json) is left. Whoever reads the body within the lifetime of
    /// the proof can add a certificate as well, so it belongs in no log. Source:
    /// <https://learn.microsoft.com/graph/api/application-addkey>.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let chain = Forge::assertion().chain(&provider);
    /// # let (certificate, proof) = (chain.end_entity(), "header.payload.signature");
    /// let body = vb365_tls::entra::KeyCredential::of(certificate).to_add_key_json(proof);
    /// assert!(body.contains(r#""passwordCredential": null"#));
    /// ```
    pub fn to_add_key_json(&self, proof: &str) -> String {
        written(&AddKey {
            key_credential: self.resource(),
            password_credential: (),
            proof,
        })
    }

    /// The body of `PATCH /applications/{id}` that adds this credential to those the application has.
    ///
    /// The call replaces the whole list: what is not sent is gone, and whoever signs in with it is locked out. So this
    /// takes the answer to `GET /applications/{id}?$select=keyCredentials` and sends every entry along as it is, the
    /// new one last. Between the two calls nobody else may change the list. To take old entries out is left to the
    /// portal. Source: <https://learn.microsoft.com/graph/applications-how-to-add-certificate>.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let chain = Forge::assertion().chain(&provider);
    /// # let certificate = chain.end_entity();
    /// use vb365_tls::entra::KeyCredential;
    ///
    /// let answer = r#"{"keyCredentials": [
    ///     {"keyId": "f0b0b335-1d71-4883-8f98-567911bfdca6", "usage": "Verify"}
    /// ]}"#;
    /// let body = KeyCredential::of(certificate).to_patch_json(answer)?;
    /// // It stays registered.
    /// assert!(body.contains("f0b0b335-1d71-4883-8f98-567911bfdca6"));
    /// # Ok::<(), vb365_tls::entra::KeyCredentialError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`KeyCredentialError::Application`] if the text is not JSON or has no list of key credentials,
    /// [`KeyCredentialError::AlreadyRegistered`] if this certificate is in the list.
    pub fn to_patch_json(&self, application: &str) -> Result<String, KeyCredentialError> {
        let unreadable = |reason: String| KeyCredentialError::Application { reason };
        let mut application: serde_json::Value =
            serde_json::from_str(application).map_err(|error| unreadable(error.to_string()))?;
        let Some(serde_json::Value::Array(registered)) = application
            .get_mut("keyCredentials")
            .map(serde_json::Value::take)
        else {
            return Err(unreadable(
                "it has no list `keyCredentials`; ask Graph for it with `$select=keyCredentials`"
                    .into(),
            ));
        };
        if registered.iter().any(|entry| self.is_in(entry)) {
            return Err(KeyCredentialError::AlreadyRegistered {
                certificate: self.certificate.subject().to_string(),
                thumbprint: self.certificate.thumbprint(),
            });
        }
        let entries = registered.into_iter().map(Entry::Registered);
        let entries = entries.chain([Entry::New(self.resource())]);
        Ok(written(&Patch {
            key_credentials: entries.collect(),
        }))
    }

    /// Whether an entry lets this certificate sign in, by its bytes or by its thumbprint, which Graph writes in two ways.
    fn is_in(&self, entry: &serde_json::Value) -> bool {
        let text = |field| entry.get(field).and_then(serde_json::Value::as_str);
        let has_key = text("key").is_some_and(|key| key == self.key());
        let identifier = text("customKeyIdentifier").and_then(|it| it.parse().ok());
        // An entry to sign with is a pair to one to verify with, for SAML.
        let verifies = text("usage") != Some("Sign");
        verifies && (has_key || identifier == Some(self.certificate.thumbprint()))
    }

    fn key(&self) -> String {
        Base64::encode_string(self.certificate.der())
    }

    fn resource(&self) -> Resource<'_> {
        Resource {
            kind: "AsymmetricX509Cert",
            usage: "Verify",
            key: self.key(),
            start_date_time: rfc3339(self.start()),
            end_date_time: rfc3339(self.end),
            display_name: &self.display_name,
        }
    }
}

#[cfg(feature = "serde")]
impl Serialize for KeyCredential {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.resource().serialize(serializer)
    }
}

impl<S: UsageScenario> Credential<S> {
    /// What registers the certificate on the applications of the scenario.
    ///
    /// ```
    /// # use vb365_tls::test_support::Forge;
    /// # use vb365_tls::scenario::{Cloud, OrganizationManagement};
    /// # use vb365_tls::{Context, Credential};
    /// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    /// # let identity = Forge::assertion().identity(&provider);
    /// # let context = Context::fixed(provider, Forge::now());
    /// # let organization = OrganizationManagement::at(
    /// #     Cloud::Worldwide,
    /// #     "contoso.onmicrosoft.com",
    /// #     "6731de76-14a6-49ae-97bc-6eba6914391e",
    /// # )?;
    /// let credential = Credential::accept(organization, identity, &context)?;
    /// println!("{}", credential.key_credential().to_json());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn key_credential(&self) -> KeyCredential
    where
        S: EntraScenario,
    {
        KeyCredential::of(self.end_entity())
    }
}

/// As much of a name as fits, and never half a character.
fn cut(name: &str) -> String {
    let mut length = 0;
    let fits = |character: &char| {
        length += character.len_utf16();
        length <= LONGEST_NAME
    };
    name.chars().take_while(fits).collect()
}

fn written(body: &impl Serialize) -> String {
    serde_json::to_string_pretty(body).expect("text under fixed names can always be written")
}

/// The order of the fields is that of the output.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    usage: &'static str,
    key: String,
    start_date_time: String,
    end_date_time: String,
    display_name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddKey<'a> {
    key_credential: Resource<'a>,
    password_credential: (),
    proof: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Patch<'a> {
    key_credentials: Vec<Entry<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Entry<'a> {
    Registered(serde_json::Value),
    New(Resource<'a>),
}
