//! Ours beside a floor: both take turns, on the clock of this thread, and the median of their ratios counts.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

/// What a row may show.
#[derive(Clone, Copy)]
pub(crate) struct Budget {
    /// What the crate is to reach.
    aim: f64,
    /// Beyond it the run fails.
    limit: f64,
}

impl Budget {
    /// Reached, so that going beyond it fails the run.
    pub(crate) const fn reached(aim: f64) -> Self {
        Self { aim, limit: aim }
    }

    /// Not reached yet. The limit is what was measured when it was last set, with room for a noisy machine: it must only
    /// ever go down, and [`reached`](Self::reached) takes its place as soon as the aim holds.
    pub(crate) const fn missed(aim: f64, limit: f64) -> Self {
        Self { aim, limit }
    }

    /// Measures, and up to four times more while that is beyond the limit; the lowest ratio counts. What a neighbour of this
    /// machine does passes, a regression stays.
    pub(crate) fn measure<T, E>(
        self,
        ratio: impl Fn(&T) -> f64,
        mut measure: impl FnMut() -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lowest = measure()?;
        for _ in 0..AGAIN {
            if ratio(&lowest) <= self.limit {
                break;
            }
            let again = measure()?;
            if ratio(&again) < ratio(&lowest) {
                lowest = again;
            }
        }
        Ok(lowest)
    }

    /// Another program's, which is shown and fails nothing.
    pub(crate) const fn shown() -> Self {
        Self {
            aim: f64::INFINITY,
            limit: f64::INFINITY,
        }
    }
}

/// Seconds for one item.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    pub(crate) floor: f64,
    pub(crate) ours: f64,
}

impl Measured {
    pub(crate) fn ratio(&self) -> f64 {
        self.ours / self.floor
    }

    /// The round in the middle.
    pub(crate) fn median(mut rounds: Vec<Self>) -> Option<Self> {
        rounds.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
        rounds.get(rounds.len() / 2).copied()
    }
}

/// How often a row beyond its limit is measured again.
const AGAIN: usize = 4;

/// The rows printed so far.
pub(crate) struct Table {
    start: Instant,
    missed: usize,
    over: Vec<String>,
}

impl Table {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            missed: 0,
            over: Vec::new(),
        }
    }

    /// Measures and prints one row; each call of either side does so many items.
    pub(crate) fn row(
        &mut self,
        what: &str,
        budget: Budget,
        items: usize,
        mut floor: impl FnMut(),
        mut ours: impl FnMut(),
    ) {
        let Ok(measured) = budget.measure(Measured::ratio, || {
            Ok::<_, Infallible>(measure(items, &mut floor, &mut ours))
        });
        self.print(what, budget, measured, "");
    }

    /// Prints what was measured by other means.
    pub(crate) fn print(&mut self, what: &str, budget: Budget, measured: Measured, more: &str) {
        let ratio = measured.ratio();
        let Budget { aim, limit } = budget;
        let verdict = if !limit.is_finite() {
            "shown".to_owned()
        } else if ratio <= aim {
            format!("within {aim}")
        } else if ratio <= limit {
            self.missed += 1;
            format!("MISSES {aim}, fails beyond {limit}")
        } else {
            self.over.push(what.to_owned());
            format!("OVER {limit}, aim {aim}")
        };
        println!(
            "{what}: {} / {} = {ratio:.3} ({verdict}){more}",
            in_words(measured.ours),
            in_words(measured.floor),
        );
    }

    /// Says how it went; whether no row is beyond its limit.
    pub(crate) fn finish(self) -> bool {
        println!(
            "{} rows miss their aim, {} are over their limit; {:.0} s",
            self.missed + self.over.len(),
            self.over.len(),
            self.start.elapsed().as_secs_f64()
        );
        for row in &self.over {
            println!("over: {row}");
        }
        self.over.is_empty()
    }
}

fn in_words(seconds: f64) -> String {
    match seconds {
        0.1.. => format!("{seconds:.2} s"),
        1e-3.. => format!("{:.2} ms", seconds * 1e3),
        _ => format!("{:.2} us", seconds * 1e6),
    }
}

/// Each round is long enough for the clock, and there are as many as there is time for.
fn measure(items: usize, floor: &mut impl FnMut(), ours: &mut impl FnMut()) -> Measured {
    const ROUNDS: usize = 41;
    // Work that takes a second is measured less often.
    const FEWEST: usize = 3;
    const TIME: Duration = Duration::from_millis(1500);
    let start = Instant::now();
    let calls = (calls_for(floor), calls_for(ours));
    let mut rounds = Vec::new();
    while rounds.len() < ROUNDS && (rounds.len() < FEWEST || start.elapsed() < TIME) {
        rounds.push(Measured {
            floor: per_call(calls.0, floor) / items as f64,
            ours: per_call(calls.1, ours) / items as f64,
        });
    }
    Measured::median(rounds).expect("at least one round")
}

fn calls_for(work: &mut impl FnMut()) -> u32 {
    const LONG_ENOUGH: f64 = 0.01;
    work();
    let mut calls = 1;
    while per_call(calls, work) * f64::from(calls) < LONG_ENOUGH {
        calls *= 2;
    }
    calls
}

fn per_call(calls: u32, work: &mut impl FnMut()) -> f64 {
    let start = ThreadTime::now();
    for _ in 0..calls {
        work();
    }
    start.elapsed().as_secs_f64() / f64::from(calls)
}
