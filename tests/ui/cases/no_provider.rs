use vb365_tls::Context;
use vb365_tls::rustls::crypto::ring;

fn main() {
    let _ = Context::new(ring::default_provider());
}
