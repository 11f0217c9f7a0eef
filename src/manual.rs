//! The manual: pages to read, with nothing to call.

/// Who talks to whom in each scenario, what is asked of the certificate, and where it is installed.
pub mod scenarios {
    #![doc = include_str!("manual/scenarios.md")]
}

/// All rules: what is wrong, why it matters and what to do.
pub mod rules {
    #![doc = include_str!("manual/rules.md")]
}

/// Rules of your own: what a user demands besides, checked like the rest.
pub mod own_rules {
    #![doc = include_str!("manual/own_rules.md")]
}

/// Errors of Microsoft Entra and Microsoft Graph: what they mean and what to do.
pub mod errors {
    #![doc = include_str!("manual/errors.md")]
}

/// Why each default is what it is, as questions.
pub mod decisions {
    #![doc = include_str!("manual/decisions.md")]
}

/// Why connections fail: errors of this side and alerts of the peer, what they mean and what to do.
pub mod failures {
    #![doc = include_str!("manual/failures.md")]
}

/// Fifty known failures of certificates around the product: caught, explained, or out of reach.
pub mod failure_catalogue {
    #![doc = include_str!("manual/failure_catalogue.md")]
}

/// What a certificate is asked for: profiles of your own, and what their words mean.
pub mod profiles {
    #![doc = include_str!("manual/profiles.md")]
}

/// PFX files for other machines: which profile for which, and who opens it, measured.
pub mod pfx_files {
    #![doc = include_str!("manual/pfx_files.md")]
}

/// Who refuses what: defects of certificates by verifiers, measured.
pub mod peers {
    #![doc = include_str!("manual/peers.md")]
}

/// Which trust accepts which shape of certificate, measured.
pub mod shapes {
    #![doc = include_str!("manual/shapes.md")]
}
