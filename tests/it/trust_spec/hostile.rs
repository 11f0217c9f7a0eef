//! Files that were made to do harm, or by mistake.

use super::{pem, refused, root, servers};

/// Whatever a file holds, the answer comes soon, is short and names the item.
#[test]
fn hostile_files_are_refused() {
    let mut garbage = vec![0_u8; 1 << 20];
    let mut state = 1_u32;
    for octet in &mut garbage {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *octet = (state >> 24) as u8;
    }
    let mut der = garbage.clone();
    der[..6].copy_from_slice(&[0x30, 0x83, 0x0f, 0xff, 0xfa, 0x30]);
    let text = vec![b'a'; 1 << 20];
    let lines = b"\n".repeat(1 << 20);
    let begins = b"-----BEGIN CERTIFICATE-----\n".repeat(1 << 15);
    let mut cut = pem(&[root()]);
    cut.truncate(500);
    let many: Vec<u8> = pem(&[root()]).repeat(1001);
    let large = vec![b' '; 17 << 20];
    for (what, file) in [
        ("garbage", &garbage),
        ("DER", &der),
        ("text", &text),
        ("lines", &lines),
        ("begins", &begins),
        ("cut", &cut),
        ("large", &large),
    ] {
        for spec in ["ca:a", "pin:a"] {
            let error = refused(spec, file);
            assert!(
                error.starts_with(&format!("trust `{spec}`: ")),
                "{what}: {error}"
            );
            assert!(
                error.len() < 1000 && !error.contains('\n'),
                "{what}: {error}"
            );
        }
    }
    // The same certificate a thousand times is one.
    assert!(servers("ca:a", &many).is_ok() || refused("ca:a", &many).contains("1000"));
}
