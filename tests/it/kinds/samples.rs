//! One or more of each kind, as the program or service makes it.

use vb365_tls::error::InputKind;

use crate::identity::file;

pub struct Sample {
    pub kind: InputKind,
    /// What a person has.
    pub what: &'static str,
    pub bytes: Vec<u8>,
}

macro_rules! made {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/data/kinds/",
            $name
        ))
        .to_vec()
    };
}

pub const PEM: &[u8] = file!("rsa.pem");
pub const DER: &[u8] = file!("rsa.der");
pub const KEY_PEM: &[u8] = file!("rsa.key.pem");
pub const KEY: &[u8] = file!("rsa.key.der");
pub const PFX: &[u8] = file!("rsa.pfx");
pub const PKCS7: &[u8] = file!("chain.p7b");

/// In one line.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, n| {
            bits << 8 | u32::from(*group.get(n).unwrap_or(&0))
        });
        let digit = |shift: u32| char::from(ALPHABET[(bits >> shift & 0x3f) as usize]);
        text.extend(
            [18, 12, 6, 0]
                .iter()
                .take(group.len() + 1)
                .map(|shift| digit(*shift)),
        );
        text.push_str(&"=="[..3 - group.len()]);
    }
    text
}

/// As PowerShell writes it.
pub fn utf16(text: &str) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// As a transfer in text mode does it.
pub fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let one = |octet: &u8| match octet {
        b'\n' => b"\r\n".to_vec(),
        octet => vec![*octet],
    };
    bytes.iter().flat_map(one).collect()
}

/// A PFX with a line feed and no pair of a carriage return and a line feed in it, as most have.
pub fn pfx_with_line_feed() -> Vec<u8> {
    let der = (0_u32..).map(|serial| {
        // The friendly name has each octet that a line can end with.
        let name = format!("\n{serial}");
        crate::identity::openssl::pfx(&["-name", &name], "secret")
    });
    let is_fit =
        |der: &Vec<u8>| der.contains(&b'\n') && !der.windows(2).any(|pair| pair == b"\r\n");
    der.into_iter().find(is_fit).unwrap()
}

fn json_text(bytes: &[u8]) -> String {
    serde_json::to_string(text(bytes)).unwrap()
}

fn words(magic: &[u8], length: usize) -> Vec<u8> {
    let filler = (0..length).map(|n| (n * 37 % 251) as u8);
    magic.iter().copied().chain(filler).collect()
}

fn program() -> Vec<u8> {
    let mut bytes = [b"MZ".as_slice(), &[0; 58], &[0x40, 0, 0, 0]].concat();
    bytes.extend(b"PE\0\0\x64\x86\x02\0");
    bytes
}

