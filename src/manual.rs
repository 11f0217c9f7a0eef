//! The manual: pages to read, with nothing to call.

/// All rules: what is wrong, why it matters and what to do.
pub mod rules {
    #![doc = include_str!("manual/rules.md")]
}

/// Which certificates connect, measured against OpenSSL.
pub mod shapes {
    #![doc = include_str!("manual/shapes.md")]
}
