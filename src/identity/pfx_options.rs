use super::PfxProfile;
use super::entry::{Attributes, Origin};
use crate::provenance::{KeySpec, Provenance};

/// A [profile](PfxProfile) of PKCS#12 (PFX) files, and what is written into one besides certificates and key.
///
/// The attributes an identity was read with from another PFX are kept as long as nothing else is said: the names, the
/// key provider, the key specification and the mark of the machine.
///
/// ```
/// use vb365_tls::identity::{PfxOptions, PfxProfile};
/// use vb365_tls::provenance::KeySpec;
///
/// // What Exchange Online PowerShell takes, where the file came with a CNG provider.
/// let options = PfxOptions::of(PfxProfile::WINDOWS_2016)
///     .friendly_name("VB365 application")
///     .key_provider("Microsoft Enhanced RSA and AES Cryptographic Provider")
///     .key_spec(KeySpec::Exchange);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
pub struct PfxOptions {
    pub(super) profile: PfxProfile,
    pub(super) is_end_entity_only: bool,
    keeps_attributes: bool,
    friendly_name: Option<String>,
    key_provider: Option<String>,
    key_spec: Option<KeySpec>,
    is_machine_key: bool,
    local_key_id: Vec<u8>,
}

/// What Windows writes; it ties key and certificate together within one file, and tells nobody anything about either.
const LOCAL_KEY_ID: &[u8] = &[1, 0, 0, 0];

impl PfxOptions {
    /// The whole chain, with the attributes the identity was read with.
    pub fn of(profile: PfxProfile) -> Self {
        Self {
            profile,
            is_end_entity_only: false,
            keeps_attributes: true,
            friendly_name: None,
            key_provider: None,
            key_spec: None,
            is_machine_key: false,
            local_key_id: LOCAL_KEY_ID.to_vec(),
        }
    }

    /// Leaves intermediates and trust anchor out. Veeam Backup & Replication imports nothing else of a file
    /// (<https://helpcenter.veeam.com/docs/vbr/userguide/import_tls_pfx.html>).
    #[must_use]
    pub fn end_entity_only(self) -> Self {
        Self {
            is_end_entity_only: true,
            ..self
        }
    }

    /// Leaves out what the identity was read with; what these options say is written.
    #[must_use]
    pub fn without_kept_attributes(self) -> Self {
        Self {
            keeps_attributes: false,
            ..self
        }
    }

    /// The friendly name of certificate and key: what Windows shows, the alias of Java. Windows takes that of the key
    /// for the name of the key container as well.
    #[must_use]
    pub fn friendly_name(self, name: impl Into<String>) -> Self {
        Self {
            friendly_name: Some(name.into()),
            ..self
        }
    }

    /// The CSP or key storage provider into which Windows imports the key, by its name.
    #[must_use]
    pub fn key_provider(self, name: impl Into<String>) -> Self {
        Self {
            key_provider: Some(name.into()),
            ..self
        }
    }

    /// What CAPI may do with the key.
    #[must_use]
    pub fn key_spec(self, spec: KeySpec) -> Self {
        Self {
            key_spec: Some(spec),
            ..self
        }
    }

    /// Asks Windows to put the key into the store of the machine.
    #[must_use]
    pub fn machine_key(self) -> Self {
        Self {
            is_machine_key: true,
            ..self
        }
    }

    /// What ties key and certificate together, in place of the octets `01 00 00 00` of Windows.
    #[must_use]
    pub fn local_key_id(self, id: impl Into<Vec<u8>>) -> Self {
        Self {
            local_key_id: id.into(),
            ..self
        }
    }

    /// What is said of the end entity, and of the key.
    pub(super) fn attributes(&self, provenance: &Provenance) -> (Attributes, Origin) {
        let kept = provenance.pfx().filter(|_| self.keeps_attributes);
        let or_kept = |own: &Option<String>, kept: Option<&Option<String>>| {
            own.clone().or_else(|| kept.cloned().flatten())
        };
        let named = |kept| Attributes {
            friendly_name: or_kept(&self.friendly_name, kept),
            local_key_id: Some(self.local_key_id.clone()),
        };
        let key = Origin {
            encryption: None,
            attributes: named(kept.map(|pfx| &pfx.key_container)),
            provider: or_kept(&self.key_provider, kept.map(|pfx| &pfx.key_provider)),
            is_machine_key: self.is_machine_key || kept.is_some_and(|pfx| pfx.is_machine_key),
            key_spec: None,
        };
        (named(kept.map(|pfx| &pfx.friendly_name)), key)
    }

    /// What takes the place of the key specification the key came with; `None` where that is kept.
    pub(super) fn replaced_key_spec(&self) -> Option<Option<KeySpec>> {
        let is_replaced = self.key_spec.is_some() || !self.keeps_attributes;
        is_replaced.then_some(self.key_spec)
    }
}

impl From<PfxProfile> for PfxOptions {
    fn from(profile: PfxProfile) -> Self {
        Self::of(profile)
    }
}
