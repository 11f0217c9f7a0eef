//! PEM, RFC 7468, written; rustls-pki-types only reads it.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn block(label: &str, der: &[u8]) -> String {
    let digits: Vec<char> = der.chunks(3).flat_map(quantum).collect();
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in digits.chunks(64) {
        text.extend(line);
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}

fn quantum(octets: &[u8]) -> [char; 4] {
    let bits = (0..3).fold(0, |bits, n| {
        bits << 8 | u32::from(octets.get(n).copied().unwrap_or(0))
    });
    std::array::from_fn(|n| match n {
        n if n > octets.len() => '=',
        n => char::from(ALPHABET[(bits >> (18 - 6 * n)) as usize & 0x3f]),
    })
}
