use vb365_tls::scenario::RestApi;
use vb365_tls::trust::ServerTrust;
use vb365_tls::Credential;

fn connect(credential: Credential<RestApi>, trust: ServerTrust) {
    let _ = credential.client_config(&trust);
}

fn main() {}
