//! What text is printed on: how wide it is, and whether it has colours.

use std::io;

use anstyle::{AnsiColor, Style};
use clap::ColorChoice;
use terminal_size::{Width, terminal_size_of};
use textwrap::{Options, WordSplitter, WrapAlgorithm};
use vb365_tls::finding::Severity;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// Decides it for the whole program, once; without a choice, anstream looks at the terminal and at NO_COLOR.
pub(crate) fn choose(color: ColorChoice) {
    match color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// How many columns there are: those of the terminal, or else what COLUMNS says, or else 80.
pub(crate) fn columns() -> usize {
    const FEWEST: usize = 40;
    let terminal = terminal_size_of(io::stdout()).map(|(Width(columns), _)| usize::from(columns));
    let said = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = terminal.filter(|columns| *columns > 0).or_else(said);
    columns.unwrap_or(80).max(FEWEST)
}

pub(crate) fn styled(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

pub(crate) fn severity(severity: Severity) -> String {
    let style = match severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        _ => DIM,
    };
    styled(style, severity)
}

/// A paragraph that begins with `first`, and whose other lines begin with as many blanks as `indent` has bytes. Ids and
/// addresses stay whole, so that they can be copied.
pub(crate) fn paragraph(columns: usize, first: &str, indent: usize, text: &str) -> String {
    let indent = " ".repeat(indent);
    let options = Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(text, options) + "\n"
}

/// A word of a command, as it is typed into a shell of Unix.
pub(crate) fn shell_word(text: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-._~:/@%+=,[]".contains(it);
    match text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// As much of a text as fits, with an ellipsis for the rest.
pub(crate) fn shortened(text: &str, columns: usize) -> String {
    if textwrap::core::display_width(text) <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars() {
        short.push(character);
        if textwrap::core::display_width(&short) >= columns {
            short.pop();
            break;
        }
    }
    short + "…"
}
