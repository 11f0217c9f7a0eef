//! Boxes, arrows and lines of text, in the colour of the text around them: legible on light and on dark pages.

use std::fmt::Write;

/// The width of a picture, in units that are pixels on a telephone.
pub const WIDTH: u32 = 360;

const LINE: u32 = 14;
const MARGIN: u32 = 2;

/// How sure something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    Documented,
    Inferred,
    Unknown,
}

impl Stroke {
    const fn dashes(self) -> &'static str {
        match self {
            Self::Documented => "",
            Self::Inferred => " stroke-dasharray=\"7 4\"",
            Self::Unknown => " stroke-dasharray=\"1.5 4\" stroke-linecap=\"round\"",
        }
    }

    const fn style(self) -> &'static str {
        match self {
            Self::Documented => "",
            Self::Inferred | Self::Unknown => " font-style=\"italic\"",
        }
    }
}

/// A party.
pub struct Block {
    pub name: String,
    /// Whether the certificate is installed there.
    pub is_machine: bool,
}

/// Where an arrow has its head.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    Down,
    Up,
}

/// Something said of a connection.
pub struct Line {
    text: String,
    stroke: Stroke,
    icon: Option<&'static str>,
}

impl Line {
    pub fn text(text: &str, stroke: Stroke) -> Self {
        Self {
            text: text.to_owned(),
            stroke,
            icon: None,
        }
    }

    pub fn role(verb: &str, stroke: Stroke) -> Self {
        let text = match stroke {
            Stroke::Inferred => format!("{verb} (inferred)"),
            _ => verb.to_owned(),
        };
        let icon = if verb == "verifies" {
            CHECK
        } else {
            CERTIFICATE
        };
        Self {
            text,
            stroke,
            icon: Some(icon),
        }
    }
}

/// A sheet with a seal.
const CERTIFICATE: &str = "M0 -8h10v7h-10zM2 -5.8h6M2 -3.6h3M6.6 -2.6v3l1.2 -1l1.2 1v-3";
const CHECK: &str = "M0.5 -4l3 3.2l6 -7";

/// A connection, with the room it has.
pub struct Arrow {
    pub left: u32,
    pub width: u32,
    pub ends: Ends,
    pub stroke: Stroke,
    pub lines: Vec<Line>,
}

pub struct Svg {
    body: String,
    y: u32,
}

impl Svg {
    pub const fn new() -> Self {
        Self {
            body: String::new(),
            y: 0,
        }
    }

    pub const fn space(&mut self, height: u32) {
        self.y += height;
    }

    pub fn row(&mut self, blocks: &[Block]) {
        let count = blocks.len() as u32;
        let width = WIDTH / count;
        let wrapped: Vec<_> = blocks
            .iter()
            .map(|it| wrap(&it.name, (width - 14) * 10 / 64))
            .collect();
        let is_marked = blocks.iter().any(|it| it.is_machine);
        let lines = wrapped.iter().map(Vec::len).max().unwrap() as u32;
        let height = lines * LINE + if is_marked { LINE } else { 0 } + 10;
        for (place, (block, text)) in blocks.iter().zip(&wrapped).enumerate() {
            let left = place as u32 * width + MARGIN;
            let (inner, middle) = (width - 2 * MARGIN, left + (width - 2 * MARGIN) / 2);
            let heavy = if block.is_machine { "2.2" } else { "1.2" };
            writeln!(
                self.body,
                "<rect x=\"{left}\" y=\"{}\" width=\"{inner}\" height=\"{height}\" rx=\"5\" fill=\"none\" stroke-width=\"{heavy}\" />",
                self.y
            )
            .unwrap();
            let own = text.len() as u32 + u32::from(block.is_machine);
            let mut y = self.y + (height - own * LINE) / 2 + 11;
            for line in text {
                self.write(
                    &format!("text-anchor=\"middle\" x=\"{middle}\" y=\"{y}\" font-weight=\"600\""),
                    line,
                );
                y += LINE;
            }
            if block.is_machine {
                self.icon(CERTIFICATE, middle - 52, y);
                self.write(
                    &format!("x=\"{}\" y=\"{y}\" font-size=\"10\"", middle - 37),
                    "is installed here",
                );
            }
        }
        self.y += height;
    }