/// What is not a document.
pub fn plain() -> Vec<Sample> {
    use InputKind::*;
    let sample = |kind, what, bytes: Vec<u8>| Sample { kind, what, bytes };
    let latin_1: String = PFX.iter().copied().map(char::from).collect();
    let quoted: String = text(PEM)
        .lines()
        .map(|line| format!("> {line}\n"))
        .collect();
    vec![
        sample(OtherLineEnds, "a PFX transferred by FTP in text mode", with_crlf(&pfx_with_line_feed())),
        sample(ConvertedToText, "a PFX read as a text in UTF-8 and written again", String::from_utf8_lossy(PFX).into_owned().into_bytes()),
        sample(ConvertedToText, "a PFX read as Latin-1 and written in UTF-8", latin_1.into_bytes()),
        sample(ConvertedToText, "a PFX that went through PowerShell's `Get-Content` and `>`", utf16(&String::from_utf8_lossy(PFX))),
        sample(Zeros, "a file of zeros, as a power failure leaves it", vec![0; 4096]),
        sample(QuotedMail, "PEM out of a mail that was answered", quoted.into_bytes()),
        sample(GitLfsPointer, "what Git LFS checks in (git-lfs 3.3)", made!("lfs.pfx")),
        sample(GitAnnexPointer, "what git-annex checks in", b"/annex/objects/SHA256E-s3395--ac2bbf1a5e84e2811417f3be28ebc220.pfx\n".to_vec()),
        sample(GitCrypt, "what git-crypt checks in (git-crypt 0.7)", made!("git-crypt.key")),
        sample(Placeholder, "`${VB365_PFX}`", b"${VB365_PFX}".to_vec()),
        sample(Placeholder, "a reference of App Service that was not resolved", b"@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/vb365)".to_vec()),
        sample(Placeholder, "`{{ .Values.pfx }}`", b"{{ .Values.pfx }}\n".to_vec()),
        sample(FileName, "`/etc/ssl/private/vb365.pfx`", b"/etc/ssl/private/vb365.pfx\n".to_vec()),
        sample(FileName, r"`C:\ProgramData\Veeam\vb365.pfx`", br"C:\ProgramData\Veeam\vb365.pfx".to_vec()),
        sample(FileName, "the identifier of a secret in Azure Key Vault", b"https://contoso.vault.azure.net/secrets/vb365".to_vec()),
        sample(Html, "the page of a sign-in, saved by `curl -o`", b"<!DOCTYPE html>\n<html lang=\"en\"><head><title>Sign in</title></head><body></body></html>\n".to_vec()),
        sample(RsaKeyValue, "`RSA.ToXmlString` of .NET", b"<RSAKeyValue><Modulus>wKb2</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>".to_vec()),
        sample(Xml, "`Export-Clixml` of PowerShell", b"<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\r\n</Objs>".to_vec()),
        sample(Mail, "a certificate sent by mail, saved as .eml", b"MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; name=\"smime.p7m\"\r\n\r\n".to_vec()),
        sample(Listing, "`openssl x509 -text -noout`", crate::identity::openssl::openssl(&["x509", "-in", "rsa.pem", "-text", "-noout"], "")),
        sample(TlsSecrets, "`SSLKEYLOGFILE` of Firefox, Chromium and rustls", format!("CLIENT_RANDOM {} {}\n", "5a".repeat(32), "a5".repeat(48)).into_bytes()),
        sample(SshPublicKey, "`id_ed25519.pub` of OpenSSH", made!("ssh.pub")),
        sample(PuttyKey, "`puttygen -O private` (PuTTY 0.78)", made!("key.ppk")),
        sample(OpenPgp, "`gpg --export`, of an Ed25519 key", made!("public.gpg")),
        sample(OpenPgp, "`gpg --export`, of an RSA key", made!("rsa.gpg")),
        sample(AnsibleVault, "`ansible-vault encrypt`", b"$ANSIBLE_VAULT;1.1;AES256\n6562313664353737\n".to_vec()),
        sample(Age, "`age -o`", made!("note.age")),
        sample(OpenSslEncrypted, "`openssl enc -aes-256-cbc`", made!("note.enc")),
        sample(WindowsRegistry, "an export of `regedit`", utf16("Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n")),
        sample(JsonWebToken, "an access token of Microsoft Entra", b"eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIwMDAwMDAwMyJ9.c2lnbmF0dXJl".to_vec()),
        sample(JavaKeyStore, "`keytool -storetype JKS` (Java 17)", made!("store.jks")),
        sample(JceKeyStore, "`keytool -storetype JCEKS` (Java 17)", made!("store.jceks")),
        sample(BouncyCastleKeyStore, "`keytool -storetype BKS` (Bouncy Castle 1.72)", made!("store.bks")),
        sample(Pvk, "`makecert -sv` and `openssl rsa -outform PVK`", words(b"\x1e\xf1\xb5\xb0\0\0\0\0\x01\0\0\0", 600)),
        sample(SerializedStore, "`Export-Certificate -Type SST`", words(b"\0\0\0\0CERT\x03\0\0\0", 600)),
        sample(KeyBlob, "`CryptExportKey`, PRIVATEKEYBLOB", words(b"\x07\x02\0\0\0\xa4\0\0RSA2\0\x08\0\0\x01\0\x01\0", 600)),
        sample(KeyBlob, "`NCryptExportKey`, BCRYPT_ECCPRIVATE_BLOB", words(b"ECS2\x20\0\0\0", 96)),
        sample(Dpapi, "`CryptProtectData`", words(b"\x01\0\0\0\xd0\x8c\x9d\xdf\x01\x15\xd1\x11\x8c\x7a\0\xc0\x4f\xc2\x97\xeb\x01\0\0\0", 200)),
        sample(Keychain, "`login.keychain` of macOS", words(b"kych\0\x01\0\0\0\0\0\x10", 200)),
        sample(Sqlite, "`key4.db` of Firefox", words(b"SQLite format 3\0\x10\0\x01\x01", 200)),
        sample(Zip, "`zip`", made!("note.zip")),
        sample(Gzip, "`gzip`", made!("note.gz")),
        sample(Xz, "`xz`", made!("note.xz")),
        sample(Bzip2, "`bzip2`", made!("note.bz2")),
        sample(Zstandard, "`zstd`", made!("note.zst")),
        sample(SevenZip, "`7z a`", made!("note.7z")),
        sample(Tar, "`tar -c`", made!("note.tar")),
        sample(Pdf, "an order of a CA", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec()),
        sample(Picture, "a screenshot", words(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 100)),
        sample(Executable, "a program", program()),
    ]
}

