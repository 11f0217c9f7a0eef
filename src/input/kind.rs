//! The table of kinds: a name, what to do, and how a thing is known.

use super::damage;
use super::sign::{self, Sign};

/// One row of the table.
pub(super) struct Known {
    pub(super) kind: InputKind,
    pub(super) sign: Sign,
    name: &'static str,
    remedy: &'static str,
}

macro_rules! kinds {
    ($($variant:ident, $name:literal, $remedy:literal, $sign:expr;)*) => {
        /// What an input is, by its encoding.
        ///
        /// ```
        /// use vb365_tls::error::InputKind;
        ///
        /// let kind = InputKind::GitLfsPointer;
        /// assert_eq!(kind.name(), "a Git LFS pointer in place of the file");
        /// assert!(kind.remedy().starts_with("fetch the file itself: git lfs pull"));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum InputKind {
            /// A certificate.
            Certificate,
            /// A private key, unencrypted: PKCS#8, PKCS#1 or SEC1.
            PrivateKey,
            /// PKCS#8, encrypted.
            EncryptedPrivateKey,
            /// A subject public key info.
            PublicKey,
            /// PKCS#10, what a certificate is requested with.
            CertificateRequest,
            /// A CRL.
            Crl,
            /// PKCS#7: certificates without keys.
            Pkcs7,
            /// PKCS#12 (PFX).
            Pkcs12,
            /// BER of indefinite length.
            Indefinite,
            /// None of them.
            Other,
            $(
                #[doc = concat!("It is ", $name, ".")]
                $variant,
            )*
        }

        /// Everything that is named and not read.
        pub(super) const KNOWN: &[Known] = &[
            $(Known { kind: InputKind::$variant, sign: $sign, name: $name, remedy: $remedy },)*
        ];

        impl InputKind {
            /// What is named and not read.
            pub const NAMED: &[Self] = &[$(Self::$variant,)*];
        }
    };
}

use Sign::{Beginning, Elsewhere, Function, Octets};

