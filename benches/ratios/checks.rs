//! Reading and checking certificates: for the first time, and again.

use std::hint::black_box;
use std::sync::Arc;

use der::{Decode, Encode};
use rustls::crypto::CryptoProvider;
use rustls_pki_types::{CertificateDer, alg_id};
use vb365_tls::chain::Chain;
use vb365_tls::test_support::{Forge, Template, TestKey};
use vb365_tls::trust::ServerTrust;
use vb365_tls::{Certificate, check_chain};

use crate::measure::{Budget, Table};
use crate::shared::inputs::{self, Delivered};
use crate::shared::{Failure, HOST};

/// More than any cache of verdicts holds.
const CHAINS: usize = 300;

pub(crate) fn rows(table: &mut Table, provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let context = inputs::context(provider);
    let rest_api = inputs::rest_api()?;
    let delivered = inputs::rsa_chains(CHAINS, provider);
    let signatures = Signatures::of(&delivered, provider)?;
    table.row(
        "first check of an RSA-2048 chain of 2, all rules / x509-cert's parse and the bare signature verification",
        Budget::reached(1.2),
        CHAINS,
        || {
            for (chain, signature) in delivered.iter().zip(&signatures.0) {
                parse(chain);
                signature.verify();
            }
        },
        || {
            for chain in &delivered {
                let chain = inputs::read(black_box(chain));
                black_box(check_chain(&rest_api, &chain, &context).is_accepted());
            }
        },
    );

    let chains: Vec<Chain> = delivered.iter().map(inputs::read).collect();
    let check_again = |context| {
        for chain in &chains {
            black_box(check_chain(&rest_api, black_box(chain), context).is_accepted());
        }
    };
    check_again(&context);
    table.row(
        "the same, again / x509-cert's parse",
        Budget::reached(0.3),
        CHAINS,
        || delivered.iter().for_each(parse),
        || check_again(&context),
    );

    let without_issuer = inputs::without_issuer(CHAINS, provider);
    table.row(
        "read and check without public-key work / x509-cert's parse",
        Budget::missed(1.0, 1.9),
        CHAINS,
        || without_issuer.iter().for_each(parse),
        || {
            for alone in &without_issuer {
                let chain = inputs::read(black_box(alone));
                black_box(check_chain(&rest_api, &chain, &context).is_accepted());
            }
        },
    );

    // Two of each chain, one of a CA and one not.
    let certificates: Vec<_> = delivered.iter().flatten().collect();
    table.row(
        "reading one certificate / webpki's parse",
        Budget::reached(6.0),
        certificates.len(),
        || {
            for der in &certificates {
                black_box(webpki::EndEntityCert::try_from(black_box(*der)).is_ok());
            }
        },
        || {
            for der in &certificates {
                let der = CertificateDer::clone(black_box(*der));
                black_box(Certificate::from_der(der).is_ok());
            }
        },
    );

    let scenarios = inputs::all_scenarios()?;
    table.row(
        "all eight scenarios, first time / one scenario, first time",
        Budget::reached(1.3),
        CHAINS,
        || {
            for chain in &delivered {
                let chain = inputs::read(black_box(chain));
                black_box(check_chain(&rest_api, &chain, &context).is_accepted());
            }
        },
        || {
            for chain in &delivered {
                let chain = inputs::read(black_box(chain));
                for scenario in &scenarios {
                    black_box(check_chain(scenario, &chain, &context).is_accepted());
                }
            }
        },
    );
    table.row(
        "the same, again / one scenario, again",
        // One became twice as fast as eight did.
        Budget::missed(1.3, 7.5),
        CHAINS,
        || check_again(&context),
        || {
            for chain in &chains {
                for scenario in &scenarios {
                    black_box(check_chain(scenario, black_box(chain), &context).is_accepted());
                }
            }
        },
    );

    let anchor = Forge::tls(HOST).trust_anchor(provider);
    let trusting = context
        .clone()
        .with_relying_party(ServerTrust::private_ca(&[anchor])?);
    check_again(&trusting);
    table.row(
        "check with a relying party, again / without",
        Budget::reached(2.0),
        CHAINS,
        || check_again(&context),
        || check_again(&trusting),
    );
    Ok(())
}

fn parse(delivered: &Delivered) {
    for der in delivered {
        black_box(x509_cert::Certificate::from_der(black_box(der)).is_ok());
    }
}

/// What the provider verifies of each chain: that the intermediate signed the end entity. The root is not there.
struct Signatures(Vec<Signature>);

struct Signature {
    provider: Arc<CryptoProvider>,
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Signatures {
    fn of(delivered: &[Delivered], provider: &Arc<CryptoProvider>) -> Result<Self, Failure> {
        let issuer = Template::intermediate("CN=Test Intermediate 1").key(TestKey::Intermediate);
        let info = issuer.subject_public_key_info();
        let info = x509_cert::spki::SubjectPublicKeyInfoRef::from_der(info)?;
        let signature = |chain: &Delivered| -> Result<Signature, Failure> {
            let certificate = x509_cert::Certificate::from_der(&chain[0])?;
            let signature = Signature {
                provider: Arc::clone(provider),
                key: info.subject_public_key.raw_bytes().to_vec(),
                message: certificate.tbs_certificate().to_der()?,
                signature: certificate.signature().raw_bytes().to_vec(),
            };
            assert!(signature.verify(), "the floor verifies what is valid");
            Ok(signature)
        };
        delivered
            .iter()
            .map(signature)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Signature {
    fn verify(&self) -> bool {
        let known = self.provider.signature_verification_algorithms.all.iter();
        let mut named = known.filter(|it| it.signature_alg_id() == alg_id::RSA_PKCS1_SHA256);
        let valid = named.any(|algorithm| {
            let verdict = algorithm.verify_signature(&self.key, &self.message, &self.signature);
            verdict.is_ok()
        });
        black_box(valid)
    }
}
