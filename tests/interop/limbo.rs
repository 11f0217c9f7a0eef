//! Certification paths with known verdicts, in the format of <https://github.com/C2SP/x509-limbo>: its own, and those
//! of NIST (PKITS), BoringSSL and OpenSSL. The data is not part of this project.
//!
//! Handshake and report say the same of each case, and nothing is accepted that rustls-webpki refuses for its path or
//! name. Whatever else the suites expect stands, with a reason, in `limbo-exceptions.txt`.

mod case;
mod compared;
mod digest;
mod exceptions;
mod explained;
mod frankencerts;
mod handshake;
mod mutation;
mod openssl_and_go;
mod suite;
mod tally;
mod verdict;

use crate::parallel::in_parallel;
use case::Case;
use exceptions::Exceptions;
use explained::LAST_RESORT;
pub(crate) use handshake::provider;
use suite::{Suite, suites};
use tally::Tally;
use verdict::{Answer, Trusted, Under, Verdicts};

/// What each verifier makes of a case.
struct Checked {
    engine: Answer,
    /// rustls-webpki once more, without lists and a limit of the depth.
    engine_on_path: Answer,
    recommended: Verdicts,
    strict: Verdicts,
}

impl Checked {
    fn of(case: &Case) -> Self {
        let trusted = Trusted::of(case);
        let recommended = Verdicts::of(case, &trusted, Under::Recommended);
        Self {
            engine: match case.depth {
                // rustls cannot be given a limit.
                Some(_) => Answer::Skipped,
                None => verdict::of_engine(case, &case.lists),
            },
            engine_on_path: verdict::of_engine(case, &[]),
            strict: recommended.strictly(case, &trusted),
            recommended,
        }
    }

    /// What must not be, whatever the suite expects.
    fn violations(&self, case: &Case) -> Vec<String> {
        let mut violations = self.violations_of(&self.recommended, case);
        violations.extend(self.violations_of(&self.strict, case));
        violations
    }

    fn violations_of(&self, verdicts: &Verdicts, case: &Case) -> Vec<String> {
        let Self {
            engine,
            engine_on_path,
            ..
        } = self;
        let Verdicts { handshake, report } = verdicts;
        let mut violations = Vec::new();
        if handshake.is_accepted() != report.answer.is_accepted() {
            violations.push(format!("{handshake:?} in a handshake, {report:?}"));
        }
        if handshake.is_accepted() && engine_on_path.is_refused() {
            violations.push(format!("accepted, and by rustls-webpki {engine_on_path:?}"));
        }
        // Lists may let in here what rustls-webpki refuses, but only where that is right.
        let is_let_in = engine_on_path.is_accepted() && engine.is_refused();
        if is_let_in && handshake.is_accepted() && !case.is_good {
            violations.push(format!(
                "accepted, and for its lists by rustls-webpki {engine:?}"
            ));
        }
        if handshake.is_refused() && !handshake.names_a_rule() {
            violations.push(format!("no rule for {handshake:?}"));
        }
        violations
    }

    /// Whether lists mean something else here than to rustls-webpki.
    fn reads_lists_differently(&self) -> bool {
        let is_refused = self.recommended.handshake.is_refused();
        self.engine_on_path.is_accepted() && self.engine.is_refused() != is_refused
    }
}

/// What the strict policy may do at most: false accepts, and false rejects beyond those of the recommended one.
const STRICT: &[(&str, usize, usize)] = &[("limbo", 17, 2), ("PKITS", 11, 2)];

#[test]
fn verdicts_are_those_of_the_suites() {
    let mut exceptions = Exceptions::read();
    let mut wrong = Vec::new();
    println!("{}", tally::HEAD);
    for suite in suites() {
        let checked = in_parallel(&suite.cases, Checked::of);
        print_table(suite, &checked);
        wrong.extend(too_lenient_or_strict(suite, &checked));
        for (case, checked) in suite.cases.iter().zip(&checked) {
            let violations = checked.violations(case).into_iter();
            wrong.extend(violations.map(|violation| format!("{}: {violation}", case.id)));
            for (under, verdicts) in [
                (Under::Recommended, &checked.recommended),
                (Under::Strict, &checked.strict),
            ] {
                wrong.extend(exceptions.compare(case, under, verdicts, &checked.engine));
            }
        }
    }
    wrong.extend(exceptions.left());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        exceptions.write();
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn too_lenient_or_strict(suite: &Suite, checked: &[Checked]) -> Option<String> {
    let (name, accepts, more_rejects) = STRICT.iter().find(|(name, ..)| *name == suite.name)?;
    let recommended = tally_of(suite, checked, |it| &it.recommended.handshake);
    let strict = tally_of(suite, checked, |it| &it.strict.handshake);
    let is_too_lenient = strict.false_accepts > *accepts;
    let is_too_strict = strict.false_rejects > recommended.false_rejects + more_rejects;
    (is_too_lenient || is_too_strict).then(|| format!("{name} under the strict policy: {strict}"))
}

fn tally_of(suite: &Suite, checked: &[Checked], answer: fn(&Checked) -> &Answer) -> Tally {
    let answers = checked.iter().map(answer);
    Tally::of(suite.cases.iter().zip(answers))
}

fn print_table(suite: &Suite, checked: &[Checked]) {
    type Of = fn(&Checked) -> &Answer;
    let verifiers: [(&str, Of); 5] = [
        ("rustls-webpki", |it| &it.engine),
        ("handshake", |it| &it.recommended.handshake),
        ("report", |it| &it.recommended.report.answer),
        ("  strict", |it| &it.strict.handshake),
        ("  its report", |it| &it.strict.report.answer),
    ];
    for (verifier, answer) in verifiers {
        let tally = tally_of(suite, checked, answer);
        println!("{:<11}{verifier:<15}{tally}", suite.name);
    }
    let count = |is_it: fn(&Verdicts) -> bool| {
        let recommended = checked.iter().map(|it| &it.recommended);
        recommended.filter(|it| is_it(it)).count()
    };
    println!(
        "{} refused in a handshake, {} of them as {LAST_RESORT}, {} by a rule that is not an error of the report",
        count(|it| it.handshake.is_refused()),
        count(|it| it.handshake.rule() == Some(LAST_RESORT)),
        count(Verdicts::is_reported_otherwise),
    );
    for (case, checked) in suite.cases.iter().zip(checked) {
        let Verdicts { handshake, report } = &checked.recommended;
        if checked.recommended.is_reported_otherwise() {
            println!(
                "    {}: {handshake:?}, reported as {:?}",
                case.id, report.answer
            );
        }
        if !case.lists.is_empty() && checked.reads_lists_differently() {
            println!(
                "    {}: by its lists {:?} by rustls-webpki, {handshake:?} here, {} by the suite",
                case.id,
                checked.engine,
                case.expected(),
            );
        }
    }
}
