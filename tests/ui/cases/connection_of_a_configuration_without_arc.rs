use vb365_tls::rustls::{ServerConfig, ServerConnection};

fn connection(config: ServerConfig) -> Result<ServerConnection, Box<dyn std::error::Error>> {
    Ok(ServerConnection::new(config)?)
}

fn main() {}
