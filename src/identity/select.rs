//! Which key of an input is used, and which of its certificates it belongs to: by the public key wherever the key shows
//! it. The identifiers a PKCS#12 file gives to both are often wrong, and are asked only where nothing else can tell.

use super::bundle::Bundle;
use super::entry::{Attributes, KeyEntry};
use super::{Ignored, Selection};
use crate::certificate::{Certificate, PublicKey};
use crate::chain::Chain;
use crate::error::{Ambiguity, Error, KeyChoice};
use crate::provenance::Provenance;

/// One identity of an input.
pub(super) struct Selected {
    pub(super) chain: Chain,
    pub(super) key: Option<KeyEntry>,
    pub(super) ignored: Vec<Ignored>,
    pub(super) provenance: Provenance,
}

pub(super) fn select(mut bundle: Bundle, selection: Option<&Selection>) -> Result<Selected, Error> {
    let without_certificate = bundle.without_certificate();
    if bundle.certificates.is_empty() {
        return Err(without_certificate);
    }
    let owned: Vec<Vec<usize>> = bundle.keys.iter().map(|key| owned(key, &bundle)).collect();
    let (key, certificates) = match (selection, &*owned) {
        (Some(selection), _) => selected(selection, &bundle, &owned)?,
        (None, []) => (None, Vec::new()),
        (None, [certificates]) => (Some(0), certificates.clone()),
        (None, several) => {
            let count = several.len();
            return Err(ambiguous(Ambiguity::SeveralKeys { count }, &bundle, &owned));
        }
    };
    let end_entity = Chain::latest(&bundle.certificates, certificates);
    let names = end_entity.map(|index| bundle.attributes[index].clone());
    let key = key.map(|index| take(&mut bundle, index));
    let provenance = provenance(bundle.provenance, names, key.as_ref());
    let chain = match end_entity {
        Some(index) => Chain::with_end_entity(bundle.certificates, index),
        None => Chain::from_certificates(bundle.certificates),
    };
    Ok(Selected {
        chain: chain.ok_or(without_certificate)?,
        key,
        ignored: bundle.ignored,
        provenance,
    })
}

/// What is said of one key and its certificate, of what is said of the input.
pub(super) fn provenance(
    mut provenance: Provenance,
    certificate: Option<Attributes>,
    key: Option<&KeyEntry>,
) -> Provenance {
    match &mut provenance {
        Provenance::Pem { key_encryption } | Provenance::Der { key_encryption } => {
            *key_encryption = key.and_then(|key| key.origin.encryption);
        }
        Provenance::Pfx(pfx) => {
            pfx.friendly_name = certificate.and_then(|it| it.friendly_name);
            if let Some(key) = key {
                let origin = &key.origin;
                pfx.key_encryption = origin.encryption;
                pfx.key_container
                    .clone_from(&origin.attributes.friendly_name);
                pfx.key_provider.clone_from(&origin.provider);
                pfx.is_machine_key = origin.is_machine_key;
                pfx.key_spec = origin.key_spec;
            }
        }
        Provenance::Memory | Provenance::Pkcs7 => {}
    }
    provenance
}

/// The key of an input from which nothing else is taken: the only one, or of several the one of the certificate at hand.
pub(super) fn key_for(bundle: &mut Bundle, end_entity: &PublicKey) -> Result<KeyEntry, Error> {
    let is_fitting = |entry: &KeyEntry| {
        let public_key = entry.key.public_key_hint();
        public_key.is_some_and(|it| it.is_same_key(end_entity))
    };
    let index = match &*bundle.keys {
        [] => return Err(bundle.without_key()),
        [_] => 0,
        several => match several.iter().position(is_fitting) {
            Some(index) => index,
            None => {
                let count = several.len();
                let owned: Vec<_> = several.iter().map(|key| owned(key, bundle)).collect();
                let ambiguity = Ambiguity::NoneOfTheCertificate { count };
                return Err(ambiguous(ambiguity, bundle, &owned));
            }
        },
    };
    Ok(take(bundle, index))
}

