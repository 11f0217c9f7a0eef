//! Identities written as PKCS#12 and as encrypted keys, and read again.

use std::sync::{Arc, LazyLock};

use rustls::crypto::{CryptoProvider, GetRandomFailed, SecureRandom, ring};
use vb365_tls::error::ContainerError;
use vb365_tls::identity::{Identity, Password, PfxOptions, PfxProfile};
use vb365_tls::provenance::{
    Cipher, Encoding, Hash, KeySpec, MacKind, PasswordKind, Pfx, Provenance, Scheme,
};
use vb365_tls::scenario::RestApi;
use vb365_tls::test_support::Forge;
use vb365_tls::{Context, Error, check};

use super::keys::InHardware;
use super::openssl::pfx;
use super::{P256, P256_KEY, ROOT, RSA, RSA_KEY, assert_key_works, file, read};

fn provider() -> CryptoProvider {
    ring::default_provider()
}

#[track_caller]
fn written(identity: &Identity, password: &Password, options: impl Into<PfxOptions>) -> Vec<u8> {
    let file = identity.dangerous_to_pfx(password, options, &provider());
    file.unwrap().to_vec()
}

#[track_caller]
fn read_again(file: &[u8], password: &Password) -> (Identity, Pfx) {
    let identity = Identity::from_pfx(file, password).unwrap();
    let pfx = identity.provenance().pfx().unwrap().clone();
    (identity, pfx)
}

#[track_caller]
fn assert_is_same(one: &Identity, other: &Identity) {
    assert_eq!(one.chain().end_entity(), other.chain().end_entity());
    assert_eq!(one.chain().intermediates(), other.chain().intermediates());
    assert_eq!(one.chain().trust_anchor(), other.chain().trust_anchor());
    assert!(other.chain().unrelated().is_empty());
    assert!(other.ignored().is_empty());
    let pem = |identity: &Identity| identity.dangerous_private_key_pem().unwrap();
    assert_eq!(*pem(one), *pem(other));
}

fn passwords() -> [(Password, PasswordKind); 5] {
    [
        (Password::none(), PasswordKind::None),
        (Password::from(""), PasswordKind::Empty),
        (Password::from("correct horse"), PasswordKind::Given),
        (Password::from("pässwörd"), PasswordKind::Given),
        (Password::from("🔑 of the server"), PasswordKind::Given),
    ]
}

#[test]
fn every_password_opens_what_is_written_with_it() {
    let identity = read(&[RSA, RSA_KEY, ROOT].concat()).unwrap();
    for (password, kind) in passwords() {
        let file = written(&identity, &password, PfxProfile::WINDOWS_2016);
        let (again, pfx) = read_again(&file, &password);
        assert_is_same(&identity, &again);
        assert_eq!(pfx.password, kind);
        let wrong = Identity::from_pfx(&file, &Password::from("incorrect donkey"));
        let hint = match kind {
            PasswordKind::Given => "try the password with another program",
            _ => "it opens with the empty password: give that one",
        };
        assert_eq!(
            wrong.unwrap_err().to_string(),
            format!(
                "the password is wrong or the file is damaged, the format does not tell which; {hint}"
            )
        );
    }
}

#[test]
fn every_kind_of_key_is_written() {
    for (certificate, key) in [
        (RSA, RSA_KEY),
        (RSA, file!("rsa.pkcs1.pem")),
        (P256, P256_KEY),
        (P256, file!("p256.sec1.der")),
        (file!("p521.pem"), file!("p521.key.pem")),
        (file!("ed25519.pem"), file!("ed25519.key.pem")),
    ] {
        let identity = read(certificate).unwrap();
        let identity = { identity.with_private_key(key, &Password::none()) }.unwrap();
        let password = Password::from("correct horse");
        let file = written(&identity, &password, PfxProfile::WINDOWS_2016);
        let (again, _) = read_again(&file, &password);
        assert_is_same(&identity, &again);
        assert_key_works(&again);
    }
}

/// A file of each profile, opened again: without optimisation, each derivation takes a while.
static OF_PROFILES: LazyLock<Vec<(PfxProfile, Identity, Identity)>> = LazyLock::new(|| {
    let identity = read(&[RSA, RSA_KEY, ROOT].concat()).unwrap();
    let password = Password::from("correct horse");
    let again = PfxProfile::ALL.iter().map(|profile| {
        let file = written(&identity, &password, *profile);
        let (again, _) = read_again(&file, &password);
        (*profile, identity.clone(), again)
    });
    again.collect()
});

