//! Certification paths with known verdicts, in the format of <https://github.com/C2SP/x509-limbo>: its own, and those of
//! NIST (PKITS), BoringSSL and OpenSSL. The data is no part of this project.
//!
//! Handshake and report say the same of each case, and nothing is accepted that rustls-webpki refuses for its path or
//! name. Whatever else the suites expect stands, with a reason, in `limbo-exceptions.txt`.

mod case;
mod exceptions;
mod explained;
mod handshake;
mod mutation;
mod parallel;
mod suite;
mod tally;
mod verdict;

use case::Case;
use exceptions::Exceptions;
use explained::LAST_RESORT;
use parallel::in_parallel;
use suite::{Suite, suites};
use tally::Tally;
use verdict::{Answer, Believed, Reported};

/// What each verifier makes of a case.
struct Judged {
    engine: Answer,
    /// rustls-webpki once more, without lists and a limit of the depth.
    engine_on_path: Answer,
    handshake: Answer,
    report: Reported,
}

impl Judged {
    fn of(case: &Case) -> Self {
        let believed = Believed::of(case);
        Self {
            engine: match case.depth {
                // rustls cannot be given a limit.
                Some(_) => Answer::Skipped,
                None => verdict::of_engine(case, &case.lists),
            },
            engine_on_path: verdict::of_engine(case, &[]),
            handshake: verdict::of_handshake(case, &believed),
            report: verdict::of_report(case, &believed),
        }
    }

    /// What must not be, whatever the suite expects.
    fn violations(&self, case: &Case) -> Vec<String> {
        let Self {
            engine,
            engine_on_path,
            handshake,
            report,
        } = self;
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
        self.engine_on_path.is_accepted() && self.engine.is_refused() != self.handshake.is_refused()
    }
}

#[test]
fn verdicts_are_those_of_the_suites() {
    let mut exceptions = Exceptions::read();
    let mut wrong = Vec::new();
    println!("{}", tally::HEAD);
    for suite in suites() {
        let judged = in_parallel(&suite.cases, Judged::of);
        print_table(suite, &judged);
        for (case, judged) in suite.cases.iter().zip(&judged) {
            let violations = judged.violations(case).into_iter();
            wrong.extend(violations.map(|violation| format!("{}: {violation}", case.id)));
            wrong.extend(exceptions.compare(case, &judged.handshake, &judged.report));
        }
    }
    wrong.extend(exceptions.left());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn print_table(suite: &Suite, judged: &[Judged]) {
    let tally = |answer: fn(&Judged) -> &Answer| {
        let answers = judged.iter().map(answer);
        Tally::of(suite.cases.iter().zip(answers))
    };
    for (verifier, tally) in [
        ("rustls-webpki", tally(|it| &it.engine)),
        ("handshake", tally(|it| &it.handshake)),
        ("report", tally(|it| &it.report.answer)),
    ] {
        println!("{:<11}{verifier:<15}{tally}", suite.name);
    }
    let count = |is_it: fn(&Judged) -> bool| judged.iter().filter(|it| is_it(it)).count();
    println!(
        "{} refused in a handshake, {} of them as {LAST_RESORT}, {} by a rule that is no error of the report",
        count(|it| it.handshake.is_refused()),
        count(|it| it.handshake.rule() == Some(LAST_RESORT)),
        count(|it| it
            .handshake
            .rule()
            .is_some_and(|rule| !it.report.has_error(rule))),
    );
    for (case, judged) in suite.cases.iter().zip(judged) {
        let Judged {
            engine,
            handshake,
            report,
            ..
        } = judged;
        if handshake.rule().is_some_and(|rule| !report.has_error(rule)) {
            println!(
                "    {}: {handshake:?}, reported as {:?}",
                case.id, report.answer
            );
        }
        if !case.lists.is_empty() && judged.reads_lists_differently() {
            println!(
                "    {}: by its lists {engine:?} by rustls-webpki, {handshake:?} here, {} by the suite",
                case.id,
                case.expected(),
            );
        }
    }
}
