//! `value; name=value; …` headers (RFC 2045 §5.1) with the continuations and charsets of RFC 2231.

use std::collections::BTreeMap;

use super::{charset, encoded_word};

/// A piece of a parameter: whether it is percent-encoded, and its text.
type Pieces = BTreeMap<u32, (bool, String)>;

/// Most parameters read from one header.
const MOST: usize = 200;

/// Splits a header into its lower-case value and its parameters, names lower case, values decoded.
pub fn structured(line: &str) -> (String, Vec<(String, String)>) {
    let mut fields = split(line).into_iter();
    let value = fields.next().unwrap_or_default();
    let value = without_comment(&value)
        .to_ascii_lowercase()
        .split_whitespace()
        .collect::<String>();
    let mut plain: Vec<(String, String)> = Vec::new();
    let mut pieced: Vec<(String, Pieces)> = Vec::new();
    for field in fields.take(MOST) {
        let Some((name, value)) = field.split_once('=') else {
            continue;
        };
        let (name, value) = (name.trim().to_ascii_lowercase(), unquote(value.trim()));
        let mut marks = name.split('*');
        let base = marks.next().unwrap_or_default().to_owned();
        if !name.contains('*') {
            plain.push((base, encoded_word::decode(&value)));
            continue;
        }
        let position = marks.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let piece = (name.ends_with('*'), value);
        match pieced.iter_mut().find(|(n, _)| *n == base) {
            Some((_, pieces)) => {
                pieces.insert(position, piece);
            }
            None => pieced.push((base, Pieces::from([(position, piece)]))),
        }
    }
    // the encoded form is better than the plain one beside it
    let mut parameters: Vec<(String, String)> = pieced
        .into_iter()
        .map(|(name, pieces)| (name, joined(&pieces)))
        .collect();
    parameters.extend(plain);
    (value, parameters)
}

/// Pieces put together before decoding, because mailers cut inside a character.
fn joined(pieces: &Pieces) -> String {
    let mut bytes = Vec::new();
    let mut declared = None;
    for (n, (encoded, text)) in pieces.values().enumerate() {
        let mut text = text.as_str();
        if n == 0 && *encoded {
            let mut split = text.splitn(3, '\'');
            if let (Some(charset), Some(_), Some(rest)) = (split.next(), split.next(), split.next()) {
                declared = Some(charset).filter(|charset| !charset.is_empty());
                text = rest;
            }
        }
        if *encoded {
            unpercent(text.as_bytes(), &mut bytes);
        } else {
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    let text = charset::decode(&bytes, declared).text;
    encoded_word::decode(&text)
}

fn unpercent(mut rest: &[u8], out: &mut Vec<u8>) {
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped {
            Some(value) if byte == b'%' => {
                out.push(value);
                rest = &after[2..];
            }
            _ => {
                out.push(byte);
                rest = after;
            }
        }
    }
}

/// Cuts at semicolons outside of quotes.
fn split(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in line.chars() {
        let last = fields.len() - 1;
        match c {
            ';' if !quoted && fields.len() <= MOST => {
                fields.push(String::new());
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = c == '\\' && quoted && !escaped;
        fields[last].push(c);
    }
    if quoted && fields.len() == 1 {
        // a quote that never closes swallowed the parameters
        return line.split(';').map(str::to_owned).collect();
    }
    fields
}

fn unquote(value: &str) -> String {
    let Some(inside) = value.strip_prefix('"') else {
        return without_comment(value).trim().to_owned();
    };
    let mut out = String::with_capacity(inside.len());
    let mut chars = inside.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            // Windows paths come with single backslashes; only quotes and backslashes are escaped
            '\\' if matches!(chars.peek(), Some('"' | '\\')) => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// Takes a trailing comment off: `text/plain (made up)`.
fn without_comment(value: &str) -> &str {
    match value.find(" (") {
        Some(at) if value.trim_end().ends_with(')') => value[..at].trim(),
        _ => value.trim(),
    }
}
