//! Prints what an application signs in to Microsoft Entra with.

fn main() -> std::process::ExitCode {
    vb365_cert::assertion::main()
}
