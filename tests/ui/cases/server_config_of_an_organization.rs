use vb365_tls::scenario::OrganizationManagement;
use vb365_tls::Credential;

fn serve(credential: Credential<OrganizationManagement>) {
    let _ = credential.server_config();
}

fn main() {}
