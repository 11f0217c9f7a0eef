//! Reading certificates to trust.

use std::path::Path;

use vb365_tls::Certificate;
use vb365_tls::identity::{Identity, Password};

use crate::outcome::{Failure, read};

/// Every certificate in a file; the end entity, if one of them is, comes first.
pub(crate) fn certificates(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let identity = Identity::from_bytes(&read(path)?, &Password::none())
        .map_err(|error| Failure::about(path.display(), error))?;
    let chain = identity.chain();
    Ok([chain.end_entity()]
        .into_iter()
        .chain(chain.intermediates())
        .chain(chain.trust_anchor())
        .chain(chain.unrelated())
        .cloned()
        .collect())
}
