//! Reads an mbox file mail by mail (RFC 4155, with the quoting of *mboxrd*).

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use chrono::{NaiveDateTime, TimeZone, Utc};

use super::Mail;
use centralino_channels::Timestamp;

/// Bytes of one mail that are kept: more than the parser takes, so that it is the parser who refuses.
const MOST_BYTES: usize = 64 * 1024 * 1024;

pub struct Mbox<R> {
    lines: R,
    /// Bytes read so far.
    read: u64,
    /// The `From ` line of the mail that comes next.
    next_from: Option<Vec<u8>>,
}

pub fn open(path: &Path) -> io::Result<Mbox<BufReader<File>>> {
    Ok(over(BufReader::with_capacity(1 << 20, File::open(path)?)))
}

fn over<R: BufRead>(lines: R) -> Mbox<R> {
    Mbox {
        lines,
        read: 0,
        next_from: None,
    }
}

impl<R: BufRead> Iterator for Mbox<R> {
    type Item = io::Result<Mail>;

    fn next(&mut self) -> Option<Self::Item> {
        self.mail().transpose()
    }
}

impl<R: BufRead> Mbox<R> {
    fn mail(&mut self) -> io::Result<Option<Mail>> {
        let mut from = self.next_from.take();
        let mut raw = Vec::new();
        let mut line = Vec::new();
        let mut after_blank = true;
        loop {
            line.clear();
            let length = self.lines.read_until(b'\n', &mut line)?;
            self.read += length as u64;
            if length == 0 {
                break;
            }
            if after_blank && line.starts_with(b"From ") {
                if from.is_some() {
                    self.next_from = Some(line);
                    break;
                }
                from = Some(line.clone());
                after_blank = false;
                continue;
            }
            after_blank = line == b"\n" || line == b"\r\n";
            // Something before the first `From ` line is no mail, unless the whole file is one.
            from.get_or_insert_with(Vec::new);
            if raw.len() < MOST_BYTES {
                raw.extend_from_slice(unquoted(&line));
            }
        }
        let Some(from) = from else {
            return Ok(None);
        };
        // The blank line before the next `From ` belongs to the format.
        if self.next_from.is_some() {
            for end in [b"\r\n".as_slice(), b"\n"] {
                if raw.ends_with(end) {
                    raw.truncate(raw.len() - end.len());
                    break;
                }
            }
        }
        Ok(Some(Mail {
            raw: raw.into(),
            received_at: arrival(&from),
            progress: self.read,
        }))
    }
}

/// `>From ` stands for `From `, `>>From ` for `>From `.
fn unquoted(line: &[u8]) -> &[u8] {
    let unmarked = line.iter().position(|byte| *byte != b'>').unwrap_or(0);
    match unmarked > 0 && line[unmarked..].starts_with(b"From ") {
        true => &line[1..],
        false => line,
    }
}

/// The time in `From ada@example.com Sat Nov 21 20:11:53 2026`, taken for UTC.
fn arrival(from: &[u8]) -> Option<Timestamp> {
    let line = String::from_utf8_lossy(from);
    let words: Vec<&str> = line.split_whitespace().skip(2).collect();
    let date = words.get(..5)?.join(" ");
    let naive = NaiveDateTime::parse_from_str(&date, "%a %b %d %H:%M:%S %Y").ok()?;
    Some(Utc.from_utc_datetime(&naive))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_parted_and_unquoted() {
        let file: &[u8] = b"From ada@example.com Sat Nov 21 20:11:53 2026\nSubject: one\n\nhello\n>From here on\n>>From\nFrom the middle\n\nFrom bo@example.com Sun Nov 22 00:00:00 2026\nSubject: two\n\nbye\n";
        let mails: Vec<Mail> = over(file).map(Result::unwrap).collect();
        assert_eq!(mails.len(), 2);
        assert_eq!(
            mails[0].raw,
            "Subject: one\n\nhello\nFrom here on\n>>From\nFrom the middle\n"
        );
        assert_eq!(mails[1].raw, "Subject: two\n\nbye\n");
        assert_eq!(
            mails[0].received_at.unwrap().to_rfc3339(),
            "2026-11-21T20:11:53+00:00"
        );
        assert_eq!(mails[1].progress, file.len() as u64);
    }

    #[test]
    fn an_empty_file_has_no_mails() {
        assert_eq!(over(&b""[..]).count(), 0);
    }
}
