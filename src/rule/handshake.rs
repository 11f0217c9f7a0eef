//! What only a handshake can tell of certificates: the verifiers and `tls::explain` report these, `check` never does.

use super::{E, Levels, NA, Rule};
use crate::finding::{Basis, RuleId};

pub(crate) static PIN_UNMATCHED: Rule = Rule {
    id: RuleId::new("pin-unmatched"),
    summary: "the certificate is not one of those that are pinned",
    why: "Either the peer's certificate was renewed, or somebody else answers in its place. From here the two look \
          alike.",
    remedy: "Compare the fingerprint found with the one shown on the peer itself; if they agree, pin the new \
             certificate beside the old one. If they do not, do not connect.",
    citation: "RFC 7469 section 2.6",
    basis: Basis::Standard,
    levels: Levels::new(NA, E, NA),
};

pub(crate) static CLIENT_CERTIFICATE_ABSENT: Rule = Rule {
    id: RuleId::new("client-certificate-absent"),
    summary: "the server demands a client certificate and got none",
    why: "The server authenticates its clients by certificate and ends the connection without one. A client that has a \
          certificate presents none if its key makes no signature the server takes; a server with ring takes none by a \
          P-521 key.",
    remedy: "Give the client an identity whose certificate the server trusts. If it has one, compare its key with what \
             the server verifies; an RSA key of 2048 bits or more, or one on P-256, is taken everywhere.",
    citation: "RFC 8446 section 4.4.2.4",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static SERVER_CERTIFICATE_ABSENT: Rule = Rule {
    id: RuleId::new("server-certificate-absent"),
    summary: "this server has no certificate for the name the client asks for",
    why: "The server chooses its certificate by the name in the ClientHello and has no certificate for this name, or \
          the client sent none, as those do that connect to an IP address.",
    remedy: "Give the server a certificate for that name, or one to present where no other fits.",
    citation: "RFC 6066 section 3",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static HANDSHAKE_SIGNATURE_INVALID: Rule = Rule {
    id: RuleId::new("handshake-signature-invalid"),
    summary: "the peer did not prove that it holds the key of its certificate",
    why: "A certificate is public; only the signature of the handshake shows that the peer is its owner.",
    remedy: "Check that the peer is configured with the private key that belongs to the certificate it presents.",
    citation: "RFC 8446 section 4.4.3",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static CERTIFICATE_UNREADABLE: Rule = Rule {
    id: RuleId::new("certificate-unreadable"),
    summary: "the peer's certificate cannot be parsed",
    why: "Nothing can be said about a peer whose certificate cannot be read.",
    remedy: "Look at what the peer presents with another tool, such as `openssl s_client -showcerts`, and replace it.",
    citation: "RFC 5280 section 4.1",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static CERTIFICATE_REFUSED: Rule = Rule {
    id: RuleId::new("certificate-refused"),
    summary: "the TLS engine refuses the certificate, and no rule says why",
    why: "rustls or the operating system found something on the path that this crate does not look at.",
    remedy: "Verify the certificates the peer presents with another tool, such as `openssl verify -x509_strict`, and \
             have the ones it complains about issued again.",
    citation: "https://docs.rs/rustls/0.23/rustls/enum.CertificateError.html",
    basis: Basis::Engine,
    levels: Levels::new(E, NA, NA),
};

pub(crate) static CRL_UNUSABLE: Rule = Rule {
    id: RuleId::new("crl-unusable"),
    summary: "the TLS engine cannot use a CRL",
    why: "Without its lists the engine cannot look certificates up, and refuses rather than skip one.",
    remedy: "Get the list from its CA again, and ask for a complete one of version 2 if it is of another kind.",
    citation: "RFC 5280 section 5; https://docs.rs/rustls/0.23/rustls/enum.CertRevocationListError.html",
    basis: Basis::Engine,
    levels: Levels::new(E, E, NA),
};
