use std::fmt;
use std::time::Duration;

use crate::certificate::Purpose;
use crate::policy::Level;
use crate::profile::ActsAs;
use crate::shown::{in_one_line, shown};

/// Why something that was asked for cannot be configured, and what to do instead.
///
/// ```
/// use vb365_tls::error::Unsupported;
/// use vb365_tls::{Error, trust::ServerTrust};
///
/// let error = ServerTrust::private_ca(&[]).unwrap_err();
/// assert!(matches!(error, Error::Unsupported(Unsupported::NoTrustAnchor)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsupported {
    /// Trust by path without a trust anchor.
    #[error("trust in a CA needs at least one certificate")]
    NoTrustAnchor,

    /// Roots beside pins.
    #[error(
        "a pin knows the certificate itself and builds no path, so roots add nothing to it; trust the CA with \
         `private_ca`, or pin one certificate more"
    )]
    RootsBesidePins,

    /// A longer path than rustls follows.
    #[error("rustls follows {limit} intermediates at most, and {asked} were asked for")]
    PathLength {
        /// How many rustls follows.
        limit: usize,
        /// How many were asked for.
        asked: usize,
    },

    /// A path without regard to the extended key usage.
    #[error(
        "rustls builds no path past an extended key usage that lacks {purpose}; pin the certificate instead"
    )]
    PurposeIgnoredByPath {
        /// What it has to have.
        purpose: Purpose,
    },

    /// CRLs with the verifier of the operating system.
    #[error(
        "the operating system looks revocation up by its own means; trust its roots with `public_roots` to use lists"
    )]
    PlatformWithCrls,

    /// Another check of names with the verifier of the operating system.
    #[error(
        "the operating system's verifier always checks the name; trust a private CA or pin the certificate instead"
    )]
    PlatformWithoutName,

    /// No check of dates with the verifier of the operating system.
    #[error(
        "the operating system's verifier always checks the dates; trust a private CA or pin the certificate instead"
    )]
    PlatformWithoutValidity,

    /// Pins for the hosts of Microsoft.
    #[error(
        "Microsoft renews the certificates of its login and Graph hosts, and the intermediates above them, without \
         notice, and a pin would then end every sign-in; trust public roots, the operating system or the CA of the \
         proxy between"
    )]
    PinForMicrosoft,

    /// Two certificates a client could not choose between.
    #[error(
        "two certificates with keys of one type carry `{}`, and a client gets one: {}; {}; leave one out",
        shown(.name), in_one_line(.one), in_one_line(.other)
    )]
    NameTaken {
        /// The name both carry.
        name: String,
        /// One of them, as people tell it.
        one: String,
        /// The other.
        other: String,
    },

    /// A certificate that no client can ask for.
    #[error(
        "no client can ask for {}, because its subject alternative name has no DNS name; make it the default, leave it \
         out or renew it with its names",
        in_one_line(.certificate)
    )]
    NoDnsName {
        /// Which one, as people tell it.
        certificate: String,
    },

    /// A credential that is not served.
    #[error("there is no credential {position}: {count} are served, counted from 0")]
    NoSuchCredential {
        /// What was asked for.
        position: usize,
        /// How many there are.
        count: usize,
    },

    /// An application that is not of the scenario.
    #[error("the application `{}` is not one of this scenario's: {}", shown(.application), .known.join(", "))]
    OtherApplication {
        /// What was asked for.
        application: String,
        /// Those of the scenario, in backticks.
        known: Vec<String>,
    },

    /// An assertion of less than a second.
    #[error(
        "an assertion that lives {lifetime:?} has expired when it arrives; give a second or more"
    )]
    AssertionLifetimeTooShort {
        /// What was asked for.
        lifetime: Duration,
    },

    /// A crypto provider without SHA-256.
    #[error(
        "the crypto provider has no cipher suite with SHA-256, the hash that names a certificate to Microsoft Entra; keep \
         one, such as TLS13_AES_128_GCM_SHA256, or use `AssertionFormat::Rs256Sha1`"
    )]
    NoSha256,

    /// Hosts of two clouds of Microsoft.
    #[error(
        "`{}` signs in to the cloud {login_cloud}, and `{}` is the Graph of {graph_cloud}, which takes no tokens of other \
         clouds; give two hosts of one cloud",
        shown(.login), shown(.graph)
    )]
    CloudsDiffer {
        /// The host of the token endpoint.
        login: String,
        /// Its cloud.
        login_cloud: &'static str,
        /// The host of Microsoft Graph.
        graph: String,
        /// Its cloud.
        graph_cloud: &'static str,
    },

    /// A scope that cannot be asked for in this way.
    #[error("the scope `{}` {reason}", shown(.scope))]
    Scope {
        /// What was asked for.
        scope: String,
        /// Why not.
        reason: ScopeError,
    },

    /// A token in the name of a user without a scope.
    #[error(
        "a token in the name of a user is for a resource; give at least one scope, such as `Scope::graph_default`"
    )]
    NoScope,

    /// A code verifier that is not valid.
    #[error(
        "the code verifier, {length} octets, is not 43 to 128 letters, digits, `-`, `.`, `_` and `~`"
    )]
    CodeVerifier {
        /// Its length; it is a secret.
        length: usize,
    },

    /// An assertion that cannot be written.
    #[error("the assertion cannot be written as JSON: {}", in_one_line(.reason))]
    Json {
        /// Why not.
        reason: String,
    },

    /// A level for a rule that does not exist.
    #[error("`{}` is not the id of a rule; {}", shown(.rule), Nearest(.nearest))]
    UnknownRule {
        /// What was written.
        rule: String,
        /// What was meant, perhaps.
        nearest: Option<String>,
    },

    /// A level for a rule that no policy can give it.
    #[error("`{rule}` cannot be set to `{level}`: {reason}; leave it out")]
    FixedLevel {
        /// The rule.
        rule: String,
        /// What was asked for.
        level: Level,
        /// Why not.
        reason: String,
    },

    /// A level for a rule of this crate, by a rule of one's own with its id.
    #[error("`{}` is the id of a rule of this crate", shown(.rule))]
    RuleOfThisCrate {
        /// The id.
        rule: String,
    },

    /// A rule of one's own that cannot be registered.
    #[error("the rule `{}` cannot be registered: {reason}", shown(.rule))]
    CustomRule {
        /// Its id.
        rule: String,
        /// Why not.
        reason: CustomRuleError,
    },

    /// A profile for another use of a certificate than the program has for it.
    #[error(
        "`acts-as` of the profile `{}` is `{acts_as}`, and the program uses the certificate as `{role}`; correct the \
         profile, or use the certificate as it says",
        shown(.profile)
    )]
    OtherRole {
        /// The id of the profile.
        profile: String,
        /// What the profile says.
        acts_as: ActsAs,
        /// What the program does.
        role: ActsAs,
    },
}

