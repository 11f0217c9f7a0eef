//! Certificates made by the `openssl` program, good from now for a year.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{program, succeed};

/// A CA and what it issued.
pub struct Ca {
    directory: PathBuf,
    pub certificate: PathBuf,
    key: PathBuf,
}

/// A certificate and its private key.
pub struct Issued {
    pub name: String,
    pub certificate: PathBuf,
    pub key: PathBuf,
    /// Both in one file.
    pub identity: PathBuf,
}

impl Ca {
    pub fn make(directory: &Path, name: &str) -> Self {
        let file = |extension| directory.join(name).with_extension(extension);
        let (certificate, key) = (file("pem"), file("key"));
        let mut openssl = program("openssl");
        openssl
            .args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "365"])
            .args(["-pkeyopt", "ec_paramgen_curve:P-256", "-subj"])
            .arg(format!("/CN={name}"))
            .args(["-addext", "keyUsage=critical,keyCertSign,cRLSign"])
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&certificate);
        succeed(&mut openssl);
        Self {
            directory: directory.to_owned(),
            certificate,
            key,
        }
    }

    /// A CA of which this one vouches.
    pub fn delegate(&self, name: &str) -> Self {
        let issued = self.sign(
            name,
            &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
            DELEGATED,
        );
        Self {
            directory: self.directory.clone(),
            certificate: issued.certificate,
            key: issued.key,
        }
    }

    /// RSA 2048 for this machine, good for both ends of a connection.
    pub fn issue(&self, name: &str) -> Issued {
        self.issue_for(name, &["rsa:2048"])
    }

    /// The same with another key, as `openssl req -newkey` names it.
    pub fn issue_for(&self, name: &str, key: &[&str]) -> Issued {
        self.sign(name, key, EXTENSIONS)
    }

    /// The same as [`Self::issue`], but good in January 2020 only.
    pub fn issue_expired(&self, name: &str) -> Issued {
        let issued = self.issue(name);
        let file = |extension: &str| self.directory.join(format!("{name}.{extension}"));
        let (ledger, settings) = (file("ledger"), file("ca"));
        fs::write(&ledger, "").unwrap();
        fs::write(
            &settings,
            LEDGER.replace("LEDGER", ledger.to_str().unwrap()),
        )
        .unwrap();
        // `openssl x509` issues from now on only.
        let mut openssl = program("openssl");
        openssl
            .args(["ca", "-batch", "-notext", "-config"])
            .arg(&settings)
            .args(["-startdate", "20200101000000Z"])
            .args(["-enddate", "20200131000000Z", "-in"])
            .arg(file("csr"))
            .arg("-cert")
            .arg(&self.certificate)
            .arg("-keyfile")
            .arg(&self.key)
            .arg("-extfile")
            .arg(file("cnf"))
            .arg("-outdir")
            .arg(&self.directory)
            .arg("-out")
            .arg(&issued.certificate);
        succeed(&mut openssl);
        join(&issued.identity, &issued.certificate, &issued.key);
        issued
    }

    /// The certificate of a public key (PEM), whose private half is elsewhere.
    pub fn certify(&self, name: &str, public_key: &Path) -> PathBuf {
        let file = |extension: &str| self.directory.join(format!("{name}.{extension}"));
        let (certificate, extensions) = (file("pem"), file("cnf"));
        fs::write(&extensions, EXTENSIONS).unwrap();
        let mut openssl = program("openssl");
        openssl
            .args(["x509", "-new", "-days", "364", "-sha256"])
            .args(["-subj", &format!("/CN={name}"), "-force_pubkey"])
            .arg(public_key)
            .arg("-CA")
            .arg(&self.certificate)
            .arg("-CAkey")
            .arg(&self.key)
            .arg("-extfile")
            .arg(&extensions)
            .arg("-out")
            .arg(&certificate);
        succeed(&mut openssl);
        certificate
    }

    fn sign(&self, name: &str, newkey: &[&str], contents: &str) -> Issued {
        let file = |extension: &str| self.directory.join(format!("{name}.{extension}"));
        let (certificate, key, identity) = (file("pem"), file("key"), file("identity.pem"));
        let (request, extensions) = (file("csr"), file("cnf"));
        fs::write(&extensions, contents).unwrap();
        let mut openssl = program("openssl");
        openssl
            .args(["req", "-new", "-nodes", "-newkey"])
            .args(newkey)
            .args(["-subj", &format!("/CN={name}")])
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&request);
        succeed(&mut openssl);
        let mut openssl = program("openssl");
        openssl
            .args(["x509", "-req", "-days", "364", "-sha256", "-in"])
            .arg(&request)
            .arg("-CA")
            .arg(&self.certificate)
            .arg("-CAkey")
            .arg(&self.key)
            .arg("-extfile")
            .arg(&extensions)
            .arg("-out")
            .arg(&certificate);
        succeed(&mut openssl);
        join(&identity, &certificate, &key);
        Issued {
            name: name.to_owned(),
            certificate,
            key,
            identity,
        }
    }
}

impl Issued {
    /// The same as a PFX file, under its name.
    pub fn pfx(&self, password: &str) -> PathBuf {
        let file = self.certificate.with_extension("pfx");
        let mut openssl = program("openssl");
        openssl
            .args(["pkcs12", "-export", "-name", &self.name, "-passout"])
            .arg(format!("pass:{password}"))
            .arg("-in")
            .arg(&self.certificate)
            .arg("-inkey")
            .arg(&self.key)
            .arg("-out")
            .arg(&file);
        succeed(&mut openssl);
        file
    }
}

/// One PEM file of two.
pub fn join(whole: &Path, first: &Path, second: &Path) {
    let read = |file| fs::read_to_string(file).unwrap();
    fs::write(whole, read(first) + &read(second)).unwrap();
}

/// What `openssl ca` has to be told.
const LEDGER: &str = "\
[ca]
default_ca = ledger
[ledger]
database = LEDGER
default_md = sha256
rand_serial = yes
policy = policy
[policy]
commonName = supplied
";

const EXTENSIONS: &str = "\
subjectAltName = DNS:localhost, IP:127.0.0.1
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
";

const DELEGATED: &str = "\
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
";
