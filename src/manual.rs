//! The manual: pages to read, with nothing to call.
//!
//! | page | what is in it |
//! |---|---|
//! | [start here](start) | the three steps, any certificate file, what a finding says, the three commonest mistakes |
//! | [recipes] | programs to copy: [servers](recipes::servers), [clients](recipes::clients), [Microsoft Entra](recipes::sign_in), [files](recipes::files), and [what to write instead](recipes::replacing) of the line that switches verification off |
//! | [the program](program) | `vb365-cert`, for operators |
//! | [scenarios] | who connects to whom, a picture of each, and where the certificate is installed |
//! | [rules] | every rule: what is wrong, why it matters, what to do |
//! | [own rules](own_rules), [profiles] | what you demand besides, and certificates of other services |
//! | [failures] | errors of this side and alerts of the peer |
//! | [errors] | answers of Microsoft Entra and Microsoft Graph |
//! | [failure catalogue](failure_catalogue) | fifty known failures around the product |
//! | [kinds] | what is read in which wrapping, and what is called by its name |
//! | [PFX files](pfx_files) | writing files for other machines: which profile, and who opens it |
//! | [shapes], [peers] | which trust accepts which certificate, and who refuses what: measured |
//! | [limits] | what this crate does not do |
//! | [decisions] | why each default is what it is |

/// The three steps, any certificate file, what a finding says, and the three commonest mistakes.
///
pub mod start {
    #![doc = include_str!("manual/start.md")]
}

/// Programs to copy, each whole: it compiles as it is, and the tests of this project run it.
///
pub mod recipes {
    #![doc = include_str!("manual/recipes.md")]

    /// Serving: axum with a certificate that changes, rotating a pinned one, a mutual link.
    ///
    pub mod servers {
        #![doc = include_str!("manual/recipes/servers.md")]
    }

    /// Connecting: probe, ask, pin; tokio-rustls, reqwest, ureq.
    ///
    pub mod clients {
        #![doc = include_str!("manual/recipes/clients.md")]
    }

    /// Microsoft Entra: getting a token, registering a certificate.
    ///
    #[cfg(feature = "entra")]
    pub mod sign_in {
        #![doc = include_str!("manual/recipes/sign_in.md")]
    }

    /// Checking a folder, and certificates for tests.
    ///
    pub mod files {
        #![doc = include_str!("manual/recipes/files.md")]
    }

    /// Instead of `danger_accept_invalid_certs`, `curl -k`, `verify=False` and `InsecureSkipVerify`.
    ///
    pub mod replacing {
        #![doc = include_str!("manual/recipes/replacing.md")]
    }
}

/// The program for operators, `vb365-cert`.
///
pub mod program {
    #![doc = include_str!("manual/program.md")]
}

/// Who talks to whom in each scenario, what is asked of the certificate, and where it is installed.
///
pub mod scenarios {
    #![doc = include_str!("manual/scenarios.md")]
}

/// All rules: what is wrong, why it matters and what to do.
///
pub mod rules {
    #![doc = include_str!("manual/rules.md")]
}

/// Rules of your own: what a user demands besides, checked like the rest.
///
pub mod own_rules {
    #![doc = include_str!("manual/own_rules.md")]
}

/// What a certificate is asked for: profiles of your own, and what their words mean.
///
pub mod profiles {
    #![doc = include_str!("manual/profiles.md")]
}

/// Why connections fail: errors of this side and alerts of the peer, what they mean and what to do.
///
pub mod failures {
    #![doc = include_str!("manual/failures.md")]
}

/// Errors of Microsoft Entra and Microsoft Graph: what they mean and what to do.
///
pub mod errors {
    #![doc = include_str!("manual/errors.md")]
}

/// Fifty known failures of certificates around the product: caught, explained, or out of reach.
///
pub mod failure_catalogue {
    #![doc = include_str!("manual/failure_catalogue.md")]
}

/// PFX files for other machines: which profile for which, and who opens it, measured.
///
pub mod pfx_files {
    #![doc = include_str!("manual/pfx_files.md")]
}

/// Which trust accepts which shape of certificate, measured.
///
pub mod shapes {
    #![doc = include_str!("manual/shapes.md")]
}

/// Who refuses what: defects of certificates by verifiers, measured.
///
pub mod peers {
    #![doc = include_str!("manual/peers.md")]
}

/// What this crate does not do, and where that is done.
///
pub mod limits {
    #![doc = include_str!("manual/limits.md")]
}

/// Every file, every paste: what is read in which wrapping, and what is called by its name.
pub mod kinds {
    #![doc = include_str!("manual/kinds.md")]
}

/// Why each default is what it is, as questions.
///
pub mod decisions {
    #![doc = include_str!("manual/decisions.md")]
}
