//! rustls as it comes, and the pre-release of what comes next; without any code of this crate.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::client::WebPkiServerVerifier;
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use vb365_tls::finding::Peer;
use webpki_next::{
    BorrowedCertRevocationList, CertRevocationList, EndEntityCert, ExtendedKeyUsage, PathBuilder,
    RevocationCheckDepth, RevocationOptionsBuilder, anchor_from_trusted_cert,
};

use super::case::{Case, Setup};
use super::defects::HOST;
use super::key::provider;
use super::{Reply, Verifier, client, server};

pub(super) const RUSTLS: Verifier = Verifier {
    peer: Peer::Rustls,
    clients: true,
    lists: true,
    version: || locked("0.103."),
    ask: |setup, cases| cases.iter().map(|it| reply(meet(setup, it))).collect(),
};

pub(super) const NEXT: Verifier = Verifier {
    peer: Peer::RustlsNext,
    clients: true,
    lists: true,
    version: || locked("0.104."),
    ask: |_, cases| cases.iter().map(|it| reply(verify(it))).collect(),
};

fn reply(result: Result<(), String>) -> Reply {
    match result {
        Ok(()) => Reply::accepted(""),
        Err(error) => Reply::refused(error),
    }
}

/// The version in the lock file that begins like this.
fn locked(prefix: &str) -> String {
    let lock = include_str!("../../../Cargo.lock");
    let versions = lock.split("name = \"rustls-webpki\"\nversion = \"").skip(1);
    let mut versions = versions.map(|rest| rest.split('"').next().unwrap());
    let version = versions.find(|it| it.starts_with(prefix));
    format!("rustls-webpki {}", version.unwrap())
}

/// A handshake of rustls 0.23.
fn meet(setup: &Setup, case: &Case) -> Result<(), String> {
    let mut roots = RootCertStore::empty();
    roots.add(case.root.clone()).map_err(said)?;
    if case.is_client() {
        return listen(setup, case, roots);
    }
    let mut verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider());
    if let Some(lists) = &case.lists {
        let lists = verifier.with_crls(lists.clone());
        verifier = lists.only_check_end_entity_revocation();
    }
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(said)?
        .with_webpki_verifier(verifier.build().map_err(said)?)
        .with_no_client_auth();
    client::fetch(config, case.port).map(drop).map_err(said)
}

fn listen(setup: &Setup, case: &Case, roots: RootCertStore) -> Result<(), String> {
    let mut verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider());
    if let Some(lists) = &case.lists {
        let lists = verifier.with_crls(lists.clone());
        verifier = lists.only_check_end_entity_revocation();
    }
    let own = CertificateDer::pem_file_iter(&setup.certificate).unwrap();
    let own: Vec<_> = own.map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(&setup.private_key).unwrap();
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(said)?
        .with_client_cert_verifier(verifier.build().map_err(said)?)
        .with_single_cert(own, key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::scope(|scope| {
        scope.spawn(|| client::present(case, port));
        let (socket, _) = listener.accept().unwrap();
        server::answer(socket, Arc::new(config)).map_err(said)
    })
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The verifier alone, as rustls calls it.
fn verify(case: &Case) -> Result<(), String> {
    let end_entity = EndEntityCert::try_from(&case.presented[0]).map_err(named)?;
    let anchors = [anchor_from_trusted_cert(&case.root).map_err(named)?];
    let lists: Result<Vec<_>, _> = { case.lists.iter().flatten() }
        .map(|der| BorrowedCertRevocationList::from_der(der).map(CertRevocationList::from))
        .collect();
    let lists = lists.map_err(named)?;
    let lists: Vec<_> = lists.iter().collect();
    let revocation = RevocationOptionsBuilder::new(&lists).ok();
    let revocation = revocation.map(|it| it.with_depth(RevocationCheckDepth::EndEntity).build());
    let purpose = if case.is_client() {
        &ExtendedKeyUsage::CLIENT_AUTH
    } else {
        &ExtendedKeyUsage::SERVER_AUTH
    };
    let algorithms = provider().signature_verification_algorithms.all;
    PathBuilder::new(
        &case.presented[1..],
        revocation,
        purpose,
        algorithms,
        &anchors,
    )
    .build(&end_entity, UnixTime::now())
    .map_err(named)?;
    if !case.is_client() {
        let host = ServerName::try_from(HOST).unwrap();
        let named_so = end_entity.verify_is_valid_for_subject_name(&host);
        named_so.map_err(named)?;
    }
    Ok(())
}

fn named(error: webpki_next::Error) -> String {
    format!("{error:?}")
}
