//! Checks the certificate in a file against the scenarios of the product.

fn main() -> std::process::ExitCode {
    vb365_cert::check::main()
}
