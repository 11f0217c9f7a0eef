use vb365_tls::scenario::BackupProxy;
use vb365_tls::tls::client_config;
use vb365_tls::trust::ServerTrust;
use vb365_tls::Context;

fn connect(proxy: BackupProxy, trust: ServerTrust, context: Context) {
    let _ = client_config(&proxy, &trust, &context);
}

fn main() {}
