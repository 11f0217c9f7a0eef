use std::sync::Arc;

use vb365_tls::scenario::RestApi;
use vb365_tls::{Credential, Error};

fn configure(credential: &Credential<RestApi>) -> Result<(), Error> {
    let config = Arc::new(credential.server_config()?);
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(())
}

fn main() {}
