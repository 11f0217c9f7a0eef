//! PEM blocks, RFC 7468, as the field writes them: indented, on one line, glued together, with the headers of RFC 1421.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::{Error, PemError, Unrecognized};
use crate::input::Content;
use crate::input::base64::{self, NotBase64};
use crate::shown::shown;

/// More blocks than the certificates that are read, each with a key, could need.
const MAX_BLOCKS: usize = 2 * super::MAX_CERTIFICATES;

/// Labels in use have at most 25 characters.
const MAX_LABEL: usize = 64;

const DASHES: &[u8] = b"-----";

/// One block between its `BEGIN` and its `END` line.
pub(super) struct Block<'a> {
    text: &'a Content<'a>,
    pub(super) number: usize,
    pub(super) label: String,
    pub(super) offset: usize,
    headers: &'a [u8],
    body: &'a [u8],
    body_start: usize,
}

/// What a text holds: blocks, and the positions of `-----BEGIN` in the middle of other text.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    pub(super) blocks: Vec<Block<'a>>,
    pub(super) inside_lines: Vec<usize>,
}

/// What a block is, by its label.
pub(super) enum BlockKind {
    Certificate,
    TrustedCertificate,
    Pkcs7,
    /// As GnuTLS writes it.
    Pkcs12,
    /// Encrypted or not: labels are mixed up.
    PrivateKey,
    /// A key in a format that no provider reads, and what to do.
    ForeignPrivateKey(PemError),
    /// Why it is of no use here.
    Other(&'static str),
}

impl BlockKind {
    pub(super) fn of(label: &str) -> Self {
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" => Self::Certificate,
            "TRUSTED CERTIFICATE" => Self::TrustedCertificate,
            "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => Self::Pkcs7,
            "PKCS12" => Self::Pkcs12,
            "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
                Self::PrivateKey
            }
            "OPENSSH PRIVATE KEY" => Self::ForeignPrivateKey(PemError::OpenSsh),
            "DSA PRIVATE KEY" => Self::ForeignPrivateKey(PemError::Dsa),
            _ if label.ends_with("PRIVATE KEY") => {
                Self::ForeignPrivateKey(PemError::ForeignPrivateKey)
            }
            "EC PARAMETERS" => Self::Other("the key names its curve itself"),
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => {
                Self::Other("a request, not the certificate a CA returns for it")
            }
            "X509 CRL" => Self::Other("a CRL"),
            _ if label.starts_with("PGP ") => Self::Other(
                "OpenPGP, which TLS does not take; give the certificate and the key of TLS",
            ),
            "AGE ENCRYPTED FILE" => {
                Self::Other("encrypted by age; decrypt it: age --decrypt -i IDENTITY FILE")
            }
            "PUBLIC KEY" | "RSA PUBLIC KEY" => {
                Self::Other("a public key; certificates carry their own")
            }
            _ => Self::Other("neither a certificate nor a private key"),
        }
    }
}

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` at byte {}", self.label, self.offset)
    }
}

impl Block<'_> {
    /// As [`Error::Pem`] names it.
    pub(super) fn place(&self) -> String {
        let (number, label, offset) = (self.number, &self.label, self.offset);
        format!("PEM block {number} (`{label}`) at byte {offset}")
    }

    pub(super) fn error(&self, source: PemError) -> Error {
        Error::Pem {
            number: self.number,
            label: self.label.clone(),
            offset: self.offset,
            source,
        }
    }

    /// Whether the body is encrypted the old way, RFC 1421 section 4.6.1.1.
    pub(super) fn is_encrypted(&self) -> bool {
        let mut lines = self.headers.split(|byte| matches!(byte, b'\r' | b'\n'));
        lines.any(|line| {
            let line = line.trim_ascii();
            line.starts_with(b"Proc-Type") && line.ends_with(b"ENCRYPTED")
        })
    }

    pub(super) fn decode(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        base64::decode(self.body).map_err(|error| {
            self.error(match error {
                NotBase64::Character(index) => {
                    let offset = self.text.position(self.body_start + index);
                    if self.body[index..].starts_with(br"\n") {
                        PemError::EscapedLineBreaks { offset }
                    } else {
                        PemError::NotBase64 { offset }
                    }
                }
                NotBase64::Truncated => PemError::Base64Truncated,
                NotBase64::StrayBits => PemError::StrayBits,
            })
        })
    }
}

/// Finds all blocks, looking at each byte a fixed number of times.
pub(super) fn blocks<'a>(text: &'a Content<'a>) -> Result<Blocks<'a>, Error> {
    let bytes = text.bytes();
    let mut found = Blocks::default();
    let mut resume = 0;
    let mut at = 0;
    while let Some(begin) = find_dashes(bytes, at) {
        let marker = &bytes[begin + DASHES.len()..];
        let (is_begin, is_end) = (marker.starts_with(b"BEGIN "), marker.starts_with(b"END "));
        if !is_begin && !is_end {
            at = begin + 1;
            continue;
        }
        let before = bytes[resume..begin].trim_ascii_end();
        let line_break = bytes[resume + before.len()..begin]
            .iter()
            .any(|byte| matches!(byte, b'\r' | b'\n'));
        if !before.is_empty() && !line_break {
            found.inside_lines.push(text.position(begin));
            at = begin + DASHES.len();
            resume = at;
        } else {
            let number = found.blocks.len() + 1;
            let label_start = begin + DASHES.len() + if is_begin { 6 } else { 4 };
            let block = Block {
                text,
                number,
                label: String::new(),
                offset: text.position(begin),
                headers: &[],
                body: &[],
                body_start: 0,
            };
            let (block, end) = read(bytes, label_start, block, is_begin)?;
            found.blocks.push(block);
            at = end;
            resume = end;
        }
        if found.blocks.len() + found.inside_lines.len() > MAX_BLOCKS {
            let offset = text.position(begin);
            let limit = MAX_BLOCKS;
            return Err(Unrecognized::TooManyBlocks { limit, offset }.into());
        }
    }
    Ok(found)
}

/// Reads the block whose label begins at `label_start`; returns it and the position after it.
fn read<'a>(
    bytes: &'a [u8],
    label_start: usize,
    mut block: Block<'a>,
    is_begin: bool,
) -> Result<(Block<'a>, usize), Error> {
    let line = &bytes[label_start..bytes.len().min(label_start + MAX_LABEL + DASHES.len())];
    let line = line
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .next()
        .unwrap_or_default();
    let length = find_dashes(line, 0);
    let label = &line[..length.unwrap_or_else(|| line.len().min(MAX_LABEL))];
    // Spaces take the place of a no-break space, one for each of its octets.
    block.label = match shown(String::from_utf8_lossy(label)) {
        label if label.contains("  ") => {
            let words: Vec<_> = label.split_ascii_whitespace().collect();
            words.join(" ")
        }
        label => label,
    };
    if !is_begin {
        return Err(block.error(PemError::EndWithoutBegin));
    }
    let Some(length) = length else {
        return Err(block.error(PemError::BeginUnfinished));
    };

    let body_start = label_start + length + DASHES.len();
    // Neither Base64 nor a header has five dashes.
    let Some(body_end) = find_dashes(bytes, body_start) else {
        let label = block.label.clone();
        return Err(block.error(PemError::NoEnd { label }));
    };
    let end = [b"-----END ", label, DASHES].concat();
    if !bytes[body_end..].starts_with(&end) {
        let offset = block.text.position(body_end);
        let label = block.label.clone();
        return Err(block.error(PemError::OtherEnd { label, offset }));
    }
    let body = &bytes[body_start..body_end];
    let headers = header_length(body);
    block.headers = &body[..headers];
    block.body = &body[headers..];
    block.body_start = body_start + headers;
    Ok((block, body_end + end.len()))
}

/// The headers of RFC 1421 end at the first blank line.
fn header_length(body: &[u8]) -> usize {
    let is_break = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let start = body.len() - body.trim_ascii_start().len();
    let first_line = body[start..].split(is_break).next().unwrap_or_default();
    if !first_line.contains(&b':') {
        return 0;
    }
    let mut at = start;
    loop {
        let Some(length) = body[at..].iter().position(is_break) else {
            return body.len();
        };
        if body[at..at + length].trim_ascii().is_empty() {
            return at;
        }
        at += length;
        at += if body[at..].starts_with(b"\r\n") {
            2
        } else {
            1
        };
    }
}

fn find_dashes(bytes: &[u8], start: usize) -> Option<usize> {
    let windows = bytes.get(start..)?.windows(DASHES.len());
    let found = windows.into_iter().position(|window| window == DASHES)?;
    Some(start + found)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn found(input: &[u8]) -> Result<Vec<(String, usize, Vec<u8>)>, String> {
        let text = Content::of(input);
        let blocks = blocks(&text).map_err(|error| error.to_string())?.blocks;
        blocks
            .iter()
            .map(|block| {
                let body = block.decode().map_err(|error| error.to_string())?;
                Ok((block.label.clone(), block.offset, body.to_vec()))
            })
            .collect()
    }

    #[test]
    fn blocks_are_found_however_they_are_laid_out() {
        for input in [
            "-----BEGIN A-----\nZm9v\n-----END A-----\n",
            "-----BEGIN A-----\r\nZm9v\r\n-----END A-----",
            "-----BEGIN A-----\rZm9v\r-----END A-----\r",
            "-----BEGIN A-----Zm9v-----END A-----",
            "-----BEGIN A-----\nProc-Type: 4\nOther: a\n b\n\nZm9v\n-----END A-----",
            "-----BEGIN A-----\r\nProc-Type: 4\r\n\r\nZm\r\n9v-----END A-----",
        ] {
            assert_eq!(
                found(input.as_bytes()),
                Ok(vec![("A".into(), 0, b"foo".to_vec())]),
                "{input}"
            );
        }
        let glued =
            "text\n  -----BEGIN A-----\nZg==\n  -----END A----------BEGIN B-----\n-----END B-----";
        assert_eq!(
            found(glued.as_bytes()),
            Ok(vec![
                ("A".into(), 7, b"f".to_vec()),
                ("B".into(), 47, vec![])
            ])
        );
    }

    #[test]
    fn a_begin_inside_a_line_is_text_but_noted() {
        let text = Content::of(b"paste -----BEGIN A----- here\n----------BEGIN B-----\n");
        let found = blocks(&text).unwrap();
        assert!(found.blocks.is_empty());
        assert_eq!(found.inside_lines, [6, 34]);
    }
}
