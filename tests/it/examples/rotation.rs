//! The examples that exchange certificates while a server runs.

use super::program::run;

/// Standard output, of which the lines that follow begin so.
#[track_caller]
fn assert_begins(example: &str, beginnings: &[&str]) {
    let ended = run(example, &[]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:?}");
    let mut lines = ended.stdout.lines();
    for beginning in beginnings {
        assert!(
            lines.any(|line| line.starts_with(beginning)),
            "no line from here begins with `{beginning}`:\n{}",
            ended.stdout
        );
    }
}

#[test]
fn reload_keeps_what_was_good() {
    assert_begins(
        "reload",
        &[
            "at first:    TLSv1.3 ",
            "renewed      revision 2",
            "the same     unchanged",
            "expired      kept, because",
            "  error certificate-expired",
            "afterwards:  TLSv1.3 ",
            "the client:  revision 2",
        ],
    );
}

#[test]
fn rotate_pin_never_loses_the_server() {
    let agreed = "TLSv1.3 TLS13_AES_256_GCM_SHA384, known by";
    assert_begins(
        "rotate_pin",
        &[
            &format!("before        {agreed} a certificate or key with SHA-256 "),
            &format!("both pinned   {agreed} a certificate or key with SHA-256 "),
            &format!("renewed       {agreed} the certificate with SHA-256 "),
            &format!("old one gone  {agreed} the certificate with SHA-256 "),
            r#"["-----BEGIN CERTIFICATE-----\n"#,
            "too early: pin-unmatched: ",
        ],
    );
}