kinds! {
    OtherLineEnds,
        "a binary file after a conversion of its line ends, as a transfer in text mode, Git or a mail program \
         makes it",
        "take it from its source again, and transfer it as a binary file",
        Elsewhere;
    ConvertedToText,
        "a binary file that was read or saved as text, which changed its octets",
        "take it from its source again, and read it as octets (`std::fs::read`) or encode it in Base64",
        Function(damage::is_text_of_der);
    Zeros,
        "nothing but zeros",
        "whatever wrote the file did not finish: take it from its source again",
        Function(damage::is_zeros);
    QuotedMail,
        "PEM with the marks of a quoted mail before its lines",
        "take the marks (`>`) off, or ask for the file as an attachment",
        Function(sign::is_quoted_mail);
    GitLfsPointer,
        "a Git LFS pointer in place of the file",
        "fetch the file itself: git lfs pull",
        Beginning(&["version https://git-lfs.github.com/spec/", "version https://hawser.github.com/spec/"]);
    GitAnnexPointer,
        "a git-annex pointer in place of the file",
        "fetch the file itself: git annex get FILE",
        Beginning(&["/annex/objects/", ".git/annex/objects/", "../.git/annex/objects/"]);
    GitCrypt,
        "a file encrypted by git-crypt",
        "decrypt it: git-crypt unlock",
        Octets(0, b"\0GITCRYPT\0");
    Placeholder,
        "a placeholder that nothing was filled in for",
        "see whether what it names exists, and whether whatever should fill it in runs",
        Function(sign::is_placeholder);
    FileName,
        "the name of a file or its address, not what is in it",
        "read the file, and give what is in it",
        Function(sign::is_file_name);
    Html,
        "a web page (HTML)",
        "a sign-in or an error was saved in place of the file: read what the page says, and download the file \
         again",
        Function(sign::is_html);
    RsaKeyValue,
        "an RSA key in the XML of .NET",
        "convert it where it comes from: `RSA.FromXmlString`, then `RSA.ExportPkcs8PrivateKeyPem`",
        Beginning(&["<RSAKeyValue"]);
    Xml,
        "a document in XML",
        "take the certificate or the key out of it, and give that",
        Beginning(&["<?xml ", "<Objs "]);
    Mail,
        "a mail or a part of one (MIME)",
        "save the attachment, and give that",
        Beginning(&[
            "MIME-Version:", "Received: ", "Return-Path: ", "Content-Type: ", "Content-Transfer-Encoding: ",
            "Delivered-To: ",
        ]);
    Listing,
        "what a program prints about a certificate, without the certificate itself",
        "give the file that was printed",
        Beginning(&[
            "Certificate:\n", "Certificate:\r\n", "Certificate Request:", "Keystore type:", "Alias name:",
            "X509 Certificate:", "Private-Key:", "RSA Private-Key:",
        ]);
    TlsSecrets,
        "a file of TLS secrets (SSLKEYLOGFILE), which opens recorded connections",
        "give the certificate and its key; nobody needs this file here",
        Beginning(&[
            "CLIENT_RANDOM ", "CLIENT_HANDSHAKE_TRAFFIC_SECRET ", "SERVER_HANDSHAKE_TRAFFIC_SECRET ",
            "CLIENT_TRAFFIC_SECRET_0 ", "SERVER_TRAFFIC_SECRET_0 ", "EXPORTER_SECRET ",
            "CLIENT_EARLY_TRAFFIC_SECRET ", "EARLY_EXPORTER_SECRET ", "# SSL/TLS secrets log file",
        ]);
    SshPublicKey,
        "a public key of SSH",
        "TLS takes a certificate; an RSA or ECDSA key to pin is converted by ssh-keygen -e -m PKCS8 -f FILE",
        Beginning(&[
            "ssh-rsa ", "ssh-ed25519 ", "ssh-dss ", "ecdsa-sha2-nistp", "sk-ssh-ed25519", "sk-ecdsa-sha2",
            "ssh-rsa-cert-v01", "ssh-ed25519-cert-v01", "---- BEGIN SSH2 PUBLIC KEY ----",
        ]);
    PuttyKey,
        "a private key of PuTTY (.ppk)",
        "convert it, if it is RSA or ECDSA: puttygen FILE.ppk -O private-openssh -o KEY.pem",
        Beginning(&["PuTTY-User-Key-File-"]);
    OpenPgp,
        "a key or a message of OpenPGP, which TLS does not take",
        "give the certificate and the key of TLS",
        Function(sign::is_open_pgp);
    AnsibleVault,
        "a file encrypted by Ansible Vault",
        "decrypt it: ansible-vault decrypt FILE",
        Beginning(&["$ANSIBLE_VAULT;"]);
    Age,
        "a file encrypted by age",
        "decrypt it: age --decrypt -i IDENTITY FILE",
        Beginning(&["age-encryption.org/v1"]);
    OpenSslEncrypted,
        "a file encrypted by `openssl enc`",
        "decrypt it by the command it was encrypted with, and `-d`",
        Octets(0, b"Salted__");
    WindowsRegistry,
        "an export of the registry of Windows",
        "export the certificate itself, with certlm.msc or Export-PfxCertificate",
        Beginning(&["Windows Registry Editor Version ", "REGEDIT4"]);
    Sops,
        "a document encrypted by SOPS",
        "decrypt it: sops --decrypt FILE",
        Elsewhere;
    SealedSecret,
        "a sealed secret of Kubernetes, which only its cluster opens",
        "give the Secret that the cluster makes of it",
        Elsewhere;
    KubernetesSecret,
        "a Secret of Kubernetes",
        "give the value of one of its fields, in Base64 as it is",
        Elsewhere;
    VaultSecret,
        "an answer of HashiCorp Vault in JSON",
        "give the value of one of its fields",
        Elsewhere;
    KeyVaultSecret,
        "an answer of Azure Key Vault in JSON",
        "give the value of one of its fields, in Base64 as it is",
        Elsewhere;
    JsonWebKey,
        "a key or a set of keys in JSON (JWK), which is not read",
        "export the key in PKCS#8",
        Elsewhere;
    JsonWebToken,
        "a JSON Web Token, which is signed with a key and holds none",
        "give the certificate and its key",
        Function(sign::is_token);
    Json,
        "a document in JSON",
        "give the value of one of its fields",
        Elsewhere;
    Yaml,
        "a document in YAML",
        "give the value of one of its fields",
        Elsewhere;
    JavaKeyStore,
        "a Java key store",
        "export it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.pfx -deststoretype pkcs12",
        Octets(0, b"\xfe\xed\xfe\xed");
    JceKeyStore,
        "a Java key store of type JCEKS",
        "export it: keytool -importkeystore -srckeystore FILE -srcstoretype jceks -destkeystore FILE.pfx \
         -deststoretype pkcs12",
        Octets(0, b"\xce\xce\xce\xce");
    BouncyCastleKeyStore,
        "a key store of Bouncy Castle (BKS)",
        "export it: keytool -importkeystore -srckeystore FILE -srcstoretype bks -destkeystore FILE.pfx \
         -deststoretype pkcs12, with the provider of Bouncy Castle",
        Function(sign::is_bks);
    Pvk,
        "a private key in Microsoft's PVK format",
        "join it with its certificate: pvk2pfx -pvk FILE.pvk -spc FILE.cer -pfx FILE.pfx",
        Octets(0, b"\x1e\xf1\xb5\xb0");
    SerializedStore,
        "a serialized certificate store of Windows (.sst)",
        "import it (Import-Certificate), and export the certificate: as .cer, or with its key as .pfx",
        Octets(0, b"\0\0\0\0CERT");
    KeyBlob,
        "a key as Windows keeps it (a blob of CryptoAPI or CNG)",
        "export the certificate with its key as .pfx",
        Function(sign::is_key_blob);
    Dpapi,
        "data that Windows protects with DPAPI",
        "unprotect it where it was protected, as the same user or on the same machine",
        Octets(0, b"\x01\0\0\0\xd0\x8c\x9d\xdf\x01\x15\xd1\x11\x8c\x7a\0\xc0\x4f\xc2\x97\xeb");
    Keychain,
        "a keychain of macOS",
        "export the identity from it, as .p12",
        Octets(0, b"kych\0\x01\0\0");
    Sqlite,
        "a database of SQLite, as NSS and Firefox keep keys in (key4.db)",
        "export the identity from it: pk12util -o FILE.pfx -n NICKNAME -d sql:FOLDER",
        Octets(0, b"SQLite format 3\0");
    Zip,
        "a ZIP archive",
        "unpack it, and give the file in it",
        Octets(0, b"PK\x03\x04");
    Gzip,
        "a file compressed by gzip",
        "decompress it: gzip -d FILE.gz",
        Octets(0, b"\x1f\x8b\x08");
    Xz,
        "a file compressed by xz",
        "decompress it: xz -d FILE.xz",
        Octets(0, b"\xfd7zXZ\0");
    Bzip2,
        "a file compressed by bzip2",
        "decompress it: bzip2 -d FILE.bz2",
        Function(sign::is_bzip2);
    Zstandard,
        "a file compressed by Zstandard",
        "decompress it: zstd -d FILE.zst",
        Octets(0, b"\x28\xb5\x2f\xfd");
    SevenZip,
        "an archive of 7-Zip",
        "unpack it, and give the file in it",
        Octets(0, b"7z\xbc\xaf\x27\x1c");
    Tar,
        "an archive of tar",
        "unpack it, and give the file in it",
        Octets(257, b"ustar");
    Pdf,
        "a document in PDF",
        "give the certificate itself",
        Beginning(&["%PDF-"]);
    Picture,
        "a picture",
        "give the certificate itself",
        Function(sign::is_picture);
    Executable,
        "a program of Windows",
        "give the certificate itself",
        Function(sign::is_program);
}

