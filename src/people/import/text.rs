//! The letters and the separator of a file that says neither: spreadsheets write UTF-8, UTF-16 or Windows-1252, with
//! commas, semicolons or tabs.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How letters are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum TextEncoding {
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    Utf16Be,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    Comma,
    Semicolon,
    Tab,
}

impl TextEncoding {
    /// The word stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    pub fn from_stored(word: &str) -> Self {
        [Self::Utf16Le, Self::Utf16Be, Self::Windows1252]
            .into_iter()
            .find(|one| one.as_str() == word)
            .unwrap_or(Self::Utf8)
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
    }

    /// The text without a byte order mark; what cannot be read becomes U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        self.encoding().decode_with_bom_removal(bytes).0
    }

    /// By the byte order mark; else by zero bytes, which only UTF-16 has; else UTF-8 where it is valid.
    pub fn detect(bytes: &[u8]) -> Self {
        match Encoding::for_bom(bytes) {
            Some((encoding, _)) if encoding == UTF_16LE => return Self::Utf16Le,
            Some((encoding, _)) if encoding == UTF_16BE => return Self::Utf16Be,
            Some(_) => return Self::Utf8,
            None => {}
        }
        let start = &bytes[..bytes.len().min(4096)];
        let zeros = |first: usize| {
            start
                .iter()
                .skip(first)
                .step_by(2)
                .filter(|byte| **byte == 0)
                .count()
        };
        let (even, odd) = (zeros(0), zeros(1));
        if (even + odd) * 4 > start.len() {
            return match odd > even {
                true => Self::Utf16Le,
                false => Self::Utf16Be,
            };
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => Self::Utf8,
            Err(_) => Self::Windows1252,
        }
    }
}

impl Delimiter {
    /// The character.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Semicolon => ";",
            Self::Tab => "\t",
        }
    }

    pub fn from_stored(word: &str) -> Self {
        [Self::Semicolon, Self::Tab]
            .into_iter()
            .find(|one| one.as_str() == word)
            .unwrap_or(Self::Comma)
    }

    pub(super) fn byte(self) -> u8 {
        self.as_str().as_bytes()[0]
    }

    /// The one that stands outside quotes in the first line most often.
    pub fn detect(text: &str) -> Self {
        let mut counts = [(Self::Comma, 0), (Self::Semicolon, 0), (Self::Tab, 0)];
        let mut quoted = false;
        for c in text.chars().take(20_000) {
            match c {
                '"' => quoted = !quoted,
                '\n' | '\r' if !quoted && counts.iter().any(|(_, count)| *count > 0) => break,
                _ if quoted => {}
                _ => {
                    for (delimiter, count) in &mut counts {
                        *count += usize::from(delimiter.as_str().starts_with(c));
                    }
                }
            }
        }
        let best = counts
            .into_iter()
            .reduce(|best, one| if one.1 > best.1 { one } else { best });
        best.map_or(Self::Comma, |(delimiter, _)| delimiter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn letters_are_recognised_and_read() {
        let text = "nome;città\nUnaï;Forlì";
        let with_mark = format!("\u{feff}{text}");
        for (bytes, expected) in [
            (text.as_bytes().to_vec(), TextEncoding::Utf8),
            (with_mark.as_bytes().to_vec(), TextEncoding::Utf8),
            (utf16(text, u16::to_le_bytes), TextEncoding::Utf16Le),
            (utf16(&with_mark, u16::to_le_bytes), TextEncoding::Utf16Le),
            (utf16(text, u16::to_be_bytes), TextEncoding::Utf16Be),
            (
                WINDOWS_1252.encode(text).0.into_owned(),
                TextEncoding::Windows1252,
            ),
        ] {
            let found = TextEncoding::detect(&bytes);
            assert_eq!(found, expected);
            assert_eq!(found.decode(&bytes), text);
            assert_eq!(TextEncoding::from_stored(found.as_str()), found);
        }
    }

    #[test]
    fn the_separator_is_what_separates() {
        assert_eq!(
            Delimiter::detect("name,email\nAda;x,a@example.org"),
            Delimiter::Comma
        );
        assert_eq!(
            Delimiter::detect("\"Rossi, Ada\";email;phone\n"),
            Delimiter::Semicolon
        );
        assert_eq!(Delimiter::detect("name\temail\n1,5\t2,5"), Delimiter::Tab);
        assert_eq!(Delimiter::detect("email\nada@example.org"), Delimiter::Comma);
    }
}
