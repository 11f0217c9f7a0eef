//! What refusing a stranger costs, for the worst that fits into one message of the handshake.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, ServerConfig};
use vb365_tls::scenario::BackupProxy;
use vb365_tls::test_support::{Forge, TestKey};
use vb365_tls::tls::client_config;
use vb365_tls::trust::{ClientTrust, Pins, ServerTrust};
use vb365_tls::{Certificate, Credential};

use crate::measure::{Budget, Measured, Table};
use crate::shared::presented::{self, Stranger};
use crate::shared::refused::{Stock, refused_by_client, refused_by_server};
use crate::shared::{Failure, HOST, inputs};

/// The most a stranger may cost, over stock rustls.
const REACHED: Budget = Budget::reached(1.5);

/// One row for each way to trust: the input that costs most over stock rustls. With `STRANGERS=all` in the environment,
/// one for each input.
pub(crate) fn rows(table: &mut Table, provider: &Arc<CryptoProvider>) -> Result<(), Failure> {
    let context = inputs::context(provider);
    let forge = Forge::tls(HOST).key(TestKey::P256);
    let anchor = forge.trust_anchor(provider);
    let other = Forge::self_signed("other.example.com").key(TestKey::P384);
    let pinned = Certificate::from_der(other.path(provider).remove(0))?;
    let key = Pins::from(pinned.public_key().fingerprint());
    let many = crate::handshakes::pins(10)?.or(key.clone());
    let anchors = || std::slice::from_ref(&anchor);
    let strangers = presented::all(provider, &pinned)?;

    let rest_api = inputs::rest_api()?;
    let scenario = BackupProxy::at(HOST)?;
    let proxy = Credential::accept(scenario, forge.identity(provider), &context)?;
    let servers = [
        ("by path", ClientTrust::private_ca(anchors())?),
        ("by certificate", ClientTrust::pinned(&pinned)),
        ("by ten pins", ClientTrust::pinned(many.clone())),
        ("by key", ClientTrust::pinned(key.clone())),
    ];
    let clients = [
        ("by path", ServerTrust::private_ca(anchors())?),
        ("by certificate", ServerTrust::pinned(&pinned)),
        ("by ten pins", ServerTrust::pinned(many)),
        ("by key", ServerTrust::pinned(key)),
    ];
    let stock = Stock::new(&anchor, provider)?;
    for (how, trust) in servers {
        let config = Arc::new(proxy.server_config_for(&trust)?);
        let refuse = |stranger: &Stranger| {
            let client = stranger.as_client(&anchor, provider)?;
            let spent = |server: &Arc<ServerConfig>| {
                spent(|meter| refused_by_server(&client, server, meter))
            };
            Ok(Spent {
                ours: spent(&config),
                stock: spent(&stock.server),
                nothing: spent(&stock.server_that_does_nothing),
            })
        };
        row(table, &format!("client refused {how}"), &strangers, refuse)?;
    }
    for (how, trust) in clients {
        let config = Arc::new(client_config(&rest_api, &trust, &context)?);
        let refuse = |stranger: &Stranger| {
            let server = stranger.as_server(provider)?;
            let spent = |client: &Arc<ClientConfig>| {
                spent(|meter| refused_by_client(client, &server, meter))
            };
            Ok(Spent {
                ours: spent(&config),
                stock: spent(&stock.client),
                nothing: spent(&stock.client_that_does_nothing),
            })
        };
        row(table, &format!("server refused {how}"), &strangers, refuse)?;
    }
    Ok(())
}

/// Seconds that the refusing end spends on one refusal.
#[derive(Clone, Copy)]
struct Spent {
    ours: f64,
    stock: f64,
    /// With a verifier that refuses everybody at once.
    nothing: f64,
}

fn spent(handshake: impl Fn(&dyn Fn(&mut dyn FnMut()))) -> f64 {
    let spent = Cell::new(Duration::ZERO);
    handshake(&|work| {
        let start = ThreadTime::now();
        work();
        spent.set(spent.get() + start.elapsed());
    });
    spent.get().as_secs_f64()
}

fn row(
    table: &mut Table,
    what: &str,
    strangers: &[Stranger],
    refuse: impl Fn(&Stranger) -> Result<Spent, Failure>,
) -> Result<(), Failure> {
    // A few rounds tell who is worth more of them.
    const CANDIDATES: usize = 4;
    let mut worst = Vec::new();
    for stranger in strangers {
        let (measured, _) = measure(stranger, 5, &refuse)?;
        worst.push((measured.ratio(), stranger));
    }
    worst.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    if std::env::var_os("STRANGERS").is_none() {
        worst.truncate(CANDIDATES);
    }
    let mut rows = Vec::new();
    for (_, stranger) in worst {
        let ratio = |(measured, _): &(Measured, _)| measured.ratio();
        let (measured, nothing) = REACHED.measure(ratio, || measure(stranger, 61, &refuse))?;
        rows.push((measured, nothing, stranger.name));
    }
    rows.sort_by(|(one, ..), (other, ..)| other.ratio().total_cmp(&one.ratio()));
    if std::env::var_os("STRANGERS").is_none() {
        rows.truncate(1);
    }
    for (measured, nothing, name) in rows {
        let us = |seconds: f64| (seconds - nothing) * 1e6;
        let (ours, stock) = (us(measured.ours), us(measured.floor));
        let alone = format!("; the verifiers alone {ours:.1} / {stock:.1} us");
        table.print(
            &format!("{what}, {name} / stock"),
            REACHED,
            measured,
            &alone,
        );
    }
    Ok(())
}

/// The median of so many rounds or fewer, and what the handshake costs without a verifier.
fn measure(
    stranger: &Stranger,
    most: usize,
    refuse: &impl Fn(&Stranger) -> Result<Spent, Failure>,
) -> Result<(Measured, f64), Failure> {
    let (mut rounds, mut nothing) = (Vec::new(), Vec::new());
    let start = Instant::now();
    while rounds.len() < 5 || (rounds.len() < most && start.elapsed() < Duration::from_millis(250))
    {
        let spent = refuse(stranger)?;
        rounds.push(Measured {
            ours: spent.ours,
            floor: spent.stock,
        });
        nothing.push(spent.nothing);
    }
    nothing.sort_by(f64::total_cmp);
    let measured = Measured::median(rounds).ok_or("no rounds")?;
    Ok((measured, nothing[nothing.len() / 2]))
}
