//! A small HTTPS client on the client configuration of a scenario.

fn main() -> std::process::ExitCode {
    vb365_cert::get::main()
}
