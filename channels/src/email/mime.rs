//! The structure of a mail: one pass over the raw bytes finds every part and holds the limits; nothing is decoded.

use std::ops::Range;

use super::content::{Content, Encoding};
use super::header::{Headers, read_block, trim_end};
use super::limits::{self, Exceeded};

/// One part, container or leaf.
#[derive(Debug)]
pub struct Part<'a> {
    pub headers: Headers<'a>,
    pub content: Content,
    /// Offsets in the raw bytes.
    pub body: Range<usize>,
    /// Indexes of the parts directly inside.
    pub children: Vec<usize>,
}

/// All parts in the order of the bytes; the first is the mail itself.
#[derive(Debug, Default)]
pub struct Structure<'a> {
    pub parts: Vec<Part<'a>>,
    pub problems: Vec<String>,
}

enum Open {
    /// A multipart and its boundary.
    Multipart(usize, Vec<u8>),
    /// A `message/rfc822` part: ends with the container around it.
    Message(usize),
    Leaf(usize),
}

/// Finds the parts of a mail. Never recurses; the bytes are read once.
pub fn structure(raw: &[u8]) -> Result<Structure<'_>, Exceeded> {
    if raw.len() > limits::RAW_BYTES {
        return Err(Exceeded::RawBytes);
    }
    let mut walk = Walk {
        raw,
        out: Structure::default(),
        open: Vec::new(),
        lengths: 0,
        dashes: memchr::memmem::Finder::new(b"\n--"),
    };
    let mut at = walk.begin(0, None)?;
    while let Some((line_start, content, next)) = walk.next_delimiter(at) {
        at = match walk.matching(content) {
            Some((level, last)) => walk.delimiter(level, last, line_start, next)?,
            None => next,
        };
    }
    walk.close(0, raw.len());
    walk.childless();
    Ok(walk.out)
}

struct Walk<'a> {
    raw: &'a [u8],
    out: Structure<'a>,
    open: Vec<Open>,
    /// Bit n: an open boundary is n bytes long (127: or longer).
    lengths: u128,
    dashes: memchr::memmem::Finder<'static>,
}

impl<'a> Walk<'a> {
    /// Reads a part that starts at `start`, and the messages directly nested in it; gives the offset to go on from.
    fn begin(&mut self, start: usize, parent: Option<usize>) -> Result<usize, Exceeded> {
        let (mut start, mut parent) = (start, parent);
        loop {
            if self.out.parts.len() == limits::PARTS {
                return Err(Exceeded::Parts);
            }
            let block = read_block(self.raw, start..self.raw.len(), |line| {
                line.starts_with(b"--") && self.matching(line).is_some()
            })?;
            let index = self.out.parts.len();
            if block.broken {
                self.out
                    .problems
                    .push(format!("part {}: broken headers", index + 1));
            }
            let mut content = Content::read(&block.headers);
            if content.media_type.is_empty()
                && parent.is_some_and(|p| self.out.parts[p].content.media_type == "multipart/digest")
            {
                content.media_type = "message/rfc822".to_owned();
            }
            let nested =
                content.is_message() && matches!(content.encoding, Encoding::Identity | Encoding::Unknown(_));
            if content.is_multipart() && content.boundary.is_none() {
                self.out
                    .problems
                    .push(format!("part {}: multipart without a boundary", index + 1));
                content.boundary = self.first_delimiter(block.body);
            }
            let boundary = content.boundary.clone().filter(|_| content.is_multipart());
            self.out.parts.push(Part {
                headers: block.headers,
                content,
                body: block.body..self.raw.len(),
                children: Vec::new(),
            });
            if let Some(parent) = parent {
                self.out.parts[parent].children.push(index);
            }
            if self.open.len() >= limits::DEPTH && (nested || boundary.is_some()) {
                return Err(Exceeded::Depth);
            }
            if nested {
                let messages = self
                    .open
                    .iter()
                    .filter(|open| matches!(open, Open::Message(_)))
                    .count();
                if messages == limits::NESTED_MESSAGES {
                    return Err(Exceeded::NestedMessages);
                }
                self.open.push(Open::Message(index));
                (start, parent) = (block.body, Some(index));
                continue;
            }
            match boundary {
                Some(boundary) => {
                    let boundary = trim_end(boundary.as_bytes()).to_vec();
                    self.open.push(Open::Multipart(index, boundary));
                    self.count_lengths();
                }
                None => self.open.push(Open::Leaf(index)),
            }
            return Ok(block.body);
        }
    }

