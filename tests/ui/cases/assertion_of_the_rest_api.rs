use vb365_tls::scenario::RestApi;
use vb365_tls::Credential;

fn sign_in(credential: Credential<RestApi>) {
    let _ = credential.confidential_client();
}

fn main() {}