impl InputKind {
    fn known(self) -> Option<&'static Known> {
        KNOWN.iter().find(|it| it.kind == self)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match (self.named(), self.known()) {
            (Some((name, _)), _) => name,
            (_, Some(known)) => known.name,
            (None, None) if self == Self::Indefinite => "BER of indefinite length",
            (None, None) => "something unknown",
        }
    }

    /// What to do to get what is read; empty for what is read somewhere, and for what is not known.
    pub fn remedy(self) -> &'static str {
        self.known().map_or("", |known| known.remedy)
    }

    /// What is called so in ASN.1, and the label it has in PEM; `None` for what has neither.
    pub(crate) fn named(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Certificate => ("a certificate", "CERTIFICATE"),
            Self::PrivateKey => ("a private key", "PRIVATE KEY"),
            Self::EncryptedPrivateKey => ("an encrypted private key", "ENCRYPTED PRIVATE KEY"),
            Self::PublicKey => ("a public key", "PUBLIC KEY"),
            Self::CertificateRequest => ("a certificate request", "CERTIFICATE REQUEST"),
            Self::Crl => ("a CRL", "X509 CRL"),
            Self::Pkcs7 => ("PKCS#7", "PKCS7"),
            Self::Pkcs12 => ("a PKCS#12 (PFX) file", "PKCS12"),
            _ => return None,
        })
    }
}