    /// The name in the first line that looks like a delimiter, close to the start of a body that should have one.
    fn first_delimiter(&self, body: usize) -> Option<String> {
        let start = &self.raw[body..self.raw.len().min(body + 2_000)];
        let line = start
            .split(|&b| b == b'\n')
            .map(trim_end)
            .find(|line| line.starts_with(b"--") && line.len() > 4)?;
        Some(String::from_utf8_lossy(&line[2..]).into_owned())
    }

    /// The next line that may delimit an open multipart: its start, its content, the start of the line after it.
    fn next_delimiter(&self, from: usize) -> Option<(usize, &'a [u8], usize)> {
        if self.lengths == 0 || from >= self.raw.len() {
            return None;
        }
        let mut at = from;
        let at_line = at == 0 || self.raw[at - 1] == b'\n';
        if !(at_line && self.opens_delimiter(at)) {
            loop {
                at += self.dashes.find(&self.raw[at..])? + 1;
                if self.opens_delimiter(at) {
                    break;
                }
            }
        }
        let next = memchr::memchr(b'\n', &self.raw[at..]).map_or(self.raw.len(), |n| at + n + 1);
        Some((at, trim_end(&self.raw[at..next]), next))
    }

    /// Whether the bytes at `at` begin with `--` and the name of an open boundary.
    fn opens_delimiter(&self, at: usize) -> bool {
        let Some(name) = self.raw[at..].strip_prefix(b"--") else {
            return false;
        };
        self.open
            .iter()
            .any(|open| matches!(open, Open::Multipart(_, boundary) if name.starts_with(boundary)))
    }

    /// Which open multipart a line delimits, innermost first, and whether it is the last delimiter of it.
    fn matching(&self, line: &[u8]) -> Option<(usize, bool)> {
        let name = line.get(2..)?;
        let has = |n: usize| self.lengths & (1 << n.min(127)) != 0;
        if !has(name.len()) && (name.len() < 2 || !has(name.len() - 2)) {
            return None;
        }
        let closed = name.strip_suffix(b"--");
        self.open
            .iter()
            .enumerate()
            .rev()
            .find_map(|(level, open)| match open {
                Open::Multipart(_, boundary) if boundary == name => Some((level, false)),
                Open::Multipart(_, boundary) if closed == Some(boundary) => Some((level, true)),
                _ => None,
            })
    }

    fn delimiter(
        &mut self,
        level: usize,
        last: bool,
        line_start: usize,
        next: usize,
    ) -> Result<usize, Exceeded> {
        // the line end before a delimiter belongs to the delimiter
        let end = match &self.raw[..line_start] {
            [.., b'\r', b'\n'] => line_start - 2,
            [.., b'\n'] => line_start - 1,
            _ => line_start,
        };
        self.close(level + 1, end);
        if last {
            self.close(level, line_start);
            return Ok(next);
        }
        match self.open.get(level) {
            Some(Open::Multipart(index, _)) => {
                let index = *index;
                self.begin(next, Some(index))
            }
            _ => Ok(next),
        }
    }

    /// Ends every open part from `level` on at `end`.
    fn close(&mut self, level: usize, end: usize) {
        while self.open.len() > level {
            let index = match self.open.pop() {
                Some(Open::Multipart(index, _) | Open::Message(index) | Open::Leaf(index)) => index,
                None => break,
            };
            let body = &mut self.out.parts[index].body;
            body.end = end.max(body.start);
        }
        self.count_lengths();
    }

    fn count_lengths(&mut self) {
        self.lengths = self.open.iter().fold(0, |bits, open| match open {
            Open::Multipart(_, boundary) => bits | 1 << boundary.len().min(127),
            _ => bits,
        });
    }

    /// A multipart whose boundary never came is read as text.
    fn childless(&mut self) {
        for (index, part) in self.out.parts.iter_mut().enumerate() {
            if part.content.is_multipart() && part.children.is_empty() {
                self.out
                    .problems
                    .push(format!("part {}: multipart without parts", index + 1));
                part.content.media_type = "text/plain".to_owned();
            }
        }
    }
}
