/// Which certificates are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationCheckDepth {
    /// Every one below the trust anchor. The default.
    Chain,
    /// The end entity alone.
    EndEntity,
}

/// What becomes of a certificate on a path that no list covers, RFC 5280 section 6.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownStatusPolicy {
    /// It is refused. The default.
    Deny,
    /// It counts as not revoked.
    Allow,
}

/// What a list is worth after its next update was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExpirationPolicy {
    /// Nothing: the certificates it covers are refused. The default.
    Enforce,
    /// As much as before.
    Ignore,
}
