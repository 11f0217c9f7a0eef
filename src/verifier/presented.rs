use rustls::crypto::CryptoProvider;
use rustls_pki_types::{CertificateDer, InvalidSignature, UnixTime};

use super::examined::is_much;
use crate::certificate::signature::{self, Verdict};
use crate::certificate::{Certificate, Malformed, Outline, PublicKey};
use crate::chain::{Chain, Remember, Remembering, Signatures, ToVerify, remembering};

/// Certificates beside a path that are read for the names of its issuers.
const MOST_BESIDE: usize = 4;

/// What a peer presents: the end entity, and whatever else it sends along, in any order.
pub(crate) struct Presented<'a> {
    pub(super) end_entity: &'a CertificateDer<'a>,
    pub(super) others: &'a [CertificateDer<'a>],
    /// The same certificates, where they were read before.
    read: &'a [&'a Certificate],
    /// The chain they are of, which remembers what came of verifying them.
    chain: Option<&'a Chain>,
    /// Without such a chain, what came of verifying them while a path was looked for; an explanation asks again.
    signatures: Signatures,
}

impl<'a> Presented<'a> {
    pub(crate) fn new(
        end_entity: &'a CertificateDer<'a>,
        others: &'a [CertificateDer<'a>],
    ) -> Self {
        Self {
            end_entity,
            others,
            read: &[],
            chain: None,
            signatures: Signatures::default(),
        }
    }

    /// The certificates of a chain of one's own, with their encodings; `None` if there are none.
    pub(crate) fn of_chain(
        chain: &'a Chain,
        read: &'a [&'a Certificate],
        encodings: &'a [CertificateDer<'a>],
    ) -> Option<Self> {
        let (end_entity, others) = encodings.split_first()?;
        Some(Self {
            end_entity,
            others,
            read,
            chain: Some(chain),
            signatures: Signatures::default(),
        })
    }

    /// The algorithms of the provider, so that none verifies a signature twice.
    pub(super) fn remembering(&self, provider: &CryptoProvider) -> Vec<Remembering<'_>> {
        let memory = self.chain.map_or(self as &dyn Remember, |chain| chain);
        remembering(memory, provider)
    }

    /// Checks the signature on a certificate, most often one of those presented, with a key that may be of its issuer.
    pub(super) fn verdict(
        &self,
        certificate: &Certificate,
        issuer: &PublicKey,
        provider: &CryptoProvider,
    ) -> Verdict {
        if let Some(chain) = self.chain {
            return chain.verdict(certificate, issuer, provider);
        }
        let place = self.encodings().position(|it| it == certificate.der());
        signature::verify_certificate_by(certificate, issuer, provider, |algorithm| {
            self.verify_at(place, ToVerify::on(certificate, issuer, algorithm))
        })
    }

    fn encodings(&self) -> impl Iterator<Item = &CertificateDer<'a>> {
        std::iter::once(self.end_entity).chain(self.others)
    }

    fn verify_at(&self, place: Option<usize>, it: ToVerify<'_>) -> Result<(), InvalidSignature> {
        match place {
            Some(place) => self.signatures.verify(place, it),
            None => it.verify(),
        }
    }

    /// Whether reading it is still to be done.
    pub(super) fn is_unread(&self) -> bool {
        self.read.is_empty()
    }

    /// The certificate at this place; 0 is the end entity.
    pub(super) fn certificate(&self, index: usize) -> Result<Certificate, Malformed> {
        if let Some(certificate) = self.read.get(index) {
            return Ok(Certificate::clone(certificate));
        }
        let der = match index.checked_sub(1) {
            None => self.end_entity,
            Some(index) => &self.others[index],
        };
        Certificate::from_der(der.clone().into_owned())
    }

    /// Certificates beside the path of the same names as its issuers, whose keys may sign CRLs. No more are read than a
    /// stranger may cost.
    pub(super) fn named_as_issuers(&self, chain: &Chain) -> Vec<Certificate> {
        let is_issuer = |name: &[u8]| {
            let mut path = chain.path().iter();
            path.any(|it| it.issuer().as_der() == name)
        };
        let is_on_path = |der: &[u8]| chain.path().iter().any(|it| it.der().as_ref() == der);
        let is_read = |index: &usize| {
            let der = &self.others[*index];
            let outline = Outline::of(der).filter(|it| is_issuer(it.subject()) && !is_on_path(der));
            outline.is_some_and(|outline| !is_much(der, &outline))
        };
        let read = (0..self.others.len()).filter(is_read).take(MOST_BESIDE);
        read.filter_map(|index| self.certificate(index + 1).ok())
            .collect()
    }

    /// The first moment at which everything presented was valid, if there was one. What cannot be read is on no path, and
    /// what began after the end entity had ended is on none of its paths.
    pub(super) fn moment(&self) -> Result<UnixTime, Malformed> {
        let end_entity = self.certificate(0)?;
        let validity = end_entity.validity();
        let others = (1..=self.others.len()).filter_map(|index| self.certificate(index).ok());
        let begins = others.map(|it| it.validity().not_before());
        let in_time = begins.filter(|begin| *begin <= validity.not_after());
        Ok(in_time.fold(validity.not_before(), Ord::max))
    }
}

impl Remember for Presented<'_> {
    /// rustls-webpki reads where the certificates are, so that the place of the message tells which one it is of.
    fn verify(&self, it: ToVerify<'_>) -> Result<(), InvalidSignature> {
        let message = it.message.as_ptr();
        let is_inside = |der: &CertificateDer<'_>| der.as_ptr_range().contains(&message);
        self.verify_at(self.encodings().position(is_inside), it)
    }
}
