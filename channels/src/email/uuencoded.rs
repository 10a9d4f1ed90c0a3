//! Files that old programs paste into the text: `begin 644 name` … `end`.

use bytes::Bytes;

use super::content::clean_filename;
use super::parsed::File;
use super::transfer;

/// Takes every enclosed file out of the text. Words that only begin alike stay.
pub fn take_out(text: &str) -> (String, Vec<File>) {
    let mut files = Vec::new();
    if !text.contains("begin ") {
        return (text.to_owned(), files);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, name, body, after)) = next_file(rest).filter(|_| files.len() < 50) {
        out.push_str(before);
        let bytes = Bytes::from(transfer::uuencode(body.as_bytes()));
        files.push(File {
            filename: clean_filename(name).unwrap_or_else(|| format!("enclosed-{}.bin", files.len() + 1)),
            content_type: "application/octet-stream".to_owned(),
            content_id: None,
            inline: false,
            bytes,
        });
        rest = after;
    }
    out.push_str(rest);
    (out, files)
}

/// The text before the next file, its name, its lines, and the text after it.
fn next_file(text: &str) -> Option<(&str, &str, &str, &str)> {
    let mut at = 0;
    let mut tried = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(name) = line.strip_prefix("begin ").and_then(named) else {
            continue;
        };
        tried += 1;
        if tried > 20 {
            break;
        }
        let body = &text[at..];
        let end = if body.starts_with("end\n") {
            0
        } else {
            body.find("\nend").map(|n| n + 1)?
        };
        let after = body[end..].find('\n').map_or(text.len(), |n| at + end + n + 1);
        // every line states its length in its first character
        let encoded = body[..end]
            .lines()
            .all(|line| line.bytes().all(|b| (b' '..=b'`').contains(&b)) && line.len() <= 62);
        if encoded && end > 0 {
            return Some((&text[..start], name, &body[..end], &text[after..]));
        }
    }
    None
}

/// `644 boiler.log`: the name behind an octal mode.
fn named(rest: &str) -> Option<&str> {
    let (mode, name) = rest.trim_end().split_once(' ')?;
    let octal = matches!(mode.len(), 3 | 4) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    (octal && !name.trim().is_empty()).then(|| name.trim())
}
