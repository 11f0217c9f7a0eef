//! Verifiers others made, which are shown paths with one defect each; their answers are the table of who refuses what.
//!
//! A server of stock rustls presents each path to clients, and a client of stock rustls presents those of clients to
//! servers; who has neither verifies the path alone. The reasons peers give are shown with `--show-output`.
//!
//! `UPDATE_GOLDEN=1 cargo test --release -p interop --test interop -- peers` writes the table; without the variable it is compared.

mod browser;
mod case;
mod chromium;
mod client;
mod curl;
mod firefox;
mod gnutls;
mod key;
mod nss;
mod openssl;
mod script;
mod server;
mod table;
mod webpki;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use vb365_tls::finding::Peer;
use vb365_tls::rule::peers::Answer;

use case::{Case, Setup};

#[allow(dead_code, reason = "what is found in them is not asked here")]
#[path = "../defects/mod.rs"]
mod defects;

/// A verifier, and what it can be asked.
struct Verifier {
    peer: Peer,
    /// Whether it verifies clients too.
    clients: bool,
    /// Whether it can be given CRLs.
    lists: bool,
    version: fn() -> String,
    /// What it says to each of the cases.
    ask: fn(&Setup, &[&Case]) -> Vec<Reply>,
}

/// What a peer said.
#[derive(Clone, Debug)]
struct Reply {
    answer: Answer,
    /// In its own words.
    words: String,
}

impl Reply {
    fn accepted(words: impl Into<String>) -> Self {
        Self {
            answer: Answer::Accepted,
            words: words.into(),
        }
    }

    fn refused(words: impl Into<String>) -> Self {
        Self {
            answer: Answer::Refused,
            words: words.into(),
        }
    }

    /// Its words in one line, however many.
    fn line(&self) -> String {
        let words: Vec<_> = self.words.split_whitespace().collect();
        words.join(" ").chars().take(300).collect()
    }
}

impl Verifier {
    fn can_verify(&self, case: &Case) -> bool {
        (self.clients || !case.is_client()) && (self.lists || case.lists.is_none())
    }
}

/// Those that take longest first.
const VERIFIERS: &[Verifier] = &[
    firefox::VERIFIER,
    chromium::VERIFIER,
    script::JAVA,
    script::DOTNET,
    script::GO,
    nss::VERIFIER,
    script::PYCA,
    openssl::PLAIN,
    openssl::STRICT,
    gnutls::VERIFIER,
    curl::VERIFIER,
    script::NODE,
    script::PYTHON,
    webpki::RUSTLS,
    webpki::NEXT,
];

/// How many are asked at the same time; most of them wait for a process to start.
const AT_ONCE: usize = 3;

#[test]
fn peers_answer_as_measured() {
    let setup = Setup::open();
    let answers = ask_all(&setup);
    let mut wrong = Vec::new();
    for (number, case) in setup.cases.iter().enumerate() {
        println!("{}", case.name);
        for peer in Peer::ALL {
            let Some(reply) = answers.get(&(*peer, number)) else {
                continue;
            };
            let (answer, line) = (reply.answer, reply.line());
            println!("    {:15} {answer:?}: {line}", peer.id());
            if case.expected.is_some_and(|it| it != answer) {
                wrong.push(format!("{}: {peer}: {answer:?}: {line}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "controls:\n{}", wrong.join("\n"));
    table::check(&setup.cases, &answers);
}

/// What each peer said to each case.
type Answers = BTreeMap<(Peer, usize), Reply>;

/// Fails if a peer says neither yes nor no to one of them.
fn ask_all(setup: &Setup) -> Answers {
    let waiting = Mutex::new(VERIFIERS.iter());
    let (answers, failed) = (Mutex::new(Answers::new()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        let work = || {
            while let Some(verifier) = next(&waiting) {
                // A thread of its own, so that what went wrong is said under its name.
                let named = thread::Builder::new().name(verifier.peer.to_string());
                let asked = named.spawn_scoped(scope, || ask(verifier, setup)).unwrap();
                match asked.join() {
                    Ok(replies) => answers.lock().unwrap().extend(replies),
                    Err(_) => failed.lock().unwrap().push(verifier.peer),
                }
            }
        };
        for _ in 0..AT_ONCE {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(
        failed.is_empty(),
        "no answer, for the reasons above: {failed:?}"
    );
    answers.into_inner().unwrap()
}

fn next<'a>(waiting: &Mutex<impl Iterator<Item = &'a Verifier>>) -> Option<&'a Verifier> {
    waiting.lock().unwrap().next()
}

fn ask(verifier: &Verifier, setup: &Setup) -> Answers {
    let begin = Instant::now();
    let able: Vec<_> = { setup.cases.iter() }
        .filter(|case| verifier.can_verify(case))
        .collect();
    let replies = (verifier.ask)(setup, &able);
    assert_eq!(able.len(), replies.len());
    println!("{}: {:.1} s", verifier.peer, begin.elapsed().as_secs_f32());
    let replies = able.iter().zip(replies);
    let answers = replies.map(|(case, reply)| ((verifier.peer, case.number), reply));
    answers.collect()
}
