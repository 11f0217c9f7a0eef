use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{
    CertificateDer, CertificateRevocationListDer, PrivateKeyDer, ServerName, UnixTime,
};
use serde_json::Value;
use vb365_tls::test_support::unix_time;

/// Which end the certificate is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Server,
    Client,
}

/// One case, as far as it is used.
pub(super) struct Case {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) is_good: bool,
    pub(super) roots: Vec<CertificateDer<'static>>,
    /// The end entity first.
    pub(super) presented: Vec<CertificateDer<'static>>,
    pub(super) key: Option<PrivateKeyDer<'static>>,
    pub(super) lists: Vec<CertificateRevocationListDer<'static>>,
    pub(super) name: Option<ServerName<'static>>,
    /// The most intermediates there may be.
    pub(super) depth: Option<usize>,
    pub(super) now: UnixTime,
}

/// Where a suite means "whenever it is run".
const NOW: &str = "2026-11-26T00:00:00Z";

impl Case {
    /// The same once more, to be altered; nobody needs its key.
    pub(super) fn copy(&self) -> Self {
        Self {
            id: self.id.clone(),
            kind: self.kind,
            is_good: self.is_good,
            roots: self.roots.clone(),
            presented: self.presented.clone(),
            key: None,
            lists: self.lists.clone(),
            name: self.name.clone(),
            depth: self.depth,
            now: self.now,
        }
    }

    pub(super) fn read(case: &Value) -> Self {
        let text = |field: &str| case[field].as_str().unwrap();
        let blocks = |field: &str| -> Vec<&str> {
            let blocks = case[field].as_array().unwrap().iter();
            blocks.map(|block| block.as_str().unwrap()).collect()
        };
        let certificate = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
        let list =
            |pem: &str| CertificateRevocationListDer::from_pem_slice(pem.as_bytes()).unwrap();
        let presented = [text("peer_certificate")];
        let key = case["peer_certificate_key"].as_str();
        let name = case["expected_peer_name"]["value"].as_str();
        let now = case["validation_time"]
            .as_str()
            .map_or_else(|| NOW.to_owned(), |time| format!("{}Z", &time[..19]));
        Self {
            id: text("id").to_owned(),
            kind: match text("validation_kind") {
                "CLIENT" => Kind::Client,
                _ => Kind::Server,
            },
            is_good: text("expected_result") == "SUCCESS",
            roots: blocks("trusted_certs")
                .into_iter()
                .map(certificate)
                .collect(),
            presented: presented
                .into_iter()
                .chain(blocks("untrusted_intermediates"))
                .map(certificate)
                .collect(),
            key: key.and_then(|key| PrivateKeyDer::from_pem_slice(key.as_bytes()).ok()),
            lists: blocks("crls").into_iter().map(list).collect(),
            name: name.map(|name| ServerName::try_from(name.to_owned()).unwrap()),
            depth: { case["max_chain_depth"].as_u64() }.map(|most| usize::try_from(most).unwrap()),
            now: unix_time(&now),
        }
    }

    /// The word of the suite.
    pub(super) fn expected(&self) -> &'static str {
        if self.is_good { "accepted" } else { "refused" }
    }
}
