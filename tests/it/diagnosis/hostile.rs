//! Bodies nobody meant to send, and some that somebody did.

use vb365_tls::entra::{UnreadableAnswer, diagnose};

use super::bodies::{BODIES, token_endpoint};
use super::{diagnosis, refused, rule};

#[track_caller]
fn assert_unreadable(body: &[u8], error: UnreadableAnswer, text: &str) {
    let found = diagnose(body).unwrap_err();
    assert_eq!((found, found.to_string().as_str()), (error, text));
}

#[test]
fn what_is_not_an_error_says_what_it_is() {
    const EMPTY: &str = "the answer is empty; only its status says why";
    const PAGE: &str = "the answer is a page of HTML or XML; a proxy, a firewall or a sign-in page answered in place of \
                        Microsoft Entra";
    const NO_ERROR: &str = "the answer is JSON that names no error";
    assert_unreadable(b"", UnreadableAnswer::Empty, EMPTY);
    assert_unreadable(b"\xef\xbb\xbf \r\n", UnreadableAnswer::Empty, EMPTY);
    for page in [
        "<!DOCTYPE html><html><body>407 Proxy Authentication Required</body></html>",
        "\r\n<html>",
        "<?xml version=\"1.0\"?>",
    ] {
        assert_unreadable(page.as_bytes(), UnreadableAnswer::Page, PAGE);
    }
    for json in [
        "{}",
        "[]",
        "null",
        "7",
        "\"error\"",
        r#"{"error": null}"#,
        r#"{"error": {"message": "no code"}}"#,
        r#"{"access_token": "eyJ0eXAi", "expires_in": 3599}"#,
    ] {
        assert_unreadable(json.as_bytes(), UnreadableAnswer::NoError, NO_ERROR);
    }
    assert_unreadable(
        br#"{"error": "invalid_cl"#,
        UnreadableAnswer::Truncated(21),
        "the JSON of the answer ends after 21 bytes; the connection was cut or the body not read to its end",
    );
    assert_unreadable(
        b"\n upstream connect error",
        UnreadableAnswer::NotJson { line: 2, column: 2 },
        "the answer is not JSON, from line 2, column 2 on; something other than Microsoft Entra answered",
    );
    assert!(matches!(
        diagnose(b"{\"error\": \"\xff\xfe\"}"),
        Err(UnreadableAnswer::NotJson { line: 1, .. })
    ));
}

#[test]
fn a_body_is_read_up_to_64_kib() {
    let of_length = |length: usize| {
        let frame = r#"{"error": "invalid_client", "padding": ""}"#;
        let padding = "x".repeat(length - frame.len());
        frame.replace("\"\"", &format!("\"{padding}\""))
    };
    assert!(diagnose(of_length(65_536)).is_ok());
    assert_unreadable(
        of_length(65_537).as_bytes(),
        UnreadableAnswer::TooLong(65_537),
        "the answer has 65537 bytes, an error of Microsoft Entra has a few thousand; something else answered",
    );
    let mebibyte = vec![b'{'; 1 << 20];
    assert_eq!(diagnose(mebibyte), Err(UnreadableAnswer::TooLong(1 << 20)));
}

#[test]
fn deep_nesting_ends_early() {
    for (open, close) in [("[", "]"), ("{\"error\":", "}")] {
        let depth = 5_000;
        let nested = open.repeat(depth) + "1" + &close.repeat(depth);
        assert!(matches!(
            diagnose(nested),
            Err(UnreadableAnswer::NotJson { .. })
        ));
    }
}

