//! Cases decided otherwise than their suite does, as they are in `limbo-exceptions.txt`. In each line, with tabs
//! between:
//!
//! * the case;
//! * under which policy: `recommended`, `strict`, or `both`;
//! * what this crate says, `accepted` or `refused`, which is not what the suite expects;
//! * the rule that refuses, or that speaks of it at a lower level; `-` where none does;
//! * the source of the reason, which is checked as far as it can be (see [`Source`]);
//! * the reason.
//!
//! `UPDATE_GOLDEN=1` writes the policies and whatever is new; who refuses what is then the source, and the reason is left to
//! be written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vb365_tls::rule::peers::MEASURED;

use super::case::Case;
use super::verdict::{Answer, Under, Verdicts};

#[derive(Clone, PartialEq, Eq)]
struct Exception {
    verdict: String,
    rule: String,
    source: String,
    reason: String,
}

pub(super) struct Exceptions {
    of_case: BTreeMap<(String, Under), Exception>,
    /// What the suites found to be so.
    met: BTreeMap<(String, Under), Exception>,
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("limbo-exceptions.txt")
}

impl Exceptions {
    pub(super) fn read() -> Self {
        let mut of_case = BTreeMap::new();
        for line in std::fs::read_to_string(path()).unwrap().lines() {
            let fields: Vec<_> = line.split('\t').map(str::to_owned).collect();
            let [id, policy, verdict, rule, source, reason] = <[String; 6]>::try_from(fields)
                .unwrap_or_else(|_| panic!("not six fields: `{line}`"));
            let exception = Exception {
                verdict,
                rule,
                source,
                reason,
            };
            for under in Under::named(&policy) {
                let before = of_case.insert((id.clone(), *under), exception.clone());
                assert!(before.is_none(), "{id} stands there twice");
            }
        }
        Self {
            of_case,
            met: BTreeMap::new(),
        }
    }

    /// What the file says wrongly of this case under this policy.
    pub(super) fn compare(
        &mut self,
        case: &Case,
        under: Under,
        verdicts: &Verdicts,
        engine: &Answer,
    ) -> Option<String> {
        let id = &case.id;
        let (verdict, rules) = verdicts.unlike(case)?;
        let key = (id.clone(), under);
        let Some(exception) = self.of_case.get(&key) else {
            let rule = rules.first().cloned().unwrap_or_else(|| "-".to_owned());
            let known = self.of_case.get(&(id.clone(), under.other()));
            let known = known.filter(|it| it.verdict == verdict).cloned();
            let new = known.unwrap_or_else(|| Exception {
                verdict: verdict.to_owned(),
                source: format!("peers: {rule}"),
                rule,
                reason: "?".to_owned(),
            });
            self.met.insert(key, new);
            return Some(format!(
                "{id}\t{under}\t{verdict}\t{rules:?}: no known exception"
            ));
        };
        self.met.insert(key, exception.clone());
        let is_named = rules.contains(&exception.rule);
        let is_silent = exception.rule == "-" && verdict == "accepted";
        if exception.verdict != verdict {
            Some(format!("{id}, {under}: {verdict}"))
        } else if !is_named && !is_silent {
            Some(format!(
                "{id}, {under}: {rules:?}, without {}",
                exception.rule
            ))
        } else if exception.reason == "?" || exception.reason.is_empty() {
            Some(format!("{id}, {under}: no reason"))
        } else if !Source(&exception.source).holds(engine) {
            Some(format!("{id}, {under}: {} does not hold", exception.source))
        } else {
            None
        }
    }

    /// What the file says of cases that are as their suite expects, or in no suite.
    pub(super) fn left(&self) -> impl Iterator<Item = String> {
        let keys = self.of_case.keys();
        let left = keys.filter(|key| !self.met.contains_key(*key));
        left.map(|(id, under)| format!("{id}, {under}: an exception of nothing"))
    }

    /// Writes down what was found to be so.
    pub(super) fn write(&self) {
        let mut lines = Vec::new();
        for ((id, under), exception) in &self.met {
            let is_same = self.met.get(&(id.clone(), under.other())) == Some(exception);
            let policy = match (is_same, under) {
                (true, Under::Strict) => continue,
                (true, Under::Recommended) => "both".to_owned(),
                (false, under) => under.to_string(),
            };
            let Exception {
                verdict,
                rule,
                source,
                reason,
            } = exception;
            lines.push(format!(
                "{id}\t{policy}\t{verdict}\t{rule}\t{source}\t{reason}\n"
            ));
        }
        std::fs::write(path(), lines.concat()).unwrap();
    }
}

/// Where a reason comes from, one of:
///
/// * `RFC …` or `CA/Browser Forum …`, with a section;
/// * an address;
/// * `peers: ` and a rule, which is then a row of the table of who refuses what;
/// * `rustls-webpki 0.103: ` and words of what it answers to this very case.
struct Source<'a>(&'a str);

impl Source<'_> {
    fn holds(&self, engine: &Answer) -> bool {
        let Self(source) = self;
        if let Some(rule) = source.strip_prefix("peers: ") {
            return MEASURED.iter().any(|it| it.rule == rule);
        }
        if let Some(words) = source.strip_prefix("rustls-webpki 0.103: ") {
            return matches!(engine, Answer::Refused(answer) if answer.contains(words));
        }
        let is_standard = source.starts_with("RFC ") || source.starts_with("CA/Browser Forum ");
        (is_standard && source.contains(" section ")) || source.starts_with("https://")
    }
}