/// Why a scope cannot be asked for, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScopeError {
    /// Not the name of a permission.
    #[error(
        "is not a permission of Microsoft Graph; give one name such as `User.Read`, without a host"
    )]
    NotPermission,

    /// Not a resource.
    #[error(
        "is not a resource; give one application id URI, such as `api://` and an application id"
    )]
    NotResource,

    /// A resource with `/.default` behind it.
    #[error("ends in `/.default`, which is added here; give the resource alone")]
    EndsInDefault,

    /// Microsoft Graph of one cloud.
    #[error(
        "is the Graph of the cloud {cloud}; use `Scope::graph_default`, which follows the cloud of the tenant"
    )]
    GraphOfCloud {
        /// Which cloud.
        cloud: &'static str,
    },

    /// A single permission where an application signs in as itself.
    #[error(
        "is for users; an application signing in as itself is given all it was granted for one resource: use \
         `Scope::graph_default` or `Scope::of_resource`"
    )]
    ForUsers,

    /// Two resources.
    #[error("names two resources, and a token is for one; send a request for each")]
    TwoResources,

    /// `.default` beside single permissions.
    #[error("mixes `.default` with single permissions, which is refused; ask for one or the other")]
    DefaultAndSingle,
}

/// Why a rule of one's own cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CustomRuleError {
    /// The id is not in kebab case.
    #[error(
        "an id has words of small letters and digits with hyphens between them, such as `contoso-valid-too-long`, and at \
         most 64 characters"
    )]
    Id,

    /// A rule of this crate has the id.
    #[error("a rule of this crate has that id; put a name of your own before it")]
    OfThisCrate,

    /// It is registered already.
    #[error("it is registered already")]
    Registered,

    /// A text is not one line.
    #[error(
        "summary, reason, remedy and source are each one line of a report, with words and without a line break or another \
         character that is not seen"
    )]
    NotOneLine,
}

struct Nearest<'a>(&'a Option<String>);

impl fmt::Display for Nearest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(nearest) => write!(f, "did you mean `{nearest}`?"),
            None => f.write_str("the manual's page of rules lists them all"),
        }
    }
}
