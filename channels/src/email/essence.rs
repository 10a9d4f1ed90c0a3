//! What is left of a mail that passed a limit: its first short header fields, and words that say so. Small enough to
//! be read by the same rules as any other mail.

use bytes::Bytes;

use super::header;

/// Fields that are kept; a mail of people has fewer.
const FIELDS: usize = 200;
/// Longer ones are no address and no id.
const FIELD_BYTES: usize = 8 * 1024;
/// Bytes in which fields are looked for.
const LOOKED_AT: usize = 512 * 1024;

/// Where the whole mail is, in words for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    Kept,
    InTheMailbox,
}

impl Whereabouts {
    fn words(self) -> &'static str {
        match self {
            Self::Kept => "It is kept as it came; its raw form can be downloaded.",
            Self::InTheMailbox => "Only its headers were fetched; the mail itself is still in the mailbox.",
        }
    }
}

/// A mail of the same author, subject and thread, whose text tells `reason`.
pub fn essence(raw: &[u8], reason: &str, whole: Whereabouts) -> Bytes {
    let mut mail = Vec::new();
    let mut field: Vec<u8> = Vec::new();
    let mut kept = 0;
    for line in raw[..raw.len().min(LOOKED_AT)].split_inclusive(|&byte| byte == b'\n') {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        if folded && !field.is_empty() {
            field.extend_from_slice(line);
            continue;
        }
        kept += usize::from(keep(&mut mail, &field));
        field.clear();
        if header::trim_end(line).is_empty() || kept == FIELDS {
            break;
        }
        field.extend_from_slice(line);
    }
    keep(&mut mail, &field);
    mail.extend_from_slice(
        format!(
            "Content-Type: text/plain; charset=utf-8\r\n\r\nThis mail was not read: {reason}.\r\n{}\r\n",
            whole.words()
        )
        .as_bytes(),
    );
    mail.into()
}

/// Takes a field over unless it is too long, speaks of a body that is not there, or is none.
fn keep(mail: &mut Vec<u8>, field: &[u8]) -> bool {
    let Some(colon) = field.iter().position(|&byte| byte == b':') else {
        return false;
    };
    let name = field[..colon].to_ascii_lowercase();
    let shaped = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    let of_the_body =
        name.starts_with(b"content-") || name == b"mime-version" || name == b"x-failed-recipients";
    if !shaped || of_the_body || field.len() > FIELD_BYTES {
        return false;
    }
    mail.extend_from_slice(header::trim_end(field));
    mail.extend_from_slice(b"\r\n");
    true
}
