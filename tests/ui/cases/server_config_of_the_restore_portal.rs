use vb365_tls::scenario::RestorePortal;
use vb365_tls::Credential;

fn serve(credential: Credential<RestorePortal>) {
    let _ = credential.server_config();
}

fn main() {}
