/// Which certificates are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CheckedCertificates {
    /// Every one below the trust anchor. The default.
    WholePath,
    /// The end entity alone.
    EndEntityOnly,
}

/// What becomes of a certificate on a path that no list covers, RFC 5280 section 6.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnknownStatus {
    /// It is refused. The default.
    Refused,
    /// It counts as not revoked.
    Accepted,
}

/// What a list is worth after its next update was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StaleLists {
    /// Nothing: the certificates it covers are refused. The default.
    Refused,
    /// As much as before.
    Accepted,
}
