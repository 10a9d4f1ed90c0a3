//! Lines of a body with what is known of them before any words are read.

/// One line, its quote marks taken off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub text: String,
    /// How many quotes it is inside of.
    pub depth: usize,
    /// The quote may be an indent only (an HTML blockquote nobody marked as a citation).
    pub unsure: bool,
    pub role: Role,
}

/// What the markup says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    #[default]
    Body,
    /// Inside the element a mailer puts its "On … wrote:" in.
    Attribution,
    /// Inside a signature element.
    Signature,
    /// First line of the quoted mail; everything after it is quoted as well.
    Cut,
}

impl Line {
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Lines of plain text; `>` marks become depth.
pub fn of_text(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = text.split('\n').map(of_line).collect();
    unescape_from(&mut lines);
    lines
}

fn of_line(line: &str) -> Line {
    let mut rest = line
        .strip_prefix(' ')
        .filter(|rest| rest.starts_with('>'))
        .unwrap_or(line);
    let mut depth = 0;
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            depth += 1;
            rest = after;
        } else if depth > 0 && rest.starts_with(" >") {
            rest = &rest[1..];
        } else {
            break;
        }
    }
    let text = if depth > 0 {
        rest.strip_prefix(' ').unwrap_or(rest)
    } else {
        rest
    };
    Line {
        text: text.trim_end_matches('\r').to_owned(),
        depth,
        ..Line::default()
    }
}

/// `>From ` alone among unquoted lines is the escape of mbox files, not a quote.
fn unescape_from(lines: &mut [Line]) {
    for at in 0..lines.len() {
        let alone =
            (at == 0 || lines[at - 1].depth == 0) && lines.get(at + 1).is_none_or(|next| next.depth == 0);
        if lines[at].depth == 1 && lines[at].text.starts_with("From ") && alone {
            lines[at].depth = 0;
        }
    }
}
