//! A client of the REST API with ureq 3, which takes a configuration of rustls
//! through a connector of one's own.

use std::io::{Read, Write};
use std::{env, error::Error, fmt, fs, io, sync::Arc};

use ureq::config::Config;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector};
use ureq::unversioned::transport::{LazyBuffers, NextTimeout, TcpConnector};
use ureq::unversioned::transport::{Transport, TransportAdapter};
use vb365_tls::rustls::{ClientConfig, ClientConnection, StreamOwned, crypto::ring};
use vb365_tls::{Context, scenario::RestApi, tls::explain, trust::TrustSpec};

type Done<T> = Result<T, ureq::Error>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(trust), Some(url)) = (arguments.next(), arguments.next()) else {
        return Err("usage: ureq pin:certificate.pem https://HOST:PORT/".into());
    };
    let context = Context::new(ring::default_provider());
    let trust: TrustSpec = trust.parse()?;
    let trust = trust.server_trust(|file| fs::read(file))?;
    let rest_api = RestApi::at("vb365.example.com:4443")?;
    let config = Arc::new(rest_api.client_config(&trust, &context)?);

    let agent = ureq::Agent::with_parts(
        Config::builder().https_only(true).build(),
        TcpConnector::default().chain(Tls(config)),
        DefaultResolver::default(),
    );
    match agent.get(url).call() {
        Ok(mut answer) => print!("{}", answer.body_mut().read_to_string()?),
        Err(ureq::Error::Io(error)) => {
            let finding = explain(&error).ok_or(error)?;
            return Err(format!("{finding}; {}", finding.remedy).into());
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Puts TLS around each connection.
#[derive(Debug)]
struct Tls(Arc<ClientConfig>);

impl<In: Transport> Connector<In> for Tls {
    type Out = TlsTransport;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Done<Option<TlsTransport>> {
        let tcp = chained.ok_or(ureq::Error::ConnectionFailed)?;
        let host = details.uri.host().unwrap_or_default();
        let host = host.trim_matches(['[', ']']).to_owned();
        let host = host.try_into().map_err(io::Error::other)?;
        let conn = ClientConnection::new(Arc::clone(&self.0), host);
        let mut conn = conn.map_err(io::Error::other)?;
        let time = details.current_time.clone();
        let mut sock = TransportAdapter::new(tcp.boxed(), time);
        sock.set_timeout(details.timeout);
        conn.complete_io(&mut sock)?;
        let input = details.config.input_buffer_size();
        let output = details.config.output_buffer_size();
        Ok(Some(TlsTransport {
            buffers: LazyBuffers::new(input, output),
            stream: StreamOwned { conn, sock },
        }))
    }
}

struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Done<()> {
        self.stream.sock.set_timeout(timeout);
        Ok(self.stream.write_all(&self.buffers.output()[..amount])?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Done<bool> {
        self.stream.sock.set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsTransport").finish_non_exhaustive()
    }
}
