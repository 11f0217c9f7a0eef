use std::fmt;

macro_rules! peers {
    ($($(#[$doc:meta])* $variant:ident $id:literal $name:literal;)*) => {
        /// A verifier of certification paths somebody else made, which was shown defects one by one; the manual's page
        /// [who refuses what](crate::manual::peers) has its answers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Peer {
            $($(#[$doc])* $variant,)*
        }

        impl Peer {
            /// Every one, in the order in which tables have them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name, in kebab case.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }

            /// What people call it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

peers! {
    /// OpenSSL as it verifies by default.
    OpenSsl "openssl" "OpenSSL";
    /// OpenSSL with `-x509_strict`, which is what Python does by default since 3.13.
    OpenSslStrict "openssl-strict" "OpenSSL -x509_strict (Python 3.13)";
    /// `crypto/x509` of Go.
    Go "go" "Go";
    /// GnuTLS.
    GnuTls "gnutls" "GnuTLS";
    /// NSS below its own programs.
    Nss "nss" "NSS";
    /// The PKIX trust manager of Java.
    Java "java" "Java";
    /// Node.js.
    Node "node" "Node.js";
    /// The module `ssl` of Python before 3.13.
    Python "python" "Python";
    /// curl, above OpenSSL.
    Curl "curl" "curl";
    /// .NET 8 on Linux.
    DotNet "dotnet" ".NET 8";
    /// `cryptography.x509.verification` of Python, which holds private CAs to the rules of the public web.
    Pyca "pyca" "pyca/cryptography";
    /// rustls-webpki 0.103, below rustls 0.23.
    Rustls "rustls" "rustls";
    /// The pre-release of rustls-webpki 0.104.
    RustlsNext "rustls-next" "rustls-webpki 0.104";
    /// Chromium.
    Chromium "chromium" "Chromium";
    /// Firefox.
    Firefox "firefox" "Firefox";
}

impl Peer {
    /// Whether people connect with it to a service of the product: all but a library that verifies paths outside TLS, and
    /// a pre-release.
    pub const fn is_mainstream(self) -> bool {
        !matches!(self, Self::Pyca | Self::RustlsNext)
    }

    /// The peer of that [id](Self::id).
    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|peer| peer.id() == id)
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Peer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Peer {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::find(&id).ok_or_else(|| {
            let shown = crate::shown::shown(&*id);
            serde::de::Error::custom(format_args!("`{shown}` is not the id of a peer"))
        })
    }
}
