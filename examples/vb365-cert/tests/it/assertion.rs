//! The program `assertion`.

use std::path::Path;

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use crate::assert_usage;
use crate::files::path;
use crate::program::{Ended, run};

const APPLICATION: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";
const URL: &str = "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";

/// Made once, by `tests/data/identity/make.sh`: their texts never change.
fn data(name: &str) -> String {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/identity");
    data.join(name).to_str().unwrap().to_owned()
}

/// As an organization, in 2030, unless the arguments say otherwise.
fn assertion(arguments: &[&str]) -> Ended {
    let given = |name| arguments.contains(&name);
    let defaults = [
        ("--scenario", "organization-management"),
        ("--tenant", "contoso.onmicrosoft.com"),
        ("--application", APPLICATION),
        ("--now", "2030-01-01T00:00:00Z"),
    ];
    let defaults = defaults.into_iter().filter(|(name, _)| !given(*name));
    let mut all: Vec<_> = defaults.flat_map(|(name, value)| [name, value]).collect();
    all.extend(arguments);
    run("assertion", &all)
}

fn good(arguments: &[&str]) -> String {
    let (key, certificate) = (data("rsa.key.pem"), data("rsa.pem"));
    let ended = assertion(&[arguments, &["--key", &key, &certificate]].concat());
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let line = ended.stdout.strip_suffix('\n').unwrap();
    assert!(!line.contains('\n'), "the token and nothing else: {line}");
    line.to_owned()
}

fn decoded(token: &str) -> [Value; 2] {
    let parts: Vec<_> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    [parts[0], parts[1]].map(|part| {
        let json = Base64UrlUnpadded::decode_vec(part).unwrap();
        serde_json::from_slice(&json).unwrap()
    })
}

#[test]
fn assertion_prints_a_token_and_nothing_else() {
    for scenario in [
        "organization-management",
        "backup-application",
        "restore-portal",
    ] {
        let [header, mut claims] = decoded(&good(&["--scenario", scenario]));
        let thumbprint = header["x5t#S256"].clone();
        let expected = json!({"alg": "PS256", "typ": "JWT", "x5t#S256": thumbprint});
        assert_eq!(header, expected);
        let id = claims["jti"].take();
        assert_eq!(id.as_str().unwrap().len(), 36);
        let (start, end) = (1_893_456_000, 1_893_456_600);
        let expected = json!({
            "aud": URL, "iss": APPLICATION, "sub": APPLICATION, "jti": null,
            "iat": start, "nbf": start, "exp": end,
        });
        assert_eq!(claims, expected, "{scenario}");
    }
}

#[test]
fn assertion_follows_its_options() {
    let [header, claims] = decoded(&good(&["--alg", "RS256", "--x5c", "--cloud", "china"]));
    assert_eq!(header["alg"], "RS256");
    assert_eq!(header["x5c"].as_array().unwrap().len(), 1);
    let audience = URL.replace(
        "login.microsoftonline.com",
        "login.partner.microsoftonline.cn",
    );
    assert_eq!(claims["aud"], audience);
    let [_, claims] = decoded(&good(&["--login", "localhost:8443"]));
    let audience = URL.replace("login.microsoftonline.com", "localhost:8443");
    assert_eq!(claims["aud"], audience);

    let form = good(&["--form"]);
    let start = format!(
        "grant_type=client_credentials&client_id={APPLICATION}&client_assertion_type=\
         urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=eyJ"
    );
    assert!(form.starts_with(&start), "{form}");
    let end = "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
    assert!(form.ends_with(end), "{form}");
}

#[test]
fn assertion_prints_what_registers_the_certificate() {
    let (key, certificate) = (data("rsa.key.pem"), data("rsa.pem"));
    let ended = assertion(&["--key-credential", "--key", &key, &certificate]);
    assert_eq!(ended.code, 0, "{ended:?}");
    let printed: Value = serde_json::from_str(&ended.stdout).unwrap();
    let pem = std::fs::read_to_string(data("rsa.pem")).unwrap();
    let expected = json!({
        "type": "AsymmetricX509Cert",
        "usage": "Verify",
        "key": pem.lines().filter(|line| !line.starts_with('-')).collect::<String>(),
        "displayName": "OU=rsa, CN=vb365.example.com",
        "startDateTime": "2026-11-23T17:03:29Z",
        "endDateTime": "2126-10-30T17:03:29Z",
    });
    assert_eq!(printed, expected);
    let both = assertion(&["--key-credential", "--form", "--key", &key, &certificate]);
    assert_usage(&both, "cannot be used with");
}

