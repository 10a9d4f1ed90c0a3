//! Header blocks: where they end, their fields, and fields as text whatever bytes they are made of.

use std::borrow::Cow;
use std::ops::Range;

use super::limits::{self, Exceeded};
use super::{charset, encoded_word};

/// One field, its value as received: folded, undecoded, without the line end.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    pub name: &'a [u8],
    pub value: &'a [u8],
}

/// The fields of one block, in order.
#[derive(Debug, Default)]
pub struct Headers<'a> {
    pub fields: Vec<Field<'a>>,
}

/// A block of header fields and what follows it.
pub struct Block<'a> {
    pub headers: Headers<'a>,
    /// Offset of the first byte of the body.
    pub body: usize,
    /// A line that was no field was found among them.
    pub broken: bool,
}

impl<'a> Headers<'a> {
    /// Every field called `name`, as received.
    pub fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'a [u8]> + 'b {
        self.fields
            .iter()
            .filter(move |field| field.name.eq_ignore_ascii_case(name.as_bytes()))
            .map(|field| field.value)
    }

    /// The first field called `name`, unfolded, as text, encoded words left alone.
    pub fn line(&self, name: &str) -> Option<String> {
        self.all(name).next().map(unfold)
    }

    /// Every field called `name`, unfolded, encoded words left alone.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.all(name).map(unfold).collect()
    }

    /// The first field called `name` as people read it: encoded words decoded, white space tidied.
    pub fn text(&self, name: &str) -> Option<String> {
        let line = self.line(name)?;
        let text = encoded_word::decode(&line);
        let tidy = tidy(&text);
        (!tidy.is_empty()).then_some(tidy)
    }

    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }
}

/// One line as people may see it: white space tidied, and without the characters that turn the direction of the text
/// around them.
pub fn tidy(text: &str) -> String {
    let straight: String = text.chars().filter(|&c| !turns_direction(c)).collect();
    straight.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Embeddings, overrides and isolates (Unicode UAX #9); marks that only hint are harmless and kept.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Takes folds out and makes text of the bytes; NULs and other control characters become spaces.
pub fn unfold(value: &[u8]) -> String {
    let text: Cow<'_, str> = match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(charset::detect(value).0),
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' | '\n' | '\0' => {}
            c if c.is_control() && c != '\t' && c != '\u{1b}' => out.push(' '),
            c => out.push(c),
        }
    }
    if out.contains('\u{1b}') {
        out = charset::detect(out.as_bytes()).0.replace('\u{1b}', "");
    }
    out.trim().to_owned()
}

/// Reads the block that starts at `range.start`. It ends at an empty line, at a line `stop` accepts (a MIME
/// boundary; that line is left for the caller), or where lines are no fields any more (RFC 5322 §2.2).
pub fn read_block<'a>(
    raw: &'a [u8],
    range: Range<usize>,
    stop: impl Fn(&[u8]) -> bool,
) -> Result<Block<'a>, Exceeded> {
    let mut block = Block {
        headers: Headers::default(),
        body: range.start,
        broken: false,
    };
    let mut at = range.start;
    // start of the value, end of the value, name
    let mut open: Option<(&'a [u8], usize, usize)> = None;
    while at < range.end {
        let next = memchr::memchr(b'\n', &raw[at..range.end]).map_or(range.end, |n| at + n + 1);
        let line = trim_end(&raw[at..next]);
        if next - range.start > limits::HEADER_BYTES && !line.is_empty() {
            return Err(Exceeded::HeaderBytes);
        }
        if stop(line) {
            break;
        }
        if line.is_empty() && !(next - at > 2 && more_fields(raw, next, range.end)) {
            at = next;
            break;
        }
        if line.is_empty() {
            // a fold of white space only
            at = next;
            continue;
        }
        let folded = matches!(line[0], b' ' | b'\t') && open.is_some();
        if folded {
            if let Some(open) = &mut open {
                open.2 = at + line.len();
            }
        } else if let Some(colon) = field_colon(line) {
            close(raw, &mut open, &mut block.headers)?;
            let name = trim_end(&line[..colon]);
            open = Some((name, at + colon + 1, at + line.len()));
        } else if at == range.start && (line.starts_with(b"From ") || line.starts_with(b">From ")) {
            // the separator of an mbox file or an MTA pipe
        } else if more_fields(raw, next, range.end) {
            // a fold that lost its indent, or rubbish: fields follow
            block.broken = true;
            if let Some(open) = &mut open {
                open.2 = at + line.len();
            }
        } else {
            block.broken = true;
            break;
        }
        at = next;
    }
    close(raw, &mut open, &mut block.headers)?;
    block.body = at;
    Ok(block)
}

fn close<'a>(
    raw: &'a [u8],
    open: &mut Option<(&'a [u8], usize, usize)>,
    headers: &mut Headers<'a>,
) -> Result<(), Exceeded> {
    let Some((name, start, end)) = open.take() else {
        return Ok(());
    };
    if headers.fields.len() == limits::HEADERS {
        return Err(Exceeded::Headers);
    }
    headers.fields.push(Field {
        name,
        value: &raw[start..end.max(start)],
    });
    Ok(())
}

/// Where the colon of a field is; names are printable ASCII without spaces, spaces before the colon are borne.
fn field_colon(line: &[u8]) -> Option<usize> {
    let colon = line.iter().take(200).position(|&b| b == b':')?;
    let name = trim_end(&line[..colon]);
    (!name.is_empty() && name.iter().all(|b| b.is_ascii_graphic())).then_some(colon)
}

/// Whether the block goes on at `at`: a fold, or within the next lines a field every mail has.
fn more_fields(raw: &[u8], at: usize, end: usize) -> bool {
    let mut at = at;
    for n in 0..5 {
        let next = memchr::memchr(b'\n', &raw[at..end]).map_or(end, |n| at + n + 1);
        let line = &raw[at..next];
        let content = trim_end(line);
        if content.is_empty() {
            return false;
        }
        if n == 0 && matches!(line[0], b' ' | b'\t') {
            return true;
        }
        if let Some(colon) = field_colon(content)
            && is_usual(trim_end(&content[..colon]))
        {
            return true;
        }
        at = next;
    }
    false
}

fn is_usual(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    name.starts_with("x-")
        || name.starts_with("content-")
        || name.starts_with("list-")
        || matches!(
            name.as_str(),
            "from"
                | "to"
                | "cc"
                | "bcc"
                | "subject"
                | "date"
                | "message-id"
                | "mime-version"
                | "received"
                | "reply-to"
                | "sender"
                | "references"
                | "in-reply-to"
                | "return-path"
                | "delivered-to"
                | "dkim-signature"
                | "authentication-results"
        )
}

/// Cuts white space and line ends off the end.
pub fn trim_end(line: &[u8]) -> &[u8] {
    let end = line
        .iter()
        .rposition(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        .map_or(0, |n| n + 1);
    &line[..end]
}
