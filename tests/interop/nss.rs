//! Databases of NSS, in which its programs find certificates and keys.

use std::path::Path;

use crate::program::{program, succeed};

/// A new one without a password, as programs are told of it.
pub fn database(folder: &Path) -> String {
    std::fs::create_dir_all(folder).unwrap();
    let database = format!("sql:{}", folder.display());
    succeed(program("certutil").args(["-N", "--empty-password", "-d", &database]));
    database
}

/// An identity, which keeps its name.
pub fn import(database: &str, pfx: &Path, password: &str) {
    let mut pk12util = program("pk12util");
    pk12util
        .args(["-d", database, "-K", "", "-W", password, "-i"])
        .arg(pfx);
    succeed(&mut pk12util);
}

/// A CA, trusted for servers (`C`) or clients (`T`).
pub fn trust(database: &str, ca: &Path, attributes: &str) {
    let mut certutil = program("certutil");
    certutil
        .args(["-A", "-d", database, "-n", "ca", "-t"])
        .args([&format!("{attributes},,"), "-a", "-i"])
        .arg(ca);
    succeed(&mut certutil);
}
