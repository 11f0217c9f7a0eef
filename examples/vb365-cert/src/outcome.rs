//! How a program ends: 0 for yes, 1 for no, 2 for usage and unreadable input.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use vb365_tls::error::ParseError;

/// The answer, when there is one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Yes,
    No,
}

/// Why there is no answer, in one line.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    reason: String,
    /// What to do next, in lines of its own.
    advice: Option<String>,
}

pub(crate) type Outcome = Result<Verdict, Failure>;

impl Failure {
    /// Says which file, host or argument it is about.
    pub(crate) fn about(what: impl Display, reason: impl Display) -> Self {
        Self {
            what: what.to_string(),
            reason: reason.to_string(),
            advice: None,
        }
    }

    pub(crate) fn with_advice(self, advice: String) -> Self {
        Self {
            advice: Some(advice),
            ..self
        }
    }

    /// Without what it is about, for where that has been said.
    pub(crate) fn reason(&self) -> String {
        in_one_line(&self.reason)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.what.as_str() {
            "" => self.reason.clone(),
            what => format!("{what}: {}", self.reason),
        };
        f.write_str(&in_one_line(&text))
    }
}

impl std::error::Error for Failure {}

impl From<ParseError> for Failure {
    fn from(error: ParseError) -> Self {
        Self {
            what: String::new(),
            reason: error.to_string(),
            advice: None,
        }
    }
}

/// A file of any kind; CRLs are the largest.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    const MOST: usize = 64 * 1024 * 1024;
    let bytes = File::open(path).and_then(|file| read_at_most(MOST, file));
    bytes.map_err(|error| Failure::about(path.display(), error))
}

/// All of it, unless it has more bytes.
pub(crate) fn read_at_most(most: usize, source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most as u64 + 1).read_to_end(&mut bytes)?;
    match bytes.len() <= most {
        true => Ok(bytes),
        false => Err(io::Error::other(format!("more than {most} bytes"))),
    }
}

/// Prints an answer. Who closes the other end has read enough: that is not a failure, and the exit code is the same.
pub(crate) fn print(answer: impl Display) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    match write!(stdout, "{answer}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::about("stdout", error)),
        _ => Ok(()),
    }
}

/// Says something beside the answer, if anybody reads it.
pub(crate) fn note(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// What others wrote, on its way to a terminal, which acts on control characters: what is not seen is shown by number.
pub(crate) fn in_one_line(text: &str) -> String {
    /// The most characters of it.
    const LONGEST: usize = 4096;
    let mut line = String::new();
    for (count, character) in text.chars().enumerate() {
        match character {
            _ if count == LONGEST => {
                line.push('…');
                break;
            }
            // The letters among them that are blank, which `escape_debug` leaves as they are.
            '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => {
                line.extend(character.escape_unicode());
            }
            '\'' | '"' | '\\' => line.push(character),
            _ => line.extend(character.escape_debug()),
        }
    }
    line
}

pub(crate) fn exit(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(Verdict::Yes) => ExitCode::SUCCESS,
        Ok(Verdict::No) => ExitCode::from(1),
        Err(failure) => {
            note(format_args!("error: {failure}"));
            if let Some(advice) = failure.advice {
                note(advice);
            }
            ExitCode::from(2)
        }
    }
}
