//! Forwarded mail: who wrote the original.

use super::address::{self, Mailbox};
use super::mime::Structure;
use super::reply::forwarded;
use super::reply::header_block::{Label, block, is_rule, label};
use super::reply::line::{self, Line};

/// The author of the forwarded mail: from the block below the mark, or from the message attached. `subject` has to say
/// that the mail was forwarded, or the words have to carry a mark.
pub fn original_sender(subject: Option<&str>, text: &str, structure: &Structure<'_>) -> Option<Mailbox> {
    let says = subject.is_some_and(forwarded::subject);
    let lines = line::of_text(text);
    let mark = lines
        .iter()
        .position(|line| line.depth == 0 && forwarded::is_mark(&line.text));
    if let Some(at) = mark
        && let Some(found) = sender_below(&lines, at + 1)
    {
        return Some(found);
    }
    if !says {
        return None;
    }
    let start = (0..lines.len()).find(|&n| is_rule(&lines[n]) || block(&lines, n).is_some());
    start
        .and_then(|at| sender_below(&lines, at))
        .or_else(|| attached(structure))
}

/// The first sender label in the lines below a mark.
fn sender_below(lines: &[Line], at: usize) -> Option<Mailbox> {
    let below = lines[at..].iter().filter(|line| !line.is_blank()).take(10);
    for line in below {
        if let Some((Label::From, true)) = label(&line.text) {
            let value = line
                .text
                .split_once([':', '：'])
                .map(|(_, value)| value)
                .unwrap_or_default();
            let value = value
                .replace("[mailto:", "<")
                .replace("<mailto:", "<")
                .replace(']', ">");
            let value = value.trim().trim_matches('*').trim();
            return address::list(value).into_iter().next();
        }
    }
    None
}

/// The author of the only message attached.
fn attached(structure: &Structure<'_>) -> Option<Mailbox> {
    let mut messages = structure
        .parts
        .iter()
        .filter(|part| part.content.is_message() && !part.children.is_empty());
    let (message, None) = (messages.next()?, messages.next()) else {
        return None;
    };
    let inner = &structure.parts[*message.children.first()?];
    let from = inner.headers.line("From")?;
    address::list(&from).into_iter().next()
}
