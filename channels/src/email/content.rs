//! What a part says of itself: type, disposition, names (RFC 2045, 2183, 2231).

use super::encoded_word;
use super::header::{Headers, turns_direction};
use super::parameters::structured;

/// The headers of a part that decide how it is read.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// `text/plain`, lower case; empty when the part says nothing (or nothing readable).
    pub media_type: String,
    pub charset: Option<String>,
    pub boundary: Option<String>,
    /// `report-type` of multipart/report, `delsp` and `format` of text/plain, …
    pub parameters: Vec<(String, String)>,
    /// `attachment`, `inline`, lower case.
    pub disposition: Option<String>,
    pub filename: Option<String>,
    pub content_id: Option<String>,
    pub encoding: Encoding,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Encoding {
    #[default]
    Identity,
    Base64,
    QuotedPrintable,
    Uuencode,
    Unknown(String),
}

impl Content {
    pub fn read(headers: &Headers<'_>) -> Self {
        let mut content = Self::default();
        if let Some(line) = headers.line("Content-Type") {
            let (media_type, parameters) = structured(&line);
            content.media_type = media_type;
            content.parameters = parameters;
            content.charset = content.parameter("charset").map(str::to_owned);
            content.boundary = content
                .parameter("boundary")
                .filter(|b| !b.is_empty())
                .map(str::to_owned);
            content.filename = content.parameter("name").and_then(clean_filename);
        }
        if let Some(line) = headers.line("Content-Disposition") {
            let (disposition, parameters) = structured(&line);
            content.disposition = Some(disposition).filter(|d| !d.is_empty());
            let filename = parameters.iter().find(|(name, _)| name == "filename");
            if let Some(filename) = filename.and_then(|(_, value)| clean_filename(value)) {
                content.filename = Some(filename);
            }
        }
        content.content_id = headers
            .line("Content-ID")
            .map(|id| {
                id.trim()
                    .trim_start_matches('<')
                    .trim_end_matches('>')
                    .trim()
                    .to_owned()
            })
            .filter(|id| !id.is_empty());
        content.encoding = headers
            .line("Content-Transfer-Encoding")
            .map_or(Encoding::Identity, |line| {
                let word = line
                    .split([';', ' ', '('])
                    .next()
                    .unwrap_or_default()
                    .trim_matches(['"', '\''])
                    .to_ascii_lowercase();
                match word.as_str() {
                    "base64" | "base-64" | "b64" => Encoding::Base64,
                    "quoted-printable" | "quotedprintable" | "qp" | "quoted_printable" => {
                        Encoding::QuotedPrintable
                    }
                    "x-uuencode" | "uuencode" | "x-uue" | "uue" => Encoding::Uuencode,
                    "" | "7bit" | "8bit" | "binary" | "7-bit" | "8-bit" | "none" => Encoding::Identity,
                    _ => Encoding::Unknown(word),
                }
            });
        content
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn is_multipart(&self) -> bool {
        self.media_type.starts_with("multipart/")
    }

    pub fn is_message(&self) -> bool {
        matches!(
            self.media_type.as_str(),
            "message/rfc822" | "message/global" | "message/news"
        )
    }
}

/// A file name without path, reserved, control or direction-changing characters; `None` when nothing is left.
pub fn clean_filename(name: &str) -> Option<String> {
    let decoded = encoded_word::decode(name.trim());
    let base = decoded.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = base
        .chars()
        .filter(|&c| {
            !c.is_control() && !turns_direction(c) && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
        })
        .map(|c| {
            if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') {
                '_'
            } else {
                c
            }
        });
    let kept: String = kept.collect();
    // "invoice.pdf", many spaces, ".exe": the end must not lie out of sight.
    let tidy = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let tidy = tidy.trim_matches([' ', '.', '_']);
    if tidy.is_empty() {
        return None;
    }
    // device names of one system
    let stem = tidy.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")));
    let safe = if device {
        format!("_{tidy}")
    } else {
        tidy.to_owned()
    };
    Some(shortened(&safe))
}

/// At most 150 characters; the extension stays.
fn shortened(name: &str) -> String {
    if name.chars().count() <= 150 {
        return name.to_owned();
    }
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension)
        .filter(|extension| extension.len() <= 10);
    let start: String = name.chars().take(135).collect();
    match extension {
        Some(extension) => format!("{start}….{extension}"),
        None => format!("{start}…"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(block: &str) -> Content {
        let raw = format!("{block}\r\n\r\n");
        let block = super::super::header::read_block(raw.as_bytes(), 0..raw.len(), |_| false).unwrap();
        Content::read(&block.headers)
    }

    #[test]
    fn names_of_every_make() {
        for (given, expected) in [
            ("Content-Disposition: attachment; filename=\"a b.pdf\"", "a b.pdf"),
            ("Content-Disposition: attachment; filename=a.pdf", "a.pdf"),
            (
                "Content-Disposition: attachment; filename*=utf-8''%e2%82%ac.pdf",
                "€.pdf",
            ),
            (
                "Content-Disposition: attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac; filename*2=.pdf",
                "€.pdf",
            ),
            (
                "Content-Disposition: attachment; filename=\"=?utf-8?Q?=E2=82=AC.pdf?=\"",
                "€.pdf",
            ),
            (
                "Content-Disposition: attachment; filename==?utf-8?Q?=E2=82=AC.pdf?=",
                "€.pdf",
            ),
            (
                "Content-Type: application/pdf; name=\"=?iso-8859-1?Q?gr=FC=DFe.pdf?=\"",
                "grüße.pdf",
            ),
            (
                "Content-Disposition: attachment; filename=\"C:\\\\fakepath\\\\x.txt\"",
                "x.txt",
            ),
            (
                "Content-Disposition: attachment; filename=\"../../etc/passwd\"",
                "passwd",
            ),
            (
                "Content-Disposition: attachment; filename=\"cod\u{202e}fdp.exe\"",
                "codfdp.exe",
            ),
        ] {
            assert_eq!(read(given).filename.as_deref(), Some(expected), "{given}");
        }
    }

    #[test]
    fn types_and_encodings() {
        let content = read(
            "Content-Type: TEXT/HTML; Charset=\"UTF-8\"\r\nContent-Transfer-Encoding: Quoted-Printable ",
        );
        assert_eq!(content.media_type, "text/html");
        assert_eq!(content.charset.as_deref(), Some("UTF-8"));
        assert_eq!(content.encoding, Encoding::QuotedPrintable);
        assert_eq!(read("Content-Type: text").media_type, "text");
        assert_eq!(
            read("Content-Type: multipart/mixed; boundary=\"a b\"")
                .boundary
                .as_deref(),
            Some("a b")
        );
    }
}
