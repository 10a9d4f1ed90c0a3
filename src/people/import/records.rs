//! The records of a file (RFC 4180, and what spreadsheets make of it).

use super::text::{Delimiter, TextEncoding};
use super::{MOST_COLUMNS, MOST_RECORDS};

/// Longest cell that is kept, in characters; what is longer is cut here and refused where it is used.
const LONGEST_CELL: usize = 12_000;

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub encoding: TextEncoding,
    pub delimiter: Delimiter,
    /// Whether the first record names the columns.
    pub has_header: bool,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Names of the columns, as many as the widest record has cells; empty where the file does not say.
    pub header: Vec<String>,
    /// Without the header and without empty lines.
    pub rows: Vec<Vec<String>>,
    /// There were more than are taken.
    pub too_many: bool,
}

/// Reads at most `limit` records.
pub fn read(bytes: &[u8], reading: Reading, limit: usize) -> Records {
    let text = reading.encoding.decode(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(reading.delimiter.byte())
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut found = Records::default();
    let mut header: Option<Vec<String>> = (!reading.has_header).then(Vec::new);
    let limit = limit.min(MOST_RECORDS);
    // The text is valid UTF-8 and rows may differ in length, so no record fails to be read.
    for record in reader.records().map_while(Result::ok) {
        let cells: Vec<String> = record.iter().take(MOST_COLUMNS).map(cell).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if header.is_none() {
            header = Some(cells);
            continue;
        }
        if found.rows.len() == limit {
            found.too_many = true;
            break;
        }
        found.rows.push(cells);
    }
    found.header = header.unwrap_or_default();
    let width = found.rows.iter().map(Vec::len).max().unwrap_or_default();
    if found.header.len() < width {
        found.header.resize(width, String::new());
    }
    found
}

/// Trimmed, without characters that no text has. The quote that exports put before a formula goes again.
fn cell(raw: &str) -> String {
    let text: String = raw
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .take(LONGEST_CELL)
        .collect();
    let text = text.trim();
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: Reading = Reading {
        encoding: TextEncoding::Utf8,
        delimiter: Delimiter::Semicolon,
        has_header: true,
    };

    #[test]
    fn quotes_line_breaks_and_ragged_rows_are_read() {
        let file = "name;email\r\n\"Rossi; Ada\";ada@example.org\r\n\r\nBerta;b@example.org;more\n\
            \"two\nlines\";\"with \"\"quotes\"\"\"\n;;\n'+39 06;x";
        let found = read(file.as_bytes(), READING, 100);
        assert_eq!(found.header, ["name", "email", ""]);
        assert_eq!(
            found.rows,
            [
                vec!["Rossi; Ada", "ada@example.org"],
                vec!["Berta", "b@example.org", "more"],
                vec!["two\nlines", "with \"quotes\""],
                vec!["+39 06", "x"],
            ]
        );
        assert!(!found.too_many);
    }

    #[test]
    fn a_limit_and_a_missing_header_hold() {
        let plain = Reading {
            has_header: false,
            ..READING
        };
        let found = read(b"a;1\nb;2\nc;3", plain, 2);
        assert_eq!((found.rows.len(), found.too_many), (2, true));
        assert_eq!(found.header, ["", ""]);
        assert_eq!(read(b"", READING, 2), Records::default());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let reading = Reading { encoding: TextEncoding::detect(&bytes), ..READING };
            let found = read(&bytes, reading, 50);
            proptest::prop_assert!(found.rows.iter().all(|row| row.len() <= found.header.len()));
        }
    }
}
