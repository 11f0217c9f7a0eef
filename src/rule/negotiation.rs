//! What ends a connection before certificates matter; only `tls::explain` reports these.

use super::{E, Levels, NA, Rule};
use crate::finding::{Basis, RuleId};

pub(crate) static VERSION_UNSUPPORTED: Rule = Rule {
    id: RuleId::new("protocol-version-unsupported"),
    summary: "the two ends have no version of TLS in common",
    why: "This crate speaks TLS 1.3 and 1.2, and knows no older version, which RFC 8996 forbids. Windows Server 2019 and \
          earlier have no TLS 1.3, and administrators switch versions off.",
    remedy: "Switch TLS 1.2 or 1.3 on at the peer. If both ends have them, look for a configuration of this side that \
             allows one version only.",
    citation: "RFC 8446 section 4.2.1; RFC 8996",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static CRYPTOGRAPHY_DIFFERS: Rule = Rule {
    id: RuleId::new("cryptography-not-in-common"),
    summary: "the two ends have no cipher suite or key exchange in common",
    why: "What this side offers is the provider's choice, and the peer allows other algorithms only. In TLS 1.2 a cipher \
          suite also depends on the key of the server's certificate: RSA or elliptic curve.",
    remedy: "Allow at the peer an AEAD cipher suite with ECDHE and the groups X25519, P-256 or P-384, or give this side a \
             provider that has the peer's.",
    citation: "RFC 8446 section 4.1.1",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static SIGNATURE_SCHEME_DIFFERS: Rule = Rule {
    id: RuleId::new("signature-scheme-not-in-common"),
    summary: "this side cannot sign with its key in a way the peer accepts",
    why: "The peer lists the signatures it verifies, and the key of this side's certificate makes none of them: not \
          every peer takes Ed25519 or P-521.",
    remedy: "Use a certificate with an RSA key of 2048 bits or more, or a P-256 one, on this side.",
    citation: "RFC 8446 section 4.4.2.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static APPLICATION_PROTOCOL_DIFFERS: Rule = Rule {
    id: RuleId::new("application-protocol-not-in-common"),
    summary: "the two ends have no application protocol in common",
    why: "Client and server each list what they speak inside of TLS, such as `h2` and `http/1.1` (ALPN), and the server \
          finds nothing of its own in the client's list.",
    remedy: "Give both ends a protocol in common in their ALPN lists, or leave the list of one end empty.",
    citation: "RFC 7301 section 3.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static PEER_INCOMPATIBLE: Rule = Rule {
    id: RuleId::new("peer-incompatible"),
    summary: "the peer lacks a feature of TLS this side cannot do without",
    why: "rustls leaves out what is old or unsafe, so that a peer without the newer feature has nothing to fall back to.",
    remedy: "Update the TLS software of the peer, or switch the feature on there.",
    citation: "RFC 8446 section 9; https://docs.rs/rustls/0.23/rustls/enum.PeerIncompatible.html",
    basis: Basis::Engine,
    levels: Levels::new(E, E, NA),
};

pub(crate) static PEER_BROKE_PROTOCOL: Rule = Rule {
    id: RuleId::new("peer-broke-protocol"),
    summary: "the peer sent something TLS does not allow",
    why: "The peer has a defect, or something between the two ends, such as a proxy that looks into TLS, alters messages. \
          Certificates have nothing to do with it.",
    remedy: "Connect without anything in between; if it persists, update the TLS software of the peer and report it to \
             its maker.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static MESSAGE_TOO_LONG: Rule = Rule {
    id: RuleId::new("handshake-message-too-long"),
    summary: "the peer sent a message of the handshake that is too long to be read",
    why: "rustls reads 64 KiB of one. Only a peer that sends very many certificates, or very large ones, comes near it.",
    remedy: "Have the peer send its certificate and the intermediates that lead to its root, and nothing else of its store.",
    citation: "https://docs.rs/rustls/0.23/rustls/enum.InvalidMessage.html",
    basis: Basis::Engine,
    levels: Levels::new(E, E, NA),
};

pub(crate) static RECORD_DAMAGED: Rule = Rule {
    id: RuleId::new("record-damaged"),
    summary: "an encrypted record did not arrive as it was sent",
    why: "The two ends have different keys, or something altered the bytes on their way. Certificates have nothing to do \
          with it.",
    remedy: "Connect without proxies and inspection of TLS in between; if it persists, update the TLS software of both \
             ends.",
    citation: "RFC 8446 section 5.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static PEER_SPEAKS_NO_TLS: Rule = Rule {
    id: RuleId::new("peer-speaks-no-tls"),
    summary: "what the peer sent is not TLS",
    why: "Most often a client without TLS, such as one of an http address, found a port with TLS, or the other way \
          round; or a proxy answers unencrypted.",
    remedy: "Check port and scheme (https, not http) at the client, and at the server whether TLS is switched on for \
             this port; then whether a proxy is in between.",
    citation: "RFC 8446 section 5.1",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static PEER_CLOSED: Rule = Rule {
    id: RuleId::new("peer-closed"),
    summary: "the connection was closed without a reason being given",
    why: "TLS ends with an alert, and none came. The peer may have refused what it was shown without saying so, may not \
          speak TLS on this port, or may have stopped; a firewall in between does the same.",
    remedy: "Read the log of the peer at this time. During a handshake, check that TLS is spoken on the port, and whether \
             the server demands a client certificate.",
    citation: "RFC 8446 section 6.1",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static PEER_SILENT: Rule = Rule {
    id: RuleId::new("peer-silent"),
    summary: "the peer said nothing until this side gave up",
    why: "A firewall may drop what is sent, the service may hang or be overloaded, or another protocol is spoken on this \
          port, in which both ends wait for each other to begin.",
    remedy: "Check host and port, that firewalls between the two ends let the connection through, and that the service \
             answers on its own machine. If it is only slow, wait longer.",
    citation: "RFC 8446 section 2; RFC 9293 section 3.8.3",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static TIME_UNKNOWN: Rule = Rule {
    id: RuleId::new("time-unknown"),
    summary: "this side does not know what time it is",
    why: "Without the time nobody can tell whether a certificate is valid now, and the clock that was given to the \
          configuration tells none.",
    remedy: "Give the context a clock that works, or set the clock of this machine.",
    citation: "RFC 5280 section 6.1; https://docs.rs/rustls/0.23/rustls/time_provider/trait.TimeProvider.html",
    basis: Basis::Engine,
    levels: Levels::new(E, E, NA),
};