/// Each profile is protected as its values say, and by nothing else.
#[test]
fn a_file_is_protected_as_its_profile_says() {
    let told = [
        "PKCS#12 (PFX) in DER; password: given; integrity: PKCS#12 MAC with SHA-1, 2000 iterations; key: PKCS#12 PBE with \
         3DES and SHA-1, 2000 iterations; certificates: PKCS#12 PBE with 3DES and SHA-1, 2000 iterations",
        "PKCS#12 (PFX) in DER; password: given; integrity: PKCS#12 MAC with SHA-256, 200000 iterations; key: PBES2 with \
         AES-256 and SHA-256, 200000 iterations; certificates: PBES2 with AES-256 and SHA-256, 200000 iterations",
        "PKCS#12 (PFX) in DER; password: given; integrity: PBMAC1 with SHA-256, 200000 iterations; key: PBES2 with AES-256 \
         and SHA-256, 200000 iterations; certificates: PBES2 with AES-256 and SHA-256, 200000 iterations",
    ];
    assert_eq!(told.len(), PfxProfile::ALL.len());
    for ((profile, identity, again), told) in OF_PROFILES.iter().zip(told) {
        assert_is_same(identity, again);
        let pfx = again.provenance().pfx().unwrap();
        assert_eq!(again.provenance().to_string(), told);
        assert_eq!(pfx.mac, Some(profile.mac()));
        assert_eq!(pfx.key_encryption, Some(profile.encryption()));
        assert_eq!(pfx.certificate_encryptions, [profile.encryption()]);
        assert_eq!(pfx.encoding, Encoding::Der);
        assert_eq!((pfx.trailing_octets, pfx.private_keys), (0, 1));
    }
}

/// What is written for a machine is not told to be unreadable there.
#[test]
fn the_rules_say_of_a_file_what_its_profile_does() {
    let context = Context::fixed(ring::default_provider(), Forge::now());
    let rest_api = RestApi::at("vb365.example.com").unwrap();
    let expected: [&[&str]; 3] = [
        &["container-encryption-legacy"],
        &["container-unreadable-by-windows-2016"],
        &[
            "container-unreadable-by-dotnet",
            "container-mac-modern",
            "container-unreadable-by-java",
            "container-unreadable-by-openssl",
            "container-unreadable-by-windows-2016",
        ],
    ];
    for ((profile, _, again), expected) in OF_PROFILES.iter().zip(expected) {
        let report = check(&rest_api, again, &context);
        let rules = report.findings().iter().map(|it| it.rule.as_str());
        let of_container = rules.filter(|rule| rule.starts_with("container-"));
        assert_eq!(of_container.collect::<Vec<_>>(), expected, "{profile}");
    }
}

#[test]
fn profiles_have_names() {
    let names: Vec<_> = PfxProfile::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["windows-2016", "modern", "pbmac1"]);
    for profile in PfxProfile::ALL {
        assert_eq!(profile.name().parse(), Ok(*profile));
        assert_eq!(profile.date(), "2026-11");
    }
    assert_eq!("Windows-2016".parse(), Ok(PfxProfile::WINDOWS_2016));
    let error = "windows".parse::<PfxProfile>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`windows` is not a profile of PFX files; one of windows-2016, modern, pbmac1"
    );
    let windows = PfxProfile::WINDOWS_2016;
    assert_eq!(
        (windows.encryption().scheme, windows.encryption().cipher),
        (Scheme::Pkcs12, Cipher::TripleDes)
    );
    assert_eq!(windows.mac().hash, Hash::Sha1);
    assert_eq!(PfxProfile::PBMAC1.mac().kind, MacKind::Pbmac1);
}

const CSP: &str = "Microsoft Enhanced RSA and AES Cryptographic Provider";
const CNG: &str = "Microsoft Software Key Storage Provider";

