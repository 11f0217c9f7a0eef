use vb365_tls::scenario::RestApi;
use vb365_tls::Credential;

fn register(credential: Credential<RestApi>) {
    let _ = credential.key_credential();
}

fn main() {}
