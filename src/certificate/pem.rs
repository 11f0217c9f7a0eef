//! PEM, RFC 7468, written; rustls-pki-types only reads it.

use zeroize::Zeroizing;

const LINE: usize = 64;

/// One block with `\n` at the end of each line.
///
/// It may be that of a key: neither branches nor table look-ups depend on the bytes, and the text is wiped when dropped.
pub(crate) fn block(label: &str, der: &[u8]) -> Zeroizing<String> {
    let digits = der.len().div_ceil(3) * 4;
    // Room for all at once: a growing text would leave copies of a key behind.
    let room = digits + digits.div_ceil(LINE) + 2 * (label.len() + 16);
    let mut text = Zeroizing::new(String::with_capacity(room));
    for part in ["-----BEGIN ", label, "-----\n"] {
        text.push_str(part);
    }
    for line in der.chunks(LINE / 4 * 3) {
        text.extend(line.chunks(3).flat_map(quantum));
        text.push('\n');
    }
    for part in ["-----END ", label, "-----\n"] {
        text.push_str(part);
    }
    text
}

fn quantum(octets: &[u8]) -> [char; 4] {
    let bits = (0..3).fold(0, |bits, n| {
        bits << 8 | u32::from(octets.get(n).copied().unwrap_or(0))
    });
    std::array::from_fn(|n| match n {
        n if n > octets.len() => '=',
        n => char::from(digit((bits >> (18 - 6 * n)) as u8 & 0x3f)),
    })
}

/// The digit for six bits, RFC 4648 section 4: each range adds its distance from the one before where it begins.
fn digit(sextet: u8) -> u8 {
    let from = |start: u8| (i16::from(start) - 1 - i16::from(sextet)) >> 8;
    let digit =
        i16::from(b'A') + i16::from(sextet) + (from(26) & 6) - (from(52) & 75) - (from(62) & 15)
            + (from(63) & 3);
    digit as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_and_every_padding() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digits: Vec<u8> = (0..64).map(digit).collect();
        assert_eq!(digits, alphabet);
        for (octets, expected) in [
            (&b""[..], ""),
            (b"f", "Zg==\n"),
            (b"fo", "Zm8=\n"),
            (b"foo", "Zm9v\n"),
        ] {
            let expected = format!("-----BEGIN A-----\n{expected}-----END A-----\n");
            assert_eq!(*block("A", octets), expected);
        }
    }

    #[test]
    fn lines_have_64_digits_and_the_text_never_grows() {
        for length in [48, 49, 96, 1000] {
            let text = block("PRIVATE KEY", &vec![0xff; length]);
            let lines: Vec<_> = text.lines().collect();
            let [_, full @ .., last, _] = &*lines else {
                panic!("a block has more than two lines");
            };
            assert!(full.iter().all(|line| line.len() == 64));
            assert!(!last.is_empty() && last.len() <= 64);
            assert_eq!(text.capacity(), text.len());
        }
    }
}
