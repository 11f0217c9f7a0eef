//! The page on profiles: its table lists every kind of demand.

use std::fmt::Write;

use vb365_tls::profile::Demand;

use crate::golden;

const PAGE: &str = r##"A profile says what a certificate is asked for. It is an id, a title, what the certificate acts as, and words. The eight of the product
are [literals](crate::scenario); one of your own is a literal or a file.

# Two layers

**What every verifier looks at** follows from what the certificate [acts as](crate::profile::ActsAs), and is in no profile: the purpose,
the key usage, the names of hosts, that a server is not a CA. Who says so is in [`ActsAs::words`](crate::profile::ActsAs::words), how
much it weighs in the [rules](crate::manual::rules), by path, by pin and for assertions. No profile switches any of it off: a profile that
asks for `CA:TRUE` is still refused by a client on rustls that builds a path, because rustls refuses it.

**What is asked besides** by whoever runs the service are the [words](crate::profile::Word) of the profile. Each says what it is about,
how firmly, and who says so, and each is held in both directions:

| word | a certificate that goes against it |
|---|---|
| MUST, MUST NOT | an error, and a handshake of a configuration made for the scenario is refused |
| SHOULD, SHOULD NOT | a warning |
| MAY | nothing: it is said where somebody could think otherwise |

It weighs the same however clients verify, by path or by pin. If a rule tells the same, such as `wildcard-in-name`, the finding is of
that rule, with the weight and the source of the word; otherwise it is `profile-demand-unmet`. A [policy](crate::policy::Policy) has the
last word on either.

# What a word can be about

KINDS

# As a file

With the feature `serde`, `Profile` reads and writes JSON; with the feature `schemars` it gives the JSON Schema of that. An unknown field,
a misspelt word, a word that stands there twice and a source that is empty are errors that name them.

```json
{
  "id": "metrics", "title": "Scraping metrics", "acts-as": "tls-server",
  "words": [
    {"demand": "wildcard", "requirement": "must-not",
     "basis": "own", "source": "handbook, page 3"},
    {"demand": "key-size=3072", "requirement": "should",
     "basis": "own", "source": "handbook, page 4"}
  ]
}
```

[`CustomScenario`](crate::scenario::CustomScenario) is such a profile with the addresses of an installation. It is checked as it is. To be
[accepted](crate::Credential::accept) and configured, the program says what it uses the certificate for
([`with_role`](crate::scenario::CustomScenario::with_role)), and a profile for another use is an error. For a type of your own the compiler
holds the two together.

Three profiles of sibling products, each word with its source, are in `examples/profiles`: the backup server of Veeam Backup & Replication
and Enterprise Manager with certificates of an internal CA, and the server of Veeam Service Provider Console. They hold for those products
alone: none of their demands is known to be one of Veeam Backup for Microsoft 365. `check --profile FILE` checks by them.

# What no word says

is a [rule of your own](crate::manual::own_rules).
"##;

fn kinds() -> String {
    let mut table = String::from("| demand | the certificate has |\n|---|---|");
    for demand in Demand::EXAMPLES {
        write!(table, "\n| `{demand}` | {} |", demand.description()).unwrap();
    }
    table
}

#[test]
fn the_page_of_profiles_is_up_to_date() {
    golden::assert_is("src/manual/profiles.md", &PAGE.replace("KINDS", &kinds()));
}
