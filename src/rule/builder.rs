//! How a rule of somebody else's is written: in a constant, like ours.

use super::{Levels, Rule};
use crate::finding::{Basis, RuleId, Severity};

impl Rule {
    /// A rule of your own: its name, and what is wrong, in one sentence without a capital letter or a full stop.
    ///
    /// What is not said besides is general: it is your own [basis](Basis::Own), an error
    /// [everywhere](Levels::everywhere), demanded by "the installation's own rules", and to be mended by another
    /// certificate.
    ///
    /// ```
    /// use vb365_tls::finding::{Basis, Severity};
    /// use vb365_tls::rule::{Levels, Rule};
    ///
    /// const RULE: Rule = Rule::new("contoso-name", "the name is not one of Contoso's")
    ///     .with_why("Certificates for other names are issued by the service desk alone.")
    ///     .with_remedy("Ask the service desk, with the number of the machine.")
    ///     .with_citation("https://wiki.contoso.com/certificates")
    ///     .with_levels(Levels::new(Some(Severity::Error), Some(Severity::Warning), None));
    /// assert_eq!(RULE.basis, Basis::Own);
    /// ```
    pub const fn new(id: &'static str, summary: &'static str) -> Self {
        Self {
            id: RuleId::new(id),
            summary,
            why: "Whoever runs the service has made it a rule.",
            remedy: "Use a certificate that keeps to the rule, and have one issued if there is none.",
            citation: "the installation's own rules",
            basis: Basis::Own,
            levels: Levels::everywhere(Severity::Error),
        }
    }

    /// The same rule, saying why it matters.
    pub const fn with_why(mut self, why: &'static str) -> Self {
        self.why = why;
        self
    }

    /// The same rule, saying what to do.
    pub const fn with_remedy(mut self, remedy: &'static str) -> Self {
        self.remedy = remedy;
        self
    }

    /// The same rule, saying where it is written down.
    pub const fn with_citation(mut self, citation: &'static str) -> Self {
        self.citation = citation;
        self
    }

    /// The same rule on another basis.
    pub const fn with_basis(mut self, basis: Basis) -> Self {
        self.basis = basis;
        self
    }

    /// The same rule with other levels.
    pub const fn with_levels(mut self, levels: Levels) -> Self {
        self.levels = levels;
        self
    }
}

impl Levels {
    /// The levels for a TLS peer that builds a path, for one that pins, and for a certificate that signs assertions; `None`
    /// where the rule is not asked.
    pub const fn new(
        by_path: Option<Severity>,
        by_pin: Option<Severity>,
        assertion: Option<Severity>,
    ) -> Self {
        Self {
            by_path,
            by_pin,
            assertion,
            axis: None,
        }
    }

    /// The same level whatever the certificate is for and however it is verified.
    pub const fn everywhere(severity: Severity) -> Self {
        Self::new(Some(severity), Some(severity), Some(severity))
    }
}