/// What an identity came with goes out again, unless something else is said, or that nothing of it shall.
#[test]
fn attributes_are_kept_replaced_or_left_out() {
    let secret = Password::from("secret");
    let arguments = ["-name", "VB365", "-CSP", CNG, "-LMK", "-keysig"];
    let identity = Identity::from_pfx(&pfx(&arguments, "secret"), &secret).unwrap();
    let of_windows = |options: PfxOptions| {
        let (_, pfx) = read_again(&written(&identity, &secret, options), &secret);
        let texts = [pfx.friendly_name, pfx.key_container, pfx.key_provider];
        (texts, pfx.key_spec, pfx.is_machine_key)
    };
    let texts = |texts: [Option<&str>; 3]| texts.map(|text| text.map(String::from));
    let options = || PfxOptions::of(PfxProfile::WINDOWS_2016);
    assert_eq!(
        of_windows(options()),
        (
            texts([Some("VB365"), Some("VB365"), Some(CNG)]),
            Some(KeySpec::Signature),
            true
        )
    );
    let replaced = options()
        .friendly_name("VB365 🔑 Schlüssel")
        .key_provider(CSP)
        .key_spec(KeySpec::Exchange);
    let named = Some("VB365 🔑 Schlüssel");
    assert_eq!(
        of_windows(replaced.clone()),
        (
            texts([named, named, Some(CSP)]),
            Some(KeySpec::Exchange),
            true
        )
    );
    assert_eq!(
        of_windows(options().without_kept_attributes()),
        (texts([None, None, None]), None, false)
    );
    assert_eq!(
        of_windows(replaced.without_kept_attributes().machine_key()),
        (
            texts([named, named, Some(CSP)]),
            Some(KeySpec::Exchange),
            true
        )
    );

    // Nothing to keep.
    let identity = read(&[RSA, RSA_KEY].concat()).unwrap();
    let file = written(&identity, &secret, options().key_spec(KeySpec::Signature));
    let (_, pfx) = read_again(&file, &secret);
    assert_eq!(pfx.key_spec, Some(KeySpec::Signature));
    assert_eq!((pfx.friendly_name, pfx.key_provider), (None, None));
}

#[test]
fn the_end_entity_goes_with_its_chain_or_alone() {
    let identity = read(&[ROOT, P256, RSA, RSA_KEY].concat()).unwrap();
    assert_eq!(identity.chain().unrelated().len(), 1);
    let secret = Password::from("secret");
    let (again, _) = read_again(
        &written(&identity, &secret, PfxProfile::WINDOWS_2016),
        &secret,
    );
    assert_eq!(again.end_entity(), identity.end_entity());
    assert!(again.chain().trust_anchor().is_some());
    assert!(again.chain().unrelated().is_empty());

    let alone = PfxOptions::of(PfxProfile::WINDOWS_2016).end_entity_only();
    let (again, _) = read_again(&written(&identity, &secret, alone), &secret);
    assert_eq!(again.end_entity(), identity.end_entity());
    assert_eq!(again.chain().trust_anchor(), None);
}

#[test]
fn no_two_files_are_alike() {
    let identity = read(&[P256, P256_KEY].concat()).unwrap();
    let secret = Password::from("secret");
    let one = written(&identity, &secret, PfxProfile::WINDOWS_2016);
    let other = written(&identity, &secret, PfxProfile::WINDOWS_2016);
    assert_eq!(one.len(), other.len());
    let equal = one.iter().zip(&other).filter(|(one, other)| one == other);
    // Structure and attributes; of the rest one octet in 256.
    assert!(equal.count() < one.len() / 2);
}

#[test]
fn openssl_opens_what_is_written() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let identity = read(&[RSA, RSA_KEY, ROOT].concat()).unwrap();
    let password = Password::from("pässwörd");
    for profile in [PfxProfile::WINDOWS_2016, PfxProfile::MODERN] {
        let options = PfxOptions::of(profile).friendly_name("VB365");
        let options = options.key_provider(CSP).key_spec(KeySpec::Exchange);
        let file = written(&identity, &password, options);
        let mut openssl = Command::new("openssl")
            .args(["pkcs12", "-nodes", "-passin", "env:PASSWORD"])
            .env("PASSWORD", "pässwörd")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        openssl.stdin.take().unwrap().write_all(&file).unwrap();
        let output = openssl.wait_with_output().unwrap();
        assert!(output.status.success(), "{profile}");
        let text = String::from_utf8(output.stdout).unwrap();
        let again = read(text.as_bytes()).unwrap();
        assert_key_works(&again);
        assert!(again.chain().trust_anchor().is_some());
        assert!(text.contains("friendlyName: VB365"), "{text}");
        assert!(text.contains("localKeyID: 01 00 00 00"), "{text}");
        assert!(
            text.contains(&format!("Microsoft CSP Name: {CSP}")),
            "{text}"
        );
        assert!(text.contains("X509v3 Key Usage: 10"), "{text}");
    }
}