#[test]
fn assertion_reads_every_form_of_identity() {
    let today = |arguments: &[&str]| {
        let ended = assertion(&[arguments, &["--now", "2035-01-01T00:00:00Z"]].concat());
        assert_eq!(ended.code, 0, "{ended:?}");
    };
    let (pfx, file, both) = (path("server.pfx"), path("password.txt"), path("both.pem"));
    today(&["--password-file", &file, &pfx]);
    today(&["--password-env", "VB365_PASSWORD", &pfx]);
    today(&["--select", "host:vb365.example.com", &both]);
    assert_usage(&assertion(&[&both]), "use --select");
    assert_usage(&assertion(&[&pfx]), "use --password-file or --password-env");
    let denied = assertion(&["--policy", &path("entra.json"), &path("server.pem")]);
    assert_eq!(denied.code, 1, "{denied:?}");
    let refused = "refused: lifetime-too-long: ";
    assert!(denied.stderr.starts_with(refused), "{denied:?}");
    let typo = assertion(&["--policy", &path("typo.json"), &path("server.pem")]);
    assert_usage(
        &typo,
        "`extended-key-usage-missing` is not the id of a rule",
    );
}

#[test]
fn assertion_refuses_and_says_what_to_do() {
    const RSA: &str = "(end-entity `OU=rsa, CN=vb365.example.com`)";
    const INSTALLATION: &str = "Register the certificate on the application in Microsoft Entra, or have the wizard do so, and \
                                install it under Edit organization, or with `Set-VBOOrganization` and \
                                `New-VBOOffice365ApplicationOnlyConnectionSettings`.";
    let (rsa, ec, short) = (data("rsa.pem"), data("p256.pem"), data("rsa1024.pem"));
    let (rsa_key, ec_key) = (data("rsa.key.pem"), data("p256.key.pem"));
    let short_key = data("rsa1024.key.pem");
    let rows: [(&[&str], String); 5] = [
        (
            &["--key", &ec_key, &ec],
            "assertion-key-not-rsa: assertions are signed with RSA, and the key is of another kind (end-entity \
             `OU=p256, CN=vb365.example.com`): expected an RSA key, found EC P-256; remedy: Create a \
             certificate with an RSA key of at least 2048 bits."
                .into(),
        ),
        (
            &["--key", &short_key, &short],
            "rsa-modulus-too-short: the RSA key is shorter than 2048 bits (end-entity `OU=rsa1024, \
             CN=vb365.example.com`): expected at least 2048 bits, found 1024 bits; remedy: Create a new key of at least \
             2048 bits and have the certificate issued for it."
                .into(),
        ),
        (
            &["--now", "2127-01-01T00:00:00Z", "--key", &rsa_key, &rsa],
            format!(
                "certificate-expired: the certificate has expired {RSA}: expected a certificate valid at \
                 2127-01-01T00:00:00Z, found valid until 2126-10-30T17:03:29Z; remedy: Renew the certificate, and \
                 make the new one known wherever the old one was pinned or registered."
            ),
        ),
        (
            &["--now", "2020-01-01T00:00:00Z", "--key", &rsa_key, &rsa],
            format!(
                "certificate-not-yet-valid: the certificate is not valid yet {RSA}: expected a certificate valid at \
                 2020-01-01T00:00:00Z, found valid from 2026-11-23T17:03:29Z; remedy: Compare the clocks (UTC) first; \
                 if they are right, wait, or have the certificate issued again."
            ),
        ),
        (
            &["--key", &ec_key, &rsa],
            format!(
                "private-key-mismatch: the private key belongs to another certificate {RSA}: expected the private key \
                 of the certificate's key, RSA 2048, found that of another key, EC P-256 with SHA-256 \
                 df49169e6832db0354c11cb5384511c8d2ecbb8294ccc09132abed8e05659c89; remedy: Find the key that was \
                 created with the certificate's request, or request a certificate for this key."
            ),
        ),
    ];
    for (arguments, expected) in rows {
        let ended = assertion(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (1, ""), "{ended:?}");
        assert_eq!(
            ended.stderr,
            format!("refused: {expected} {INSTALLATION}\n")
        );
    }
}

#[test]
fn assertion_tells_usage_from_a_refusal() {
    let (key, certificate) = (data("rsa.key.pem"), data("rsa.pem"));
    for (name, value, reason) in [
        (
            "--tenant",
            "common",
            "`common` stands for many tenants; an application signs in to one, so give its GUID or a verified domain",
        ),
        (
            "--cloud",
            "germany",
            "`germany` is not a cloud a certificate can sign in to: Microsoft closed it in 2021, and the product supports \
             no organizations with app-only authentication there",
        ),
        (
            "--scenario",
            "rest-api",
            "rest-api: its certificate signs no assertions; one of organization-management, backup-application, \
             restore-portal does",
        ),
        ("--alg", "ES256", "possible values: PS256, RS256"),
        ("--application", "me", "`me` is not an application id"),
    ] {
        let ended = assertion(&[name, value, "--key", &key, &certificate]);
        assert_usage(&ended, reason);
    }
    assert_usage(&run("assertion", &[&certificate]), "--tenant <ID>");
}
