//! Servers of many certificates and many names.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

use rustls::server::{Accepted, Acceptor};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, ServerConfig};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use vb365_tls::identity::Identity;
use vb365_tls::policy::{Level, Policy};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::CredentialsByName;
use vb365_tls::{Context, Credential};

use crate::handshakes::Handshakes;
use crate::measure::{Budget, Table};
use crate::shared::Failure;

/// Every so many of all names are asked for, as many as leave the second cache of a processor on either side: with 5,000
/// those of the floor stay in one of 1 MiB and ours do not, and the ratio is 2 or 5 as neighbours have it.
const ASKED: usize = 40_000;

pub(crate) fn rows(table: &mut Table, handshakes: &Handshakes) -> Result<(), Failure> {
    // A certificate of ten thousand names is larger than a message, which is beside the point here.
    let lenient = Policy::recommended().with_level("chain-too-large", Level::Warn)?;
    let context = handshakes.context.clone().with_policy(lenient);
    identities(table, &context)?;
    lookup(table, handshakes, &context)
}

fn lookup(table: &mut Table, handshakes: &Handshakes, context: &Context) -> Result<(), Failure> {
    const CERTIFICATES: usize = 10;
    const NAMES: usize = 10_000;
    let mut credentials = Vec::new();
    let mut map = HashMap::new();
    for first in (0..CERTIFICATES).map(|certificate| certificate * NAMES) {
        let own: Vec<_> = (first..first + NAMES).map(name).collect();
        let own: Vec<_> = own.iter().map(String::as_str).collect();
        let forge = Forge::self_signed(own[0]).names(&own).key(TestKey::P256);
        let identity = forge.identity(context.provider());
        let key = context.provider().key_provider;
        let key = key.load_private_key(forge.key_der())?;
        let certified = Arc::new(CertifiedKey::new(Vec::new(), key));
        let names = own
            .iter()
            .map(|name| name.trim_start_matches("*.").to_owned());
        map.extend(names.map(|name| (name, Arc::clone(&certified))));
        let rest_api = RestApi::at(own[0])?;
        credentials.push(Credential::accept(rest_api, identity, context)?);
    }
    let default = credentials.swap_remove(0);
    let server = CredentialsByName::new(default, credentials)?.server_config()?;
    let anchor = handshakes.forge.trust_anchor(&handshakes.provider);
    let trust = vb365_tls::trust::ServerTrust::private_ca(&[anchor])?;
    let asked = asked(CERTIFICATES * NAMES, &handshakes.client(&trust)?)?;
    table.row(
        "lookup among 100,000 distinct names / a HashMap of the same size",
        Budget::missed(1.2, 2.0),
        asked.len(),
        || {
            for hello in &asked {
                let hello = hello.client_hello();
                let name = hello.server_name().unwrap_or_default();
                let above = || map.get(name.split_once('.')?.1);
                black_box(map.get(name).or_else(above).map(Arc::clone).is_some());
            }
        },
        || look_up(&asked, &server),
    );
    Ok(())
}

/// Every second one is what is to the right of a wildcard.
fn name(number: usize) -> String {
    match number % 2 {
        0 => format!("tenant-{number}.example.com"),
        _ => format!("*.tenant-{number}.example.com"),
    }
}

/// Names evenly spread over all, no two the same.
fn asked(all: usize, client: &Arc<ClientConfig>) -> Result<Vec<Accepted>, Failure> {
    let mut asked = Vec::new();
    for number in (0..ASKED).map(|part| part * all / ASKED + part % 2) {
        let name = ServerName::try_from(name(number).replace('*', "any"))?;
        let mut hello = Vec::new();
        ClientConnection::new(Arc::clone(client), name)?.write_tls(&mut hello)?;
        let mut acceptor = Acceptor::default();
        acceptor.read_tls(&mut hello.as_slice())?;
        let accepted = acceptor.accept().map_err(|(error, _)| error)?;
        asked.push(accepted.ok_or("part of a message")?);
    }
    Ok(asked)
}

fn look_up(asked: &[Accepted], server: &ServerConfig) {
    for hello in asked {
        let resolved = server.cert_resolver.resolve(hello.client_hello());
        assert!(black_box(resolved).is_some(), "every name is served");
    }
}

/// Ten thousand identities read, accepted and served at once, and a hundred at a time; with `RATIOS=all` in the
/// environment a hundred thousand, which take minutes and a gigabyte.
fn identities(table: &mut Table, context: &Context) -> Result<(), Failure> {
    let all = match std::env::var_os("RATIOS") {
        Some(_) => 100_000,
        None => 10_000,
    };
    let files: Vec<_> = (0..all).map(|number| file(number, context)).collect();
    table.row(
        &format!("{all} identities read, accepted and served, per item / at 100"),
        Budget::reached(1.1),
        all,
        || files.chunks(100).for_each(|files| serve(files, context)),
        || serve(&files, context),
    );
    Ok(())
}

type File = (String, Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn file(number: usize, context: &Context) -> File {
    let host = format!("tenant-{number}.example.com");
    let forge = Forge::self_signed(&host).key(TestKey::P256);
    (
        host,
        forge.certificates(context.provider()),
        forge.key_der(),
    )
}

fn serve(files: &[File], context: &Context) {
    let accept = |(host, certificates, key): &File| -> Result<_, Failure> {
        let identity = Identity::from_parts(certificates.clone(), Some(key.clone_key()))?;
        let rest_api = RestApi::at(host)?;
        Ok(Credential::accept(rest_api, identity, context)?)
    };
    let accepted: Result<Vec<_>, _> = files.iter().map(accept).collect();
    let mut accepted = accepted.expect("good identities");
    let default = accepted.swap_remove(0);
    let by_name = CredentialsByName::new(default, accepted).expect("one name each");
    black_box(by_name.server_config().is_ok());
}
