//! A CRL of a million entries.

use std::hint::black_box;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls_pki_types::CertificateRevocationListDer;
use vb365_tls::check_chain;
use vb365_tls::revocation::{Crls, RevocationCheckDepth};
use vb365_tls::test_support::Forge;
use vb365_tls::trust::{RelyingParty, ServerTrust};

use crate::handshakes::Handshakes;
use crate::measure::{Budget, Table};
use crate::shared::inputs;
use crate::shared::{Failure, HOST};

const ENTRIES: u64 = 1_000_000;

pub(crate) fn rows(table: &mut Table, handshakes: &Handshakes) -> Result<(), Failure> {
    let Handshakes {
        provider, context, ..
    } = handshakes;
    let list = long_list(provider);
    // There is no list of the root.
    let lists = Crls::from_bytes([&list])?
        .dangerous()
        .with_depth(RevocationCheckDepth::EndEntity);
    let rest_api = inputs::rest_api()?;
    let chains = inputs::rsa_chains(50, provider);
    let chains: Vec<_> = chains.iter().map(inputs::read).collect();
    let relying_party = RelyingParty::unknown().with_crls(lists.clone());
    let looking_up = context.clone().with_relying_party(relying_party);
    let check = |context, some: usize| {
        for chain in chains.iter().take(some) {
            black_box(check_chain(&rest_api, black_box(chain), context).is_accepted());
        }
    };
    check(context, chains.len());
    check(&looking_up, 1);
    table.row(
        "check with a CRL of 1,000,000 entries / without",
        // A third of a microsecond, most of it for octets of the list that no cache has.
        Budget::missed(1.1, 1.5),
        chains.len(),
        || check(context, chains.len()),
        || check(&looking_up, chains.len()),
    );

    let stock = handshakes.stock_client(Some(list))?;
    let anchor = handshakes.forge.trust_anchor(provider);
    let trust = ServerTrust::private_ca(&[anchor])?.with_crls(lists);
    let ours = handshakes.client(&trust)?;
    table.row(
        "handshake with a CRL of 1,000,000 entries / stock rustls with the same",
        Budget::reached(0.1),
        1,
        || handshakes.shake_hands(&stock),
        || handshakes.shake_hands(&ours),
    );
    Ok(())
}

/// Of the issuer of the certificates that are checked, naming none of them.
fn long_list(provider: &Arc<CryptoProvider>) -> CertificateRevocationListDer<'static> {
    let mut list = Forge::tls(HOST).crl();
    for number in 0..ENTRIES {
        let mut serial = [0x2a; 16];
        serial[8..].copy_from_slice(&number.to_be_bytes());
        list = list.revoking(&serial);
    }
    list.der(provider)
}