fn take(bundle: &mut Bundle, index: usize) -> KeyEntry {
    let key = bundle.keys.swap_remove(index);
    let others = bundle.keys.iter().map(|other| {
        Ignored::new(
            format!("private key ({other})"),
            None,
            "another one was chosen",
        )
    });
    bundle.ignored.extend(others);
    key
}

/// The certificates a key belongs to, as far as that can be told without a provider.
fn owned(entry: &KeyEntry, bundle: &Bundle) -> Vec<usize> {
    let which = |fits: &dyn Fn(usize, &Certificate) -> bool| -> Vec<usize> {
        let certificates = bundle.certificates.iter().enumerate();
        let fitting = certificates.filter(|(index, it)| fits(*index, it));
        fitting.map(|(index, _)| index).collect()
    };
    if let Some(public_key) = entry.key.public_key_hint() {
        return which(&|_, certificate| certificate.public_key().is_same_key(public_key));
    }
    let is_of_its_kind =
        |certificate: &Certificate| certificate.public_key().to_string() == entry.key.kind();
    let identifier = &entry.origin.attributes.local_key_id;
    let named = which(&|index, certificate| {
        identifier.is_some()
            && bundle.attributes[index].local_key_id == *identifier
            && is_of_its_kind(certificate)
    });
    if !named.is_empty() {
        return named;
    }
    let of_its_kind = which(&|_, certificate| is_of_its_kind(certificate));
    match of_its_kind.as_slice() {
        [_] => of_its_kind,
        _ => Vec::new(),
    }
}

/// The certificates that fit best, which all belong to one key.
fn selected(
    selection: &Selection,
    bundle: &Bundle,
    owned: &[Vec<usize>],
) -> Result<(Option<usize>, Vec<usize>), Error> {
    // The place of a key, and that of a certificate it belongs to.
    let pairs: Vec<(Option<usize>, usize)> = match owned {
        [] => (0..bundle.certificates.len())
            .map(|index| (None, index))
            .collect(),
        _ => (0..owned.len())
            .flat_map(|key| owned[key].iter().map(move |&index| (Some(key), index)))
            .collect(),
    };
    let fitness = |&(key, index): &(Option<usize>, usize)| {
        let key = key.map(|key| &bundle.keys[key].origin.attributes);
        let attributes = [Some(&bundle.attributes[index]), key];
        selection.fitness(&bundle.certificates[index], attributes)
    };
    let best = pairs.iter().filter_map(fitness).max();
    let fitting: Vec<_> = pairs
        .iter()
        .filter(|&pair| best.is_some() && fitness(pair) == best)
        .collect();
    let with_keys = !owned.is_empty();
    let Some(&&(key, _)) = fitting.first() else {
        let selection = selection.to_string();
        let ambiguity = Ambiguity::NotFound {
            selection,
            with_keys,
        };
        return Err(ambiguous(ambiguity, bundle, owned));
    };
    let is_one = match key {
        Some(_) => fitting.iter().all(|(other, _)| *other == key),
        None => fitting.len() == 1,
    };
    if !is_one {
        let ambiguity = Ambiguity::SeveralFound {
            count: fitting.len(),
            selection: selection.to_string(),
            with_keys,
        };
        return Err(ambiguous(ambiguity, bundle, owned));
    }
    Ok((key, fitting.iter().map(|(_, index)| *index).collect()))
}

fn ambiguous(ambiguity: Ambiguity, bundle: &Bundle, owned: &[Vec<usize>]) -> Error {
    let choices = bundle.keys.iter().zip(owned).map(|(entry, owned)| {
        let index = Chain::latest(&bundle.certificates, owned.iter().copied());
        let certificate = index.map(|index| bundle.certificates[index].clone());
        let public_key = entry.key.public_key_hint();
        let public_key = public_key.or_else(|| certificate.as_ref().map(Certificate::public_key));
        let name = index.and_then(|index| bundle.attributes[index].friendly_name.clone());
        KeyChoice::new(
            entry.key.kind().to_owned(),
            public_key.map(PublicKey::fingerprint),
            name.or_else(|| entry.origin.attributes.friendly_name.clone()),
            certificate,
        )
    });
    Error::Ambiguous {
        ambiguity,
        keys: choices.collect(),
    }
}