/// JSON and YAML, with certificates and keys in their fields.
pub fn documents() -> Vec<Sample> {
    use InputKind::*;
    let sample = |kind, what, text: String| Sample {
        kind,
        what,
        bytes: text.into_bytes(),
    };
    let (certificate, key) = (base64(PEM), base64(KEY_PEM));
    let (pfx, der) = (base64(PFX), base64(DER));
    let (certificate_text, key_text) = (json_text(PEM), json_text(KEY_PEM));
    let pkcs8: String = text(KEY_PEM)
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let jwk = format!(
        "{{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"wKb2\",\"e\":\"AQAB\",\"x5c\":[\"{der}\"]}}"
    );
    vec![
        sample(KubernetesSecret, "`kubectl get secret -o yaml`", format!(
            "apiVersion: v1\ndata:\n  tls.crt: {certificate}\n  tls.key: {key}\nkind: Secret\nmetadata:\n  name: vb365\ntype: kubernetes.io/tls\n"
        )),
        sample(KubernetesSecret, "`kubectl get secret -o json`", format!(
            "{{\n    \"apiVersion\": \"v1\",\n    \"data\": {{\n        \"tls.crt\": \"{certificate}\",\n        \"tls.key\": \"{key}\"\n    }},\n    \
             \"kind\": \"Secret\",\n    \"type\": \"kubernetes.io/tls\"\n}}\n"
        )),
        sample(SealedSecret, "`kubeseal`", format!(
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: vb365\nspec:\n  encryptedData:\n    tls.key: {}\n", "AgBy".repeat(40)
        )),
        sample(VaultSecret, "the PKI engine of HashiCorp Vault (`pki/issue`)", format!(
            "{{\"request_id\":\"5d1c\",\"lease_id\":\"\",\"data\":{{\"ca_chain\":[{certificate_text}],\"certificate\":{certificate_text},\
             \"private_key\":{key_text},\"private_key_type\":\"rsa\"}}}}\n"
        )),
        sample(KeyVaultSecret, "`az keyvault secret show`", format!(
            "{{\n  \"contentType\": \"application/x-pkcs12\",\n  \"id\": \"https://contoso.vault.azure.net/secrets/vb365/1f\",\n  \
             \"value\": \"{pfx}\"\n}}\n"
        )),
        sample(KeyVaultSecret, "`az keyvault certificate show`", format!(
            "{{\n  \"cer\": \"{der}\",\n  \"id\": \"https://contoso.vault.azure.net/certificates/vb365/1f\",\n  \"contentType\": null\n}}\n"
        )),
        sample(JsonWebKey, "a JWK, RFC 7517", jwk.clone()),
        sample(JsonWebKey, "a JWK Set, RFC 7517 section 5", format!("{{\"keys\":[{jwk}]}}")),
        sample(Json, "`aws acm export-certificate`", format!(
            "{{\n    \"Certificate\": {certificate_text},\n    \"PrivateKey\": {key_text}\n}}\n"
        )),
        sample(
            Json,
            "a list of certificates in JSON, as `x5c` has it",
            format!("[\"{der}\", \"{der}\"]"),
        ),
        sample(Json, "JSON with nothing of use in it", "{\"error\": \"unauthorized\"}\n".into()),
        sample(Yaml, "values of a Helm chart", format!("tls:\n  pfx: \"{pfx}\"\n  password: x\n")),
        sample(Yaml, "values of a Helm chart, in a block", format!("tls:\n  certificate: |\n    {der}\n")),
        sample(Sops, "`sops --encrypt`", "tls:\n    pfx: ENC[AES256_GCM,data:p673w7==,iv:YY==,tag:QA==,type:str]\nsops:\n    version: 3.9.0\n".into()),
        // Where the lines of PEM are whole, they are read.
        sample(Other, "", pkcs8),
    ]
    .into_iter()
    .filter(|it| it.kind != Other)
    .collect()
}
