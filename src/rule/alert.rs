//! What the alerts of a peer mean, RFC 8446 section 6.2; only `tls::explain` reports these.
//!
//! What is said of OpenSSL was seen with 3.0, of GnuTLS with 3.7, of NSS with 3.87 and of Go with 1.27; what is said of
//! rustls is in its 0.23.

use super::{E, Levels, NA, Rule};
use crate::finding::{Basis, RuleId};

pub(crate) static REFUSED: Rule = Rule {
    id: RuleId::new("peer-refused"),
    summary: "the peer ended the connection, and its alert does not tell why",
    why: "An alert names a class of problems, not what is behind it, and this one is seldom sent.",
    remedy: "Read the log of the peer at this time; the number of the alert leads to its definition in the TLS Alerts \
             registry of IANA.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static REFUSED_CERTIFICATE: Rule = Rule {
    id: RuleId::new("peer-refused-certificate"),
    summary: "the peer refused the certificate it was shown and does not say why",
    why: "The alert stands for whatever has no alert of its own. A peer made with this crate sends it for every \
          certificate it refuses, whether pin, path, name, date or purpose is wrong.",
    remedy: "Read the log of the peer: with this crate it names rule, certificate and remedy. Otherwise check the \
             certificate this side presents against the scenario, and whether the peer trusts it.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static LACKS_ISSUER: Rule = Rule {
    id: RuleId::new("peer-lacks-issuer"),
    summary: "the peer knows no CA that leads to the certificate it was shown",
    why: "The peer does not trust the CA, or this side does not send its intermediate certificates, or the certificate \
          is self-signed and the peer was not given it. rustls and OpenSSL also send this alert where they cannot tell \
          whether a certificate was revoked.",
    remedy: "Here, see that the intermediate certificates are sent. At the peer, trust the CA or pin the certificate; \
             if CRLs are looked up there, see that they are current.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static FOUND_EXPIRED: Rule = Rule {
    id: RuleId::new("peer-found-certificate-expired"),
    summary: "the peer says that a certificate it was shown has expired or is not valid yet",
    why: "It means the certificate of this side or one of its issuers, by the clock of the peer, which may be wrong.",
    remedy: "Look at the dates of the certificate and of the intermediates this side sends, and renew what has expired; \
             if all are good, compare the clocks (UTC) of both ends.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static FOUND_REVOKED: Rule = Rule {
    id: RuleId::new("peer-found-certificate-revoked"),
    summary: "the peer says that a certificate it was shown is revoked",
    why: "The CA revoked the certificate of this side or of one of its issuers, most often because the key was \
          compromised or the certificate was replaced.",
    remedy: "Ask the CA which certificate it revoked and why, have one issued for a new key, and install it here.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static FOUND_FAULTY: Rule = Rule {
    id: RuleId::new("peer-found-certificate-faulty"),
    summary: "the peer finds a fault in a certificate it was shown",
    why: "OpenSSL and rustls send this alert for a certificate that is not for the name the client connects to, and \
          rustls for a critical extension it does not know. In TLS 1.2, NSS sends it for a client certificate it demands \
          and did not get. The RFC means damaged certificates and wrong signatures.",
    remedy: "Compare the name the client connects to with those in the certificate of the server; if the server \
             authenticates its clients, give the client an identity; then check the certificate this side presents, \
             and its issuers, against the scenario.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static FOUND_UNSUPPORTED: Rule = Rule {
    id: RuleId::new("peer-found-certificate-unsupported"),
    summary: "the peer has no use for a certificate of this kind",
    why: "OpenSSL and rustls send this alert for a certificate whose extended key usage lacks the purpose: serverAuth \
          for a server, clientAuth for a client. The RFC means any type of certificate the peer does not support.",
    remedy: "Look at the extended key usage of the certificate this side presents and of its issuers, then at the type \
             of its key; have it issued again for what the scenario needs.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static FOUND_SIGNATURE_WRONG: Rule = Rule {
    id: RuleId::new("peer-found-signature-wrong"),
    summary: "the peer could not verify a signature of the handshake or of a certificate",
    why: "This side signs with a key that is not its certificate's, or something between the two ends alters the \
          handshake. rustls sends the alert also where a certificate is signed with an algorithm it does not know.",
    remedy: "Check that private key and certificate of this side belong together; then how its certificate and the \
             intermediates are signed; then look for a device between the two that looks into TLS.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static REFUSED_OCSP_RESPONSE: Rule = Rule {
    id: RuleId::new("peer-refused-ocsp-response"),
    summary: "the peer refused the OCSP response that goes with the certificate",
    why: "A server can send along what its CA says about revocation (stapling); the client found this answer invalid. \
          Servers made with this crate send none.",
    remedy: "Look at the server, or whatever answers in its place, and renew the OCSP response there or stop sending it.",
    citation: "RFC 6066 section 8",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static REFUSED_ACCESS: Rule = Rule {
    id: RuleId::new("peer-refused-access"),
    summary: "the peer does not let this side in",
    why: "The alert is for access control after the certificate was found valid. The server program of GnuTLS sends it \
          also for a certificate of a CA it does not know, and a server of rustls where it has no certificate for the \
          name the client asks for.",
    remedy: "At the server, look up who may connect, whether it trusts the CA of the client's certificate, and for \
             which names it has a certificate; at the client, check the name it connects to.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static REFUSED_HANDSHAKE: Rule = Rule {
    id: RuleId::new("peer-refused-handshake"),
    summary: "the peer found no way to complete the handshake",
    why: "Usually the two ends have no cipher suite, group or signature scheme in common, which depends on the keys of \
          the certificates too. In TLS 1.2 it is also how OpenSSL and Go ask for a client certificate they did \
          not get.",
    remedy: "Allow at the peer what this side offers: TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM or ChaCha20-Poly1305; \
             the groups X25519, P-256 and P-384; certificates with an RSA key of 2048 bits or more, or one on P-256 or \
             P-384. If the server authenticates its clients, give the client an identity with such a key. The log of the \
             peer may say which it is.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static FOUND_SECURITY_INSUFFICIENT: Rule = Rule {
    id: RuleId::new("peer-found-security-insufficient"),
    summary: "the peer demands stronger cryptography than this side offers",
    why: "A server sends this alert instead of handshake_failure when what the client offers is too weak for it, rather \
          than unknown.",
    remedy: "Compare the least that the peer allows with what this side offers: TLS 1.3, or TLS 1.2 with ECDHE and \
             AES-GCM or ChaCha20-Poly1305, and the groups X25519, P-256 and P-384; a provider such as aws-lc-rs offers \
             more.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static FAILED_INTERNALLY: Rule = Rule {
    id: RuleId::new("peer-failed-internally"),
    summary: "the peer ended the connection because of trouble of its own",
    why: "The alert is for what has to do neither with this side nor with the protocol, such as memory that runs out. \
          Whether that is so only the peer can tell.",
    remedy: "Read the log of the peer at this time; see there that it can use its certificate and private key.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static REFUSED_MESSAGE: Rule = Rule {
    id: RuleId::new("peer-refused-message"),
    summary: "the peer could not make sense of a message of this side",
    why: "One end deviates from the protocol, or something between the two alters messages. Certificates have seldom to \
          do with it; but GnuTLS sends decode_error in TLS 1.2 for a client certificate it demands and did not get.",
    remedy: "If the server authenticates its clients, give the client an identity. Otherwise connect without proxies and inspection of TLS in between; if it persists, update the TLS software of both \
             ends, and report it with the alert to the maker of the one that is current.",
    citation: "RFC 8446 section 6.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static LACKS_EXTENSION: Rule = Rule {
    id: RuleId::new("peer-lacks-extension"),
    summary: "the peer demands an extension this side did not send",
    why: "A server may demand the name of the host, and a client that connects to an IP address sends none. Otherwise \
          one end deviates from the protocol.",
    remedy: "Connect by DNS name instead of by IP address; if that is done already, update the TLS software of both ends.",
    citation: "RFC 8446 section 9.2",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};

pub(crate) static NAME_UNKNOWN: Rule = Rule {
    id: RuleId::new("server-name-unknown-to-peer"),
    summary: "the server does not serve the name the client asked for",
    why: "One address can serve many names, and the one in the ClientHello is not among those of this server.",
    remedy: "At the client, check the name it connects to; at the server, add the name to its configuration.",
    citation: "RFC 6066 section 3",
    basis: Basis::Standard,
    levels: Levels::new(E, E, NA),
};
