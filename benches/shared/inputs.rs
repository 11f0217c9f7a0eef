//! Certificates of as many keys as there are certificates, and what they are checked against.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateDer;
use sha2::{Digest, Sha256};
use vb365_tls::chain::Chain;
use vb365_tls::scenario::{
    BackupApplication, BackupProxy, Cloud, OrganizationManagement, RestApi,
    RestApiOnSeparateMachine, RestoreOperatorAuthentication, RestorePortal, Scenario,
    TenantAuthentication,
};
use vb365_tls::test_support::encode::rsa_public_key;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::{Certificate, Context};

use super::{Failure, HOST};

/// The certificates are made for one time, so that is the time for both sides of every ratio.
pub(crate) fn context(provider: &Arc<CryptoProvider>) -> Context {
    Context::fixed(Arc::clone(provider), Forge::now())
}

/// End entity and intermediate.
pub(crate) type Delivered = Vec<CertificateDer<'static>>;

/// Chains of two RSA-2048 certificates, each end entity with a key of its own that nobody holds.
pub(crate) fn rsa_chains(count: usize, provider: &Arc<CryptoProvider>) -> Vec<Delivered> {
    let chain = |number: usize| {
        let key = rsa_public_key(&plausible_modulus(number), &[1, 0, 1]);
        let forge = Forge::tls(HOST).serial(&serial(number)).public_key(&key);
        forge.certificates(provider)
    };
    (0..count).map(chain).collect()
}

/// End entities of a P-256 key whose issuer is not included, so that there is nothing to verify.
pub(crate) fn without_issuer(count: usize, provider: &Arc<CryptoProvider>) -> Vec<Delivered> {
    let alone = |number: usize| {
        let forge = Forge::tls(HOST).key(TestKey::P256).serial(&serial(number));
        forge.without_intermediates().certificates(provider)
    };
    (0..count).map(alone).collect()
}

fn serial(number: usize) -> [u8; 9] {
    let mut serial = [0x4a; 9];
    serial[1..].copy_from_slice(&(number as u64).to_be_bytes());
    serial
}

/// A number of 2048 bits that no small prime divides, as a modulus is.
fn plausible_modulus(number: usize) -> Vec<u8> {
    let candidate = |attempt: usize| {
        let mut digits = Vec::new();
        for part in 0..8_usize {
            let seed = [number, attempt, part].map(usize::to_be_bytes).concat();
            digits.extend(Sha256::digest(seed));
        }
        digits[0] |= 0x80;
        digits[255] |= 1;
        digits
    };
    let is_plausible = |modulus: &Vec<u8>| {
        let rest = |prime: u32| {
            let digits = modulus.iter();
            digits.fold(0, |rest, digit| (rest << 8 | u32::from(*digit)) % prime)
        };
        (3..1000).step_by(2).all(|divisor| rest(divisor) != 0)
    };
    let plausible = (0..).map(candidate).find(is_plausible);
    plausible.expect("one in six is")
}

pub(crate) fn read(delivered: &Delivered) -> Chain {
    let read = |der: &CertificateDer<'static>| Certificate::from_der(der.clone());
    let read = delivered.iter().map(read).collect::<Result<_, _>>();
    let certificates = read.expect("certificates that can be read");
    Chain::from_certificates(certificates).expect("at least one certificate")
}

pub(crate) fn rest_api() -> Result<RestApi, Failure> {
    Ok(RestApi::at(HOST)?)
}

pub(crate) fn organization() -> Result<OrganizationManagement, Failure> {
    let (tenant, application) = (
        "contoso.onmicrosoft.com",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
    );
    Ok(OrganizationManagement::at(
        Cloud::Worldwide,
        tenant,
        application,
    )?)
}

pub(crate) fn all_scenarios() -> Result<Vec<Scenario>, Failure> {
    let cloud = Cloud::Worldwide;
    let (tenant, application) = (
        "contoso.onmicrosoft.com",
        "6731de76-14a6-49ae-97bc-6eba6914391e",
    );
    Ok(vec![
        organization()?.into(),
        BackupApplication::at(cloud, tenant, application)?.into(),
        BackupProxy::at(HOST)?.into(),
        RestApi::at(HOST)?.into(),
        RestApiOnSeparateMachine::at(HOST, HOST)?.into(),
        RestorePortal::at(cloud, tenant, application, HOST)?.into(),
        RestoreOperatorAuthentication::at(HOST)?.into(),
        TenantAuthentication::at(HOST)?.into(),
    ])
}