    pub fn gap(&mut self, arrows: &[Arrow]) {
        let wrapped: Vec<Vec<_>> = arrows.iter().map(wrapped_lines).collect();
        let lines = wrapped.iter().map(Vec::len).max().unwrap() as u32;
        let height = lines * LINE + 22;
        for (arrow, lines) in arrows.iter().zip(&wrapped) {
            let x = arrow.left + 12;
            let (top, bottom) = (self.y + 1, self.y + height - 1);
            let (begin, end, head) = match arrow.ends {
                Ends::Down => (top, bottom - 7, format!("M{x} {bottom}l-4.5 -9h9z")),
                Ends::Up => (bottom, top + 7, format!("M{x} {top}l-4.5 9h9z")),
            };
            writeln!(
                self.body,
                "<path d=\"M{x} {begin}V{end}\" fill=\"none\" stroke-width=\"1.5\"{} />\n<path d=\"{head}\" stroke=\"none\" />",
                arrow.stroke.dashes()
            )
            .unwrap();
            let spare = height - lines.len() as u32 * LINE;
            let mut y = self.y + spare / 2 + 11;
            for (text, line, is_first) in lines {
                let left = match line.icon {
                    Some(icon) => {
                        if *is_first {
                            self.icon(icon, x + 8, y);
                        }
                        x + 23
                    }
                    None => x + 8,
                };
                let weight = match (line.icon, line.stroke) {
                    (Some(_), Stroke::Documented) => " font-weight=\"600\"",
                    _ => "",
                };
                self.write(
                    &format!("x=\"{left}\" y=\"{y}\"{}{weight}", line.stroke.style()),
                    text,
                );
                y += LINE;
            }
        }
        self.y += height;
    }

    pub fn paragraph(&mut self, text: &str, stroke: Stroke) {
        for line in wrap(text, 58) {
            self.y += LINE;
            self.write(
                &format!("x=\"{MARGIN}\" y=\"{}\"{}", self.y, stroke.style()),
                &line,
            );
        }
    }

    /// What the lines mean.
    pub fn legend(&mut self) {
        self.y += LINE;
        let mut x = MARGIN;
        for (stroke, name, width) in [
            (Stroke::Documented, "documented", 116),
            (Stroke::Inferred, "inferred", 98),
            (Stroke::Unknown, "unknown", 0),
        ] {
            let y = self.y;
            writeln!(
                self.body,
                "<path d=\"M{x} {}h36\" fill=\"none\" stroke-width=\"1.5\"{} />",
                y - 4,
                stroke.dashes()
            )
            .unwrap();
            self.write(
                &format!(
                    "x=\"{}\" y=\"{y}\" font-size=\"10\"{}",
                    x + 42,
                    stroke.style()
                ),
                name,
            );
            x += width;
        }
    }

    fn icon(&mut self, path: &str, x: u32, y: u32) {
        writeln!(
            self.body,
            "<path d=\"{path}\" transform=\"translate({x} {y})\" fill=\"none\" stroke-width=\"1.2\" />"
        )
        .unwrap();
    }

    fn write(&mut self, attributes: &str, text: &str) {
        writeln!(
            self.body,
            "<text stroke=\"none\" {attributes}>{}</text>",
            escaped(text)
        )
        .unwrap();
    }

    pub fn finish(self, title: &str) -> String {
        let (body, height, title) = (self.body, self.y + 8, escaped(title));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"450\" role=\"img\" \
             style=\"max-width:100%;height:auto\" fill=\"currentColor\" stroke=\"currentColor\" font-size=\"11.5\" \
             font-family=\"'Fira Sans', Arial, sans-serif\">\n<title>{title}</title>\n{body}</svg>\n"
        )
    }
}

/// Each line of text, with what it is a part of, and whether it begins it.
fn wrapped_lines(arrow: &Arrow) -> Vec<(String, &Line, bool)> {
    let lines = arrow.lines.iter().flat_map(|line| {
        let room = arrow.width - 24 - if line.icon.is_some() { 15 } else { 0 };
        let parts = wrap(&line.text, room * 10 / 59).into_iter();
        { parts.enumerate() }.map(move |(place, text)| (text, line, place == 0))
    });
    lines.collect()
}

/// Lines of at most this many characters, where words allow it.
fn wrap(text: &str, characters: u32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= characters as usize => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
