//! As much of an HTTP/1.1 response as a client needs that asks once, RFC 9112.

use std::io::{self, BufRead, Error, ErrorKind, Read, Write};

use crate::outcome::in_one_line;

/// The most bytes of a status line and its header fields, or of the size of a chunk.
const MAX_HEAD: u64 = 64 * 1024;

pub(crate) struct Head {
    /// Such as `200 OK`, without control characters.
    status: String,
    length: Length,
}

enum Length {
    Known(u64),
    Chunked,
    UntilClose,
}

impl Head {
    pub(crate) fn read(stream: &mut impl BufRead) -> io::Result<Self> {
        let mut stream = stream.take(MAX_HEAD);
        let first = line(&mut stream)?;
        let status = match first.split_once(' ') {
            Some((version, status)) if version.starts_with("HTTP/1.") => status,
            _ => return Err(malformed("the answer is not HTTP/1.1")),
        };
        let mut head = Self {
            status: in_one_line(status),
            length: Length::UntilClose,
        };
        loop {
            let field = line(&mut stream)?;
            let (name, value) = match field.split_once(':') {
                Some((name, value)) => (name.to_ascii_lowercase(), value.trim()),
                None if field.is_empty() => return Ok(head),
                None => return Err(malformed("a header field has no colon")),
            };
            match name.as_str() {
                "transfer-encoding" => head.length = Length::Chunked,
                "content-length" if !matches!(head.length, Length::Chunked) => {
                    let length = value
                        .parse()
                        .map_err(|_| malformed("a length is not a number"))?;
                    head.length = Length::Known(length);
                }
                _ => {}
            }
        }
    }

    pub(crate) fn status(&self) -> &str {
        &self.status
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status.starts_with('2')
    }

    pub(crate) fn copy_body(
        &self,
        stream: &mut impl BufRead,
        out: &mut impl Write,
    ) -> io::Result<()> {
        match self.length {
            Length::Known(length) => copy_exactly(stream, length, out),
            // rustls reports an end without close_notify, so nobody can cut the body short unnoticed.
            Length::UntilClose => io::copy(stream, out).map(drop),
            Length::Chunked => loop {
                let size = line(&mut stream.take(MAX_HEAD))?;
                let size = size.split(';').next().unwrap_or_default().trim();
                let size = u64::from_str_radix(size, 16)
                    .map_err(|_| malformed("the size of a chunk is not a number"))?;
                if size == 0 {
                    return Ok(());
                }
                copy_exactly(stream, size, out)?;
                line(&mut stream.take(MAX_HEAD))?;
            },
        }
    }
}

fn copy_exactly(stream: &mut impl BufRead, length: u64, out: &mut impl Write) -> io::Result<()> {
    match io::copy(&mut stream.take(length), out)? {
        copied if copied == length => Ok(()),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    stream.read_until(b'\n', &mut line)?;
    match line.strip_suffix(b"\n") {
        Some(line) => Ok(String::from_utf8_lossy(line.trim_ascii_end()).into_owned()),
        None => Err(malformed("a line of the answer is truncated or too long")),
    }
}

fn malformed(reason: &str) -> Error {
    Error::other(reason)
}
