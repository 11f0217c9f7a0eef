use std::sync::Arc;

use vb365_tls::scenario::RestApi;
use vb365_tls::{Credential, Identity};

fn forge(scenario: Arc<RestApi>, identity: Identity) -> Credential<RestApi> {
    Credential { scenario, identity }
}

fn main() {}
