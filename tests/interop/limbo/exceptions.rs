use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::case::Case;
use super::verdict::{Answer, Reported};

/// Cases judged otherwise than their suite does, each with a reason.
pub(super) struct Exceptions {
    of_id: BTreeMap<String, Exception>,
    compared: BTreeSet<String>,
}

struct Exception {
    /// `accepted` or `refused`, which is not what the suite expects.
    verdict: String,
    /// The rule that refuses, or that speaks of it at a lower level; `-` where none does.
    rule: String,
}

impl Exceptions {
    pub(super) fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop/limbo-exceptions.txt");
        let text = std::fs::read_to_string(path).unwrap();
        let mut of_id = BTreeMap::new();
        for line in text.lines() {
            let [id, verdict, rule, _reason] = *line.split('\t').collect::<Vec<_>>() else {
                panic!("no id, verdict, rule and reason in the line `{line}`");
            };
            let (verdict, rule) = (verdict.to_owned(), rule.to_owned());
            let before = of_id.insert(id.to_owned(), Exception { verdict, rule });
            assert!(before.is_none(), "{id} stands there twice");
        }
        Self {
            of_id,
            compared: BTreeSet::new(),
        }
    }

    /// What the file says wrongly of this case.
    pub(super) fn compare(
        &mut self,
        case: &Case,
        answer: &Answer,
        report: &Reported,
    ) -> Option<String> {
        let id = &case.id;
        self.compared.insert(id.clone());
        let exception = self.of_id.get(id);
        let (verdict, rules) = match answer {
            Answer::Accepted if !case.is_good => ("accepted", &report.advice),
            Answer::Refused(rule) if case.is_good => ("refused", &vec![rule.clone()]),
            _ => {
                return exception
                    .map(|_| format!("{id}: an exception that is as the suite expects"));
            }
        };
        let Some(exception) = exception else {
            return Some(format!("{id}\t{verdict}\t{rules:?}: no known exception"));
        };
        if exception.verdict != verdict {
            return Some(format!("{id}: {verdict}"));
        }
        let is_named = rules.contains(&exception.rule);
        let is_silent = exception.rule == "-" && verdict == "accepted";
        (!is_named && !is_silent).then(|| format!("{id}: {rules:?}, without {}", exception.rule))
    }

    /// What the file says of cases that are in no suite.
    pub(super) fn left(&self) -> impl Iterator<Item = String> {
        let ids = self.of_id.keys();
        let left = ids.filter(|id| !self.compared.contains(*id));
        left.map(|id| format!("{id}: an exception that is in no suite"))
    }
}
