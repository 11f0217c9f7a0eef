//! Client assertions for Microsoft Entra.

use std::hint::black_box;
use std::sync::Arc;

use rustls::SignatureScheme;
use rustls::crypto::CryptoProvider;
use vb365_tls::Credential;
use vb365_tls::test_support::Forge;

use crate::measure::{Budget, Table};
use crate::shared::Failure;
use crate::shared::inputs;

pub(crate) fn rows(table: &mut Table) -> Result<(), Failure> {
    let providers: [(_, CryptoProvider); 2] = [
        ("ring", rustls::crypto::ring::default_provider()),
        ("aws-lc-rs", rustls::crypto::aws_lc_rs::default_provider()),
    ];
    for (name, provider) in providers {
        let provider = Arc::new(provider);
        let forge = Forge::assertion();
        let identity = forge.identity(&provider);
        let context = inputs::context(&provider);
        let credential = Credential::accept(inputs::organization()?, identity, &context)?;
        let client = credential.confidential_client();
        let key = provider.key_provider.load_private_key(forge.key_der())?;
        // As long as what an assertion signs.
        let message = [0; 430];
        assert!(client.assertion().is_ok(), "an assertion is made");
        table.row(
            &format!("assertion, {name} / bare RSA-2048 signature by it"),
            Budget::reached(1.05),
            1,
            || {
                let signer = key.choose_scheme(&[SignatureScheme::RSA_PSS_SHA256]);
                let signed = signer.map(|signer| signer.sign(black_box(&message)).is_ok());
                black_box(signed);
            },
            || {
                black_box(client.assertion().is_ok());
            },
        );
    }
    Ok(())
}
