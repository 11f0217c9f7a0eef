use rustls_pki_types::CertificateRevocationListDer;
use rustls_pki_types::pem::PemObject;

use crate::certificate::{Crl, Reason};
use crate::error::{CrlError, Error, InputKind, PemError, Unrecognized};
use crate::input::{Content, Format, Other, unindented};

/// As much as is read of one input; lists of a million entries have 40 MB.
const MAX_SIZE: usize = 64 * 1024 * 1024;

/// Each list with its number in the order given.
pub(super) fn all<I>(inputs: I) -> Result<Vec<(usize, Crl)>, Error>
where
    I: IntoIterator<Item: AsRef<[u8]>>,
{
    let mut lists = Vec::new();
    for input in inputs {
        let input = input.as_ref();
        if input.len() > MAX_SIZE {
            return Err(Error::TooLarge {
                size: input.len(),
                limit: MAX_SIZE,
            });
        }
        let before = lists.len();
        let content = Content::of(input);
        match content.format() {
            // Of any other kind, the reader of lists says what is missing.
            Format::Der(InputKind::Crl | InputKind::Certificate | InputKind::Other) => {
                lists.push(one(content.bytes().to_vec().into(), before + 1)?);
            }
            Format::Der(kind) => return Err(instead(before + 1, *kind)),
            Format::Pem => {
                let text = unindented(content.bytes());
                let blocks = CertificateRevocationListDer::pem_slice_iter(&text);
                for block in blocks {
                    let number = lists.len() + 1;
                    let der = block
                        .map_err(|error| refused(number, CrlError::Pem(PemError::from(&error))))?;
                    lists.push(one(der, number)?);
                }
            }
            Format::Other(Other::Kind(InputKind::Other)) => {}
            Format::Other(other) => return Err(Unrecognized::from(other.clone()).into()),
        }
        if lists.len() == before {
            return Err(refused(before + 1, CrlError::Unrecognized));
        }
    }
    if lists.is_empty() {
        Err(Unrecognized::NoCrl.into())
    } else {
        Ok(lists)
    }
}

fn one(der: CertificateRevocationListDer<'static>, number: usize) -> Result<(usize, Crl), Error> {
    match Crl::from_der(der) {
        Ok(list) => Ok((number, list)),
        Err(error) => Err(Error::Crl {
            number,
            issuer: error.issuer().map(ToString::to_string),
            source: match error.into_reason() {
                Reason::Malformed(malformed) => CrlError::Malformed(malformed),
                Reason::Unsupported(unsupported) => CrlError::Unsupported(unsupported),
            },
        }),
    }
}

fn instead(number: usize, kind: InputKind) -> Error {
    match kind {
        InputKind::Indefinite => refused(number, CrlError::Unrecognized),
        kind => refused(number, CrlError::Instead(kind)),
    }
}

fn refused(number: usize, source: CrlError) -> Error {
    Error::Crl {
        number,
        issuer: None,
        source,
    }
}
