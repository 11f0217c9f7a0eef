use zeroize::Zeroizing;

use super::pbkdf2::Derived;
use crate::error::{ContainerError, PasswordHint};
use crate::identity::Password;
use crate::provenance::PasswordKind;

/// The bytes a password becomes: UTF-8 for PBES2 and PBMAC1, RFC 8018 section 3; big-endian UTF-16 with a terminator for
/// PKCS#12, RFC 7292 appendix B.1. Writers disagree whether an empty password has the terminator.
pub(super) struct Forms {
    utf8: Zeroizing<String>,
    utf16: Vec<Zeroizing<Vec<u8>>>,
    pub(super) kind: PasswordKind,
    /// A MAC fits.
    pub(super) is_proven: bool,
    /// From the form for PBES2.
    pub(super) ahead: Vec<Derived>,
}

impl Forms {
    pub(super) fn of(password: &Password) -> Result<Self, ContainerError> {
        let text = password.as_str().unwrap_or_default();
        if text.contains('\0') {
            return Err(ContainerError::PasswordWithNul);
        }
        let mut terminated = Zeroizing::new(Vec::with_capacity(2 * text.len() + 2));
        for unit in text.encode_utf16().chain([0]) {
            terminated.extend(unit.to_be_bytes());
        }
        let nothing = || Zeroizing::new(Vec::new());
        let (kind, utf16) = match password.as_str() {
            None => (PasswordKind::None, vec![nothing(), terminated]),
            Some("") => (PasswordKind::Empty, vec![terminated, nothing()]),
            Some(_) => (PasswordKind::Given, vec![terminated]),
        };
        Ok(Self {
            utf8: Zeroizing::new(String::from(text)),
            utf16,
            kind,
            is_proven: false,
            ahead: Vec::new(),
        })
    }

    /// The form for PKCS#12 that stands for the password, of several the first.
    pub(super) fn utf16(&self) -> &[u8] {
        self.utf16.first().map_or(&[], |form| form)
    }

    pub(super) fn utf8(&self) -> &[u8] {
        self.utf8.as_bytes()
    }

    /// The form for PBES2 and PBMAC1, with what was derived from it ahead.
    pub(super) fn for_pbes2(&self) -> (&[u8], &[Derived]) {
        (self.utf8(), &self.ahead)
    }

    /// Tries the forms for PKCS#12 until one fits, and stays with that one.
    pub(super) fn find<T>(
        &mut self,
        mut attempt: impl FnMut(&[u8]) -> Result<Option<T>, ContainerError>,
    ) -> Result<Option<T>, ContainerError> {
        for index in 0..self.utf16.len() {
            if let Some(found) = attempt(&self.utf16[index])? {
                self.utf16.swap(0, index);
                self.utf16.truncate(1);
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Why something does not open with this password.
    pub(super) fn misfit(&self, place: &'static str) -> ContainerError {
        match self.kind {
            _ if self.is_proven => ContainerError::Damaged { place },
            PasswordKind::None => ContainerError::PasswordMissing,
            _ => ContainerError::PasswordOrDamage {
                hints: self.hints(),
            },
        }
    }

    fn hints(&self) -> Vec<PasswordHint> {
        let mut hints = Vec::new();
        if self.utf8.trim().len() < self.utf8.len() {
            hints.push(PasswordHint::WhiteSpaceAtEnds);
        }
        if !self.utf8.is_ascii() {
            hints.push(PasswordHint::BeyondAscii);
        }
        hints
    }
}
