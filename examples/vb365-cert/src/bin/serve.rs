//! A small HTTPS server on the server configuration of a scenario.

fn main() -> std::process::ExitCode {
    vb365_cert::serve::main()
}
