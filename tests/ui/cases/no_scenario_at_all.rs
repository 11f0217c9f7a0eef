use vb365_tls::{Context, Credential, Identity};

struct Metrics;

fn accept(identity: Identity, context: Context) {
    let _ = Credential::accept(Metrics, identity, &context);
}

fn main() {}
