//! What HTML would cost to read, guessed in one linear pass, because HTML parsers are quadratic in some directions.

use thiserror::Error;

/// Bytes of HTML that are shown.
pub const BYTES: usize = super::limits::SHOWN_HTML_BYTES;
const DEPTH: usize = 500;
const ATTRIBUTES: usize = 300;
const TAGS: usize = 100_000;
/// Copies of open formatting elements a parser would make when they are reopened in every paragraph.
const REOPENED: usize = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TooCostly {
    #[error("the HTML is larger than {} MB", BYTES / 1024 / 1024)]
    Bytes,
    #[error("the HTML is nested deeper than {DEPTH}")]
    Depth,
    #[error("an HTML element has more than {ATTRIBUTES} attributes")]
    Attributes,
    #[error("the HTML has more than {TAGS} tags")]
    Tags,
    #[error("the HTML never closes its formatting")]
    Formatting,
}

/// Refuses HTML that a parser would choke on.
pub fn check(html: &str) -> Result<(), TooCostly> {
    if html.len() > BYTES {
        return Err(TooCostly::Bytes);
    }
    let bytes = html.as_bytes();
    let (mut depth, mut formatting, mut tags, mut reopened) = (0_usize, 0_usize, 0, 0);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        at += found + 1;
        tags += 1;
        if tags > TAGS {
            return Err(TooCostly::Tags);
        }
        let closing = bytes.get(at) == Some(&b'/');
        let start = at + usize::from(closing);
        if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let name_end = start
            + bytes[start..]
                .iter()
                .position(|b| !b.is_ascii_alphanumeric() && *b != b':')
                .unwrap_or(bytes.len() - start);
        let name = &html[start..name_end];
        at = skip_tag(bytes, name_end)?;
        let step = if is(name, FORMATTING) {
            &mut formatting
        } else {
            &mut depth
        };
        if closing {
            *step = step.saturating_sub(1);
        } else if !is(name, VOID) && !is(name, IMPLIED_END) {
            *step += 1;
        }
        reopened += formatting;
        if depth + formatting > DEPTH {
            return Err(TooCostly::Depth);
        }
        if reopened > REOPENED {
            return Err(TooCostly::Formatting);
        }
    }
    Ok(())
}

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Closed by their next sibling; they do not pile up.
const IMPLIED_END: &[&str] = &["p", "li", "dt", "dd", "option", "html", "head", "body"];
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// Offset after the tag; counts its attributes.
fn skip_tag(bytes: &[u8], from: usize) -> Result<usize, TooCostly> {
    let (mut quote, mut attributes, mut between) = (None, 0, false);
    for (n, &byte) in bytes[from..].iter().enumerate() {
        match (quote, byte) {
            (Some(open), close) if open == close => {
                quote = None;
                between = true;
            }
            (Some(_), _) => {}
            (None, b'>') => return Ok(from + n + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b' ' | b'\t' | b'\n' | b'\r' | b'/' | 0x0c) => between = true,
            (None, _) if between => {
                between = false;
                attributes += 1;
                if attributes > ATTRIBUTES {
                    return Err(TooCostly::Attributes);
                }
            }
            _ => {}
        }
    }
    Ok(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costly_html_is_refused_and_plain_html_is_not() {
        assert_eq!(check(&"<p>hello <b>you</b><br>".repeat(5_000)), Ok(()));
        assert_eq!(check(&"<div>".repeat(501)), Err(TooCostly::Depth));
        assert_eq!(
            check(&format!("<a {}>", "x ".repeat(400))),
            Err(TooCostly::Attributes)
        );
        assert_eq!(
            check(&format!("{}{}", "<b>".repeat(400), "<p>x".repeat(10_000))),
            Err(TooCostly::Formatting)
        );
        assert_eq!(check(&"<br>".repeat(200_000)), Err(TooCostly::Tags));
        assert_eq!(check("a < b and 1 <2"), Ok(()));
    }
}