/// A description may repeat what was sent; nothing of it that opens a door is shown.
#[test]
fn tokens_are_not_quoted() {
    let token = format!(
        "eyJhbGciOiJQUzI1NiJ9.{}.{}",
        "e30",
        "c2lnbmF0dXJl".repeat(20)
    );
    let code = "0.AXoA".to_owned() + &"Zm9v".repeat(60);
    let words = format!("The assertion '{token}' or code={code}&state=1 is malformed.");
    let diagnosis = refused(50_027, &words);
    assert_eq!(
        diagnosis.finding().found,
        "`AADSTS50027: The assertion '[a token]' or code=[a token]&state=1 is malformed.`"
    );
    let shown = format!("{diagnosis} {diagnosis:?}");
    for secret in ["eyJ", "c2ln", "0.AX", "Zm9v"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn long_words_are_cut() {
    let diagnosis = refused(90_014, &"ä b ".repeat(10_000));
    let found = &diagnosis.finding().found;
    assert!(found.ends_with("…`"), "{found}");
    assert_eq!(found.chars().count(), 302);
}

#[test]
fn odd_characters_are_escaped() {
    let words = "one\r\ntwo\tthree \u{1b}[31mred\u{202e} `quoted` C:\\path \"x\" 'y'";
    assert_eq!(
        refused(1, words).finding().found,
        r#"`AADSTS1: one two three \u{1b}[31mred\u{202e} 'quoted' C:\path "x" 'y'`"#
    );
    let odd = diagnosis(r#"{"error": "a`b\n\u001b", "correlation_id": "\n\u0007x"}"#);
    assert_eq!(odd.error(), r"a'b\n\u{1b}");
    assert_eq!(odd.correlation_id(), Some(r"\u{7}x"));
    assert_eq!(odd.to_string().lines().count(), 1);
}

/// Whatever a service calls an error, the id of the finding is one of ours.
#[test]
fn a_service_makes_up_no_ids() {
    let long = "x".repeat(5_000);
    for error in ["InvalidThing42Again", "../../etc/passwd", "", "ÄÖÜ", &long] {
        let json = serde_json::json!({ "error": error }).to_string();
        assert_eq!(rule(&diagnosis(&json)), "oauth-unexplained");
    }
}

#[test]
fn numbers_are_read_as_they_come() {
    let codes = |json: &str| diagnosis(json).codes().to_vec();
    let of = |array: &str| format!(r#"{{"error": "invalid_client", "error_codes": {array}}}"#);
    assert_eq!(codes(&of(r#"[700027, "50012"]"#)), [700_027, 50_012]);
    assert_eq!(
        codes(&of(r#"[-1, 1.5, null, [7], 99999999999, "x", 50027]"#)),
        [50_027]
    );
    assert_eq!(codes(&of("50012")), [0_u32; 0]);
    let text = r#"{"error": "invalid_client", "error_description": "AADSTS: AADSTSx AADSTS99999999999 aadsts1 AADSTS50027:"}"#;
    assert_eq!(codes(text), [50_027]);
}

/// Bytes of real answers changed, cut and repeated: whatever comes out, it is one line and never a panic.
#[test]
fn mutated_answers_never_panic() {
    // A linear congruential generator (Knuth, MMIX); the same answers in every run.
    let mut state = 2_026_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    const ODD: &[u8] = b"{}[]\":,\\\x00\xff\x80<`0e-A";
    let mut read = 0;
    for round in 0..20_000 {
        let mut body = (BODIES[round % BODIES.len()].json)().into_bytes();
        for _ in 0..=random(4) {
            let place = random(body.len());
            match random(4) {
                0 => body[place] = ODD[random(ODD.len())],
                1 => body[place] ^= 1 << random(8),
                2 => body.truncate(place + 1),
                _ => body.insert(place, ODD[random(ODD.len())]),
            }
        }
        match diagnose(&body) {
            Ok(diagnosis) => {
                read += 1;
                assert_eq!(diagnosis.to_string().lines().count(), 1);
                assert!(diagnosis.finding().found.chars().count() < 3_200);
            }
            Err(error) => assert_eq!(error.to_string().lines().count(), 1),
        }
    }
    assert!(read > 2_000, "only {read} answers were still errors");
    assert!(diagnose(token_endpoint("invalid_client", &[], "")).is_ok());
}