#[test]
fn an_encrypted_key_opens_with_its_password() {
    for (certificate, key, password) in [
        (RSA, file!("rsa.pkcs1.der"), "pässwörd"),
        (P256, file!("p256.sec1.pem"), ""),
    ] {
        let identity = read(certificate).unwrap();
        let identity = { identity.with_private_key(key, &Password::none()) }.unwrap();
        let password = Password::from(password);
        let pem = { identity.dangerous_encrypted_private_key_pem(&password, &provider()) }.unwrap();
        let text = [certificate, pem.as_bytes()].concat();
        let again = Identity::from_pem(&text, &password).unwrap();
        assert_is_same(&identity, &again);
        assert_key_works(&again);
        let Provenance::Pem { key_encryption } = again.provenance() else {
            panic!("{}", again.provenance());
        };
        assert_eq!(*key_encryption, Some(PfxProfile::MODERN.encryption()));
        let wrong = Identity::from_pem(&text, &Password::from("wrong")).unwrap_err();
        let wrong = wrong.container();
        assert!(matches!(
            wrong,
            Some(ContainerError::PasswordOrDamage { .. })
        ));
    }
    let identity = read(&[RSA, RSA_KEY].concat()).unwrap();
    let none = identity.dangerous_encrypted_private_key_pem(&Password::none(), &provider());
    assert_eq!(
        none.unwrap_err().to_string(),
        "the private key: there is no password to encrypt it with; give one, which may be empty"
    );
}

/// A provider whose source of random octets has run dry.
#[derive(Debug)]
struct Dry;

impl SecureRandom for Dry {
    fn fill(&self, _: &mut [u8]) -> Result<(), GetRandomFailed> {
        Err(GetRandomFailed)
    }
}

#[test]
fn what_cannot_be_written_is_told() {
    let secret = Password::from("secret");
    let refusals = |identity: &Identity, password: &Password, provider: &CryptoProvider| {
        let pfx = identity.dangerous_to_pfx(password, PfxProfile::WINDOWS_2016, provider);
        let key = identity.dangerous_encrypted_private_key_pem(password, provider);
        [pfx.unwrap_err(), key.unwrap_err()].map(|error: Error| error.to_string())
    };
    let identity = read(&[RSA, RSA_KEY].concat()).unwrap();
    let absent = "the private key: there is none";
    assert_eq!(
        refusals(&read(RSA).unwrap(), &secret, &provider()),
        [absent; 2]
    );

    let certificate = identity.end_entity().clone();
    let hardware = Arc::new(InHardware("slot 7"));
    let held = Identity::from_signing_key(vec![certificate], hardware).unwrap();
    let elsewhere = "the private key: it is held elsewhere and cannot be written";
    assert_eq!(refusals(&held, &secret, &provider()), [elsewhere; 2]);

    let nul = "the password contains the character U+0000; remove it, it comes from a text of fixed width or in UTF-16";
    let with_nul = Password::from("sec\0ret");
    assert_eq!(refusals(&identity, &with_nul, &provider()), [nul; 2]);

    let dry = CryptoProvider {
        secure_random: &Dry,
        ..provider()
    };
    let random = "rustls: failed to get random bytes";
    assert_eq!(refusals(&identity, &secret, &dry), [random; 2]);

    // More than is read of such a file.
    let name = "x".repeat(300_000);
    let large = PfxOptions::of(PfxProfile::WINDOWS_2016).friendly_name(name);
    let error = identity
        .dangerous_to_pfx(&secret, large, &provider())
        .unwrap_err();
    assert!(
        matches!(
            error,
            Error::Container(ContainerError::LimitExceeded { .. })
        ),
        "{error}"
    );
}

/// Neither options nor errors tell anything of key or password, and no octet of either is in the file as it is.
#[test]
fn no_secret_is_shown_and_none_is_unencrypted() {
    let identity = read(&[RSA, file!("rsa.key.pem")].concat()).unwrap();
    let password = "correct horse battery";
    let file = written(
        &identity,
        &Password::from(password),
        PfxProfile::WINDOWS_2016,
    );
    let key = file!("rsa.key.der");
    let found = |part: &[u8]| file.windows(part.len()).any(|window| window == part);
    assert!(!found(password.as_bytes()));
    let utf16: Vec<u8> = password.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(!found(&utf16[..12]));
    for part in key.windows(12).step_by(4) {
        // The public half is in the certificate, which is encrypted as well.
        assert!(!found(part));
    }
    let options = PfxOptions::of(PfxProfile::MODERN).friendly_name("VB365");
    assert!(format!("{options:?}").contains("VB365"));
}
