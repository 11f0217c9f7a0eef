use rustls_pki_types::CertificateRevocationListDer;
use rustls_pki_types::pem::PemObject;

use crate::certificate::{Crl, Reason};
use crate::error::{CrlError, Error, PemError, Unrecognized};

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
        if is_sequence(input) {
            lists.push(one(input.to_vec().into(), before + 1)?);
        } else {
            for block in CertificateRevocationListDer::pem_slice_iter(input) {
                let number = lists.len() + 1;
                let der = block
                    .map_err(|error| refused(number, CrlError::Pem(PemError::from(&error))))?;
                lists.push(one(der, number)?);
            }
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

/// The tag of a SEQUENCE, and a length of more than 127 octets, as no text begins, or of all octets.
fn is_sequence(input: &[u8]) -> bool {
    match input {
        [0x30, length, rest @ ..] => *length >= 0x80 || usize::from(*length) == rest.len(),
        _ => false,
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

fn refused(number: usize, source: CrlError) -> Error {
    Error::Crl {
        number,
        issuer: None,
        source,
    }
}
