//! Two thousand paths put together from pieces of others: this crate beside rustls-webpki, OpenSSL and Go.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::case::Case;
use super::frankencerts::{self, Family};
use super::verdict::{self, Answer, Trusted, Under, Verdicts};
use super::{openssl_and_go, verdict::Reported};
use crate::parallel::in_parallel;

/// What each verifier makes of one path.
struct Compared<'a> {
    case: &'a Case,
    engine: Answer,
    recommended: Verdicts,
    strict: Verdicts,
    openssl: Answer,
    openssl_strict: Answer,
    go: Answer,
}

/// What others refuse that the strict policy accepts, by words of what they say, each with a reason.
const ALLOWED: &[(&str, &str)] = &[];

fn compared(families: &[Family]) -> Vec<Compared<'_>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop-frankencerts");
    let of_openssl = in_parallel(&numbered(families), |(number, family)| {
        let folder = folder.join(number.to_string());
        fs::create_dir_all(&folder).unwrap();
        let ask = |arguments: &[&str]| openssl_and_go::of_openssl(&folder, family, arguments);
        (ask(&[]), ask(&["-x509_strict"]))
    });
    let cases: Vec<&Case> = families.iter().flat_map(|it| &it.cases).collect();
    let of_go = openssl_and_go::of_go(&cases);
    let ours = in_parallel(&cases, |case| {
        let trusted = Trusted::of(case);
        let recommended = Verdicts::of(case, &trusted, Under::Recommended);
        let strict = recommended.strictly(case, &trusted);
        (verdict::of_engine(case, &[]), recommended, strict)
    });
    let (plain, strict): (Vec<_>, Vec<_>) = of_openssl.into_iter().unzip();
    let plain = plain.into_iter().flatten();
    let of_others = plain.zip(strict.into_iter().flatten()).zip(of_go);
    let all = cases.into_iter().zip(ours).zip(of_others);
    let compared = all.map(|((case, ours), ((openssl, openssl_strict), go))| {
        let (engine, recommended, strict) = ours;
        Compared {
            case,
            engine,
            recommended,
            strict,
            openssl,
            openssl_strict,
            go,
        }
    });
    compared.collect()
}

fn numbered(families: &[Family]) -> Vec<(usize, &Family)> {
    families.iter().enumerate().collect()
}

impl Compared<'_> {
    /// What must not be.
    fn violations(&self) -> Vec<String> {
        let mut violations = Vec::new();
        for (under, verdicts) in [("", &self.recommended), ("strict: ", &self.strict)] {
            let Verdicts { handshake, report } = verdicts;
            if handshake.is_accepted() != report.answer.is_accepted() {
                violations.push(format!("{under}{handshake:?} in a handshake, {report:?}"));
            }
            if handshake.is_accepted() && self.engine.is_refused() {
                violations.push(format!("{under}accepted, by rustls {:?}", self.engine));
            }
        }
        let left = self.refused_by_others(&self.strict);
        violations.extend(left.map(|(peer, reason)| {
            let report = &self.strict.report;
            format!("strict: accepted, by {peer} refused: {reason}, {report:?}")
        }));
        violations
            .iter()
            .map(|it| format!("{}: {it}", self.case.id))
            .collect()
    }

    /// Who refuses what this verdict accepts, and why.
    fn refused_by_others(&self, verdicts: &Verdicts) -> impl Iterator<Item = (&str, &str)> {
        let is_accepted = verdicts.handshake.is_accepted();
        let others = [
            ("OpenSSL -x509_strict", &self.openssl_strict),
            ("Go", &self.go),
        ];
        let refused = others
            .into_iter()
            .filter_map(move |(peer, answer)| match answer {
                Answer::Refused(reason) if is_accepted => Some((peer, reason.as_str())),
                _ => None,
            });
        let is_allowed = |reason: &str| ALLOWED.iter().any(|(words, _)| reason.contains(words));
        refused.filter(move |(_, reason)| !is_allowed(reason))
    }
}

#[test]
fn what_others_refuse_of_frankencerts_is_refused_strictly() {
    let families = frankencerts::families();
    let compared = compared(&families);
    print_table(&compared);
    let wrong: Vec<_> = compared.iter().flat_map(Compared::violations).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

type Of = for<'a> fn(&'a Compared<'_>) -> &'a Answer;

fn print_table(compared: &[Compared<'_>]) {
    let verifiers: [(&str, Of); 6] = [
        ("rustls-webpki", |it| &it.engine),
        ("recommended", |it| &it.recommended.handshake),
        ("strict", |it| &it.strict.handshake),
        ("OpenSSL", |it| &it.openssl),
        ("OpenSSL strict", |it| &it.openssl_strict),
        ("Go", |it| &it.go),
    ];
    println!(
        "{} mixed paths   accepted  of these refused by OpenSSL, OpenSSL strict, Go",
        compared.len()
    );
    for (name, of) in verifiers {
        let accepted: Vec<_> = compared.iter().filter(|it| of(it).is_accepted()).collect();
        let refused = |by: Of| accepted.iter().filter(|it| by(it).is_refused()).count();
        println!(
            "{name:<18}{:>10}{:>10}{:>8}{:>8}",
            accepted.len(),
            refused(|it| &it.openssl),
            refused(|it| &it.openssl_strict),
            refused(|it| &it.go),
        );
    }
    let mut classes = BTreeMap::<_, (usize, &str, &Reported)>::new();
    for it in compared {
        for (peer, reason) in it.refused_by_others(&it.strict) {
            let reason = reason.split("lookup: ").last().unwrap_or(reason);
            let class = (peer, reason.to_owned());
            let first = (0, it.case.id.as_str(), &it.strict.report);
            classes.entry(class).or_insert(first).0 += 1;
        }
    }
    println!("accepted under the strict policy:");
    for ((peer, reason), (count, example, report)) in classes {
        println!(
            "{count:>6} refused by {peer}: {reason}, as {example}: {:?}",
            report.advice()
        );
    }
}
