//! Archives of files, made while they are sent: every file as it is, not packed (APPNOTE.TXT 6.3.10, PKWARE).

use std::collections::HashSet;

use thiserror::Error;

/// Without the extension of the format for larger archives, no more fits.
const LARGEST: u64 = 0xffff_ffff;
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// Names are UTF-8 (general purpose bit 11).
const UTF8: u16 = 1 << 11;
/// The first moment the format knows, 1980-01-01: archives of the same files are the same bytes.
const DATE: u16 = 0x21;
const LOCAL_BYTES: u64 = 30;
const CENTRAL_BYTES: u64 = 46;
const END_BYTES: u64 = 22;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum ZipError {
    #[error("failed to make an archive: more than 4 GB or 65,535 files")]
    TooLarge,
}

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    name: String,
    size: u32,
}

/// What has been written so far, for the list at the end.
#[derive(Debug, Default)]
pub struct Zip {
    list: Vec<u8>,
    files: u16,
    at: u32,
}

/// Entries with names that differ, from names and sizes in bytes; and how long the archive will be.
pub fn plan<'a>(files: impl IntoIterator<Item = (&'a str, u64)>) -> Result<(Vec<Entry>, u64), ZipError> {
    let mut taken = HashSet::new();
    let mut entries = Vec::new();
    let mut length = END_BYTES;
    for (name, size) in files {
        let name = free_name(name, &mut taken);
        let named = u64::try_from(name.len()).unwrap_or(u64::MAX);
        length = length
            .saturating_add(LOCAL_BYTES + CENTRAL_BYTES + 2 * named)
            .saturating_add(size);
        let size = u32::try_from(size).map_err(|_| ZipError::TooLarge)?;
        entries.push(Entry { name, size });
    }
    if length > LARGEST || entries.len() > usize::from(u16::MAX) {
        return Err(ZipError::TooLarge);
    }
    Ok((entries, length))
}

impl Zip {
    /// What stands before the bytes of the next file.
    pub fn begin(&mut self, entry: &Entry, bytes: &[u8]) -> Vec<u8> {
        let facts = facts(entry, checksum(bytes));
        let mut head = LOCAL.to_le_bytes().to_vec();
        head.extend(20_u16.to_le_bytes());
        head.extend(&facts);
        head.extend(entry.name.as_bytes());

        self.list.extend(CENTRAL.to_le_bytes());
        // Made by version 2.0 for no system in particular, needs 2.0.
        self.list.extend(20_u16.to_le_bytes());
        self.list.extend(20_u16.to_le_bytes());
        self.list.extend(&facts);
        // No comment, disk 0, no attributes.
        self.list.extend([0; 10]);
        self.list.extend(self.at.to_le_bytes());
        self.list.extend(entry.name.as_bytes());

        self.files = self.files.saturating_add(1);
        let grown = u32::try_from(head.len()).unwrap_or(u32::MAX);
        self.at = self.at.saturating_add(grown).saturating_add(entry.size);
        head
    }

    /// The list of files, which ends the archive.
    pub fn end(mut self) -> Vec<u8> {
        let length = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.extend(END.to_le_bytes());
        self.list.extend([0; 4]);
        self.list.extend(self.files.to_le_bytes());
        self.list.extend(self.files.to_le_bytes());
        self.list.extend(length.to_le_bytes());
        self.list.extend(self.at.to_le_bytes());
        self.list.extend([0; 2]);
        self.list
    }
}

/// The fields that both headers of a file share, from the flags to the length of the extra field.
fn facts(entry: &Entry, checksum: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(24);
    out.extend(UTF8.to_le_bytes());
    // Stored, at midnight.
    out.extend([0; 4]);
    out.extend(DATE.to_le_bytes());
    out.extend(checksum.to_le_bytes());
    out.extend(entry.size.to_le_bytes());
    out.extend(entry.size.to_le_bytes());
    out.extend(u16::try_from(entry.name.len()).unwrap_or(u16::MAX).to_le_bytes());
    out.extend([0; 2]);
    out
}

/// `report.pdf`, `report (2).pdf`, …; also where only capitals differ, which some systems cannot tell apart.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    if taken.insert(name.to_lowercase()) {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let mut number = 2_usize;
    loop {
        let next = format!("{stem} ({number}){extension}");
        if taken.insert(next.to_lowercase()) {
            return next;
        }
        number += 1;
    }
}

/// CRC-32 as the format wants it (ISO 3309).
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| {
        (sum >> 8) ^ TABLE[usize::from((sum as u8) ^ byte)]
    })
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let mut sum = n as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            };
            bit += 1;
        }
        table[n] = sum;
        n += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_everybody_uses() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }

    #[test]
    fn names_differ_and_the_length_is_known_before() {
        let files = [("a.txt", 2), ("A.TXT", 1), ("a.txt", 0), (".x", 0), (".x", 0)];
        let (entries, length) = plan(files).unwrap();
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["a.txt", "A (2).TXT", "a (3).txt", ".x", ".x (2)"]);
        let mut zip = Zip::default();
        let mut bytes = Vec::new();
        for (entry, content) in entries.iter().zip([b"hi".as_slice(), b"!", b"", b"", b""]) {
            bytes.extend(zip.begin(entry, content));
            bytes.extend(content);
        }
        bytes.extend(zip.end());
        assert_eq!(u64::try_from(bytes.len()).unwrap(), length);
        assert_eq!(plan([("big", 1 << 32)]), Err(ZipError::TooLarge));
        assert_eq!(plan([("a", 1 << 31), ("b", 1 << 31)]), Err(ZipError::TooLarge));
    }
}
