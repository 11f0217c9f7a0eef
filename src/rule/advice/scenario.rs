//! What rules say in some scenarios instead of their own words: by who relies on the certificate, and what they can do.

use std::borrow::Cow;

use crate::profile::{ActsAs, Profile};
use crate::rule::Rule;
use crate::rule::violation::Advice;

/// One rule in the scenarios where its own words would not help.
struct Case {
    rule: &'static str,
    whose: Whose,
    advice: Advice,
}

enum Whose {
    /// Certificates that sign for Microsoft Entra, in scenarios of your own as well.
    Signers,
    /// Scenarios of the product, by id.
    Of(&'static [&'static str]),
}

impl Whose {
    fn includes(&self, profile: &Profile) -> bool {
        match self {
            Self::Signers => profile.acts_as == ActsAs::AssertionSigner,
            Self::Of(ids) => ids.contains(&&*profile.id),
        }
    }
}

/// What the rule says in the scenario of this profile, if not its own words.
pub(crate) fn in_scenario(rule: &Rule, profile: &Profile) -> Option<Advice> {
    let is_it = |case: &&Case| case.rule == rule.id.as_str() && case.whose.includes(profile);
    let case = CASES.iter().find(is_it)?;
    Some(case.advice.clone())
}

const CASES: &[Case] = &[
    Case {
        rule: "common-name-has-port",
        whose: Whose::Signers,
        advice: Advice::new(
            "A script of Veeam makes certificates for the portal's application with its address, port and all. Microsoft Entra \
             does not look at the name; as that of a TLS server no client would match it.",
            "Leave it as it is for the application, and do not use it for HTTPS.",
            "https://github.com/VeeamHub/powershell/tree/master/VB365-RestorePortalSetup",
        ),
    },
    Case {
        rule: "end-entity-is-ca",
        whose: Whose::Signers,
        advice: Advice {
            why: Some(
                "Its basic constraints say `CA:TRUE`. Microsoft Entra knows the certificate that is registered and builds no \
                 path; but whoever gets hold of the key could issue certificates in places where this one is trusted.",
            ),
            remedy: Cow::Borrowed(
                "Create the next one with `CA:FALSE`, and register it with the application.",
            ),
            citation: Some("RFC 5280 section 4.2.1.9"),
        },
    },
    Case {
        rule: "path-not-found",
        whose: Whose::Of(&["restore-operator-authentication", "tenant-authentication"]),
        advice: Advice {
            why: None,
            remedy: Cow::Borrowed(
                "Import the root it leads to, or the certificate itself if it is self-signed, into Trusted Root Certification \
                 Authorities of each separate machine that runs the REST API, and have the intermediates sent. A program of \
                 your own can pin the certificate, once its fingerprint was compared with the one shown on the server.",
            ),
            citation: Some(
                "RFC 5280 section 6.1; https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
            ),
        },
    },
    Case {
        rule: "self-signed",
        whose: Whose::Signers,
        advice: Advice::new(
            "Microsoft Entra knows the certificates that are registered with the application and builds no path, so \
             that one that is its own issuer is as good as any. Only a policy of the tenant can ask for a CA.",
            "Leave it as it is unless such a policy refuses it, and register each renewal with the application before the \
             product signs with it.",
            "https://learn.microsoft.com/entra/identity-platform/howto-create-self-signed-certificate; \
             https://learn.microsoft.com/graph/api/resources/keycredentialconfiguration",
        ),
    },
    Case {
        rule: "self-signed",
        whose: Whose::Of(&["backup-proxy"]),
        advice: Advice::new(
            "The product makes such a certificate when it is installed, keeps it in Trusted Root and hands it to the \
             backup proxies. No CA vouches for it, so both ends have to know this very certificate.",
            "Leave it as it is where the product keeps it. A program of your own that connects pins it, and is told of each \
             renewal.",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_security_settings.html",
        ),
    },
    Case {
        rule: "self-signed",
        whose: Whose::Of(&["rest-api", "rest-api-on-separate-machine"]),
        advice: Advice {
            why: Some(
                "No CA vouches for it, so each client has to know this very certificate beforehand. There are two \
                 versions of Veeam's best practice; for the REST API both advise against it.",
            ),
            remedy: Cow::Borrowed(
                "Have clients pin it and tell them of each renewal, or have one issued by a CA that the clients trust. \
                 A browser pins nothing: where people open the Restore Portal, only the latter spares them a warning.",
            ),
            citation: None,
        },
    },
    Case {
        rule: "self-signed",
        whose: Whose::Of(&["restore-operator-authentication"]),
        advice: Advice::new(
            "No CA vouches for it, so the REST API service has to know this very certificate. Where the service runs \
             on a separate machine, Veeam has the certificate imported into Trusted Root there.",
            "Import it into Trusted Root Certification Authorities of each separate machine that runs the REST API, \
             and each renewal before it is installed; otherwise have one issued by a CA that these machines trust.",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_authentication_settings_restore_operators.html",
        ),
    },
    Case {
        rule: "self-signed",
        whose: Whose::Of(&["tenant-authentication"]),
        advice: Advice::new(
            "No CA vouches for it, so the REST API service has to know this very certificate. Where the service runs \
             on a separate machine, Veeam has the certificate imported into Trusted Root there. How the Veeam \
             Explorers of tenants check it is not public.",
            "Prefer one issued by a CA that the tenants trust. Otherwise import this one into Trusted Root \
             Certification Authorities of each separate machine that runs the REST API, and each renewal before it is \
             installed.",
            "https://helpcenter.veeam.com/docs/vbo365/guide/vbo_configuring_rest_separate_api.html",
        ),
    },
];
