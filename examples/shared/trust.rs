//! `--trust SPEC`: whom a client believes.

use std::path::PathBuf;
use std::str::FromStr;

use vb365_tls::Certificate;
use vb365_tls::certificate::Fingerprint;
use vb365_tls::trust::{Pins, ServerTrust};

use crate::certificates::certificates;
use crate::outcome::Failure;

#[derive(Clone)]
pub(crate) enum TrustSpec {
    Certificate(PathBuf),
    Key(Fingerprint),
    Authorities(PathBuf),
    WebRoots,
}

impl FromStr for TrustSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "public" => Ok(Self::WebRoots),
            Some(("pin", path)) if !path.is_empty() => Ok(Self::Certificate(path.into())),
            Some(("ca", path)) if !path.is_empty() => Ok(Self::Authorities(path.into())),
            Some(("spki", hex)) => match hex.parse() {
                Ok(key) => Ok(Self::Key(key)),
                Err(error) => Err(format!("{error}")),
            },
            _ => Err("one of pin:FILE, spki:SHA256HEX, ca:FILE, public is expected".into()),
        }
    }
}

/// Adds up what was given; trust by pin and by path exclude each other.
pub(crate) fn server_trust(specs: &[TrustSpec]) -> Result<ServerTrust, Failure> {
    let mut pins = Pins::new();
    let mut authorities: Vec<Certificate> = Vec::new();
    let mut web_roots = false;
    for spec in specs {
        match spec {
            TrustSpec::Certificate(path) => {
                // A pin is one certificate: of a whole chain, the one that is used.
                let pinned = certificates(path)?.swap_remove(0);
                pins = pins.or(&pinned);
            }
            TrustSpec::Key(key) => pins = pins.or(*key),
            TrustSpec::Authorities(path) => authorities.extend(certificates(path)?),
            TrustSpec::WebRoots => web_roots = true,
        }
    }
    match (pins.is_empty(), authorities.as_slice(), web_roots) {
        (false, [], false) => Ok(ServerTrust::pinned(pins)),
        (true, [_, ..], false) => {
            ServerTrust::private_ca(&authorities).map_err(|error| Failure::about("--trust", error))
        }
        (true, [], true) => Ok(ServerTrust::web_roots()),
        _ => Err(Failure::about(
            "--trust",
            "a pin, an authority and the public roots exclude each other; give one kind",
        )),
    }
}
