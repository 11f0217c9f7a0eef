use std::borrow::Cow;

use rustls::ClientConfig;

use crate::context::Context;
use crate::error::{Error, Unsupported};
use crate::profile::Profile;
use crate::tls::without_certificate;
use crate::trust::ServerTrust;

/// How the certificates of the login and Graph hosts are checked when one of them is refused.
const PROFILE: &Profile = &Profile::tls_server(
    "microsoft-cloud",
    "Signing in to Microsoft Entra and calling Microsoft Graph",
    &[],
);

/// The configuration of a client of the login host and of Microsoft Graph, in any [cloud](crate::scenario::Cloud).
///
/// It presents no certificate: that of the application signs an assertion in the body of a request and is never part of
/// this handshake. TLS 1.3 and 1.2 are spoken, since Microsoft is still rolling out 1.3
/// (<https://learn.microsoft.com/troubleshoot/entra/entra-id/ad-dmn-services/enable-support-tls-environment>), and
/// sessions are resumed as rustls does by default.
///
/// # Whom to trust
///
/// Public roots, the operating system, or the CA of a proxy that inspects the traffic. Microsoft lists seven roots for
/// the endpoints of Microsoft Entra in all clouds
/// (<https://learn.microsoft.com/azure/security/fundamentals/azure-certificate-authority-details>). Six of them are in
/// the set that `ServerTrust::web_roots` bundles, of `webpki-roots` 1.0.10:
///
/// | root | SHA-1 | bundled |
/// |---|---|---|
/// | DigiCert Global Root G2 | `DF3C24F9BFD666761B268073FE06D1CC8D4F82A4` | yes |
/// | DigiCert Global Root G3 | `7E04DE896A3E666D00E687D33FFAD93BE83D349E` | yes |
/// | DigiCert TLS RSA4096 Root G5 | `A78849DC5D7C758C8CDE399856B3AAD0B2A57135` | yes |
/// | DigiCert TLS ECC P384 Root G5 | `17F3DE5E9F0F19E98EF61F32266E20C407AE30EE` | yes |
/// | Microsoft RSA Root Certificate Authority 2017 | `73A5E64A3BFF8316FF0EDCCC618A906E4EAE4D74` | yes |
/// | Microsoft ECC Root Certificate Authority 2017 | `999A64C37FF47D9FAB95F14769891460EEC4C3C5` | yes |
/// | DigiCert Global Root CA | `A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436` | no |
///
/// * In the cloud of 21Vianet in China some endpoints may still chain to the last one, by the intermediate *DigiCert
///   Basic RSA CN CA G2*. Bundled roots would then refuse them, and the operating system's may not.
/// * Microsoft asks clients to support signatures over P-521. *ring* verifies none, aws-lc-rs does. No certificate on
///   P-521 is among those listed.
///
/// ```
/// # use vb365_tls::test_support::Forge;
/// # let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
/// # let context = vb365_tls::Context::fixed(provider.clone(), Forge::now());
/// # let proxy = Forge::tls("login.microsoftonline.com").trust_anchor(&provider);
/// # let pinned = proxy.clone();
/// use vb365_tls::entra;
/// use vb365_tls::trust::ServerTrust;
///
/// // Or `ServerTrust::web_roots()`, `platform()`, `public_roots(..)`.
/// let config = entra::client_config(&ServerTrust::private_ca(&[proxy])?, &context)?;
/// assert!(entra::client_config(&ServerTrust::pinned(&pinned), &context).is_err());
/// # Ok::<(), vb365_tls::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Unsupported`] for pins and for a trust that cannot be enforced, [`Error::Tls`] if the provider lacks cipher
/// suites.
pub fn client_config(trust: &ServerTrust, context: &Context) -> Result<ClientConfig, Error> {
    if trust.is_pinned() {
        return Err(Unsupported::PinForMicrosoft.into());
    }
    without_certificate(Cow::Borrowed(PROFILE), trust, context)
}
