//! Transfer encodings of bodies and words (RFC 2045 §6), decoded with patience.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Base64 as it comes: line by line at full speed, and byte by byte from the first line that is not clean.
/// Returns the bytes and how many characters had to be skipped.
pub fn base64(body: &[u8]) -> (Vec<u8>, usize) {
    let mut out = vec![0; body.len() / 4 * 3 + 3];
    let mut filled = 0;
    let mut at = 0;
    while at < body.len() {
        let end = memchr::memchr(b'\n', &body[at..]).map_or(body.len(), |n| at + n);
        let line = body[at..end].trim_ascii();
        let decoded = line
            .len()
            .is_multiple_of(4)
            .then(|| STANDARD_NO_PAD.decode_slice(line, &mut out[filled..]).ok())
            .flatten();
        match decoded {
            Some(written) => filled += written,
            None => {
                out.truncate(filled);
                let (rest, skipped) = base64_bytewise(&body[at..]);
                out.extend(rest);
                return (out, skipped);
            }
        }
        at = end + 1;
    }
    out.truncate(filled);
    (out, 0)
}

/// Base64 that skips what is no base64; padding in the middle starts over, missing padding is borne.
pub fn base64_lenient(body: &[u8]) -> Vec<u8> {
    base64_bytewise(body).0
}

fn base64_bytewise(body: &[u8]) -> (Vec<u8>, usize) {
    let mut out = Vec::with_capacity(body.len() / 4 * 3 + 3);
    let (mut chunk, mut held, mut skipped) = (0_u32, 0_u8, 0);
    let mut gap = false;
    for line in body.split(|&b| b == b'\n').map(<[u8]>::trim_ascii) {
        if line.is_empty() {
            gap = !out.is_empty();
            continue;
        }
        // words a gateway wrote below the encoded ones
        let clean = line.len().is_multiple_of(4)
            && line
                .iter()
                .all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
        if gap && !clean {
            break;
        }
        gap = false;
        for &byte in line {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                b'=' => {
                    flush(&mut out, chunk, held);
                    (chunk, held) = (0, 0);
                    continue;
                }
                byte => {
                    skipped += usize::from(!byte.is_ascii_whitespace());
                    continue;
                }
            };
            chunk = (chunk << 6) | u32::from(value);
            held += 1;
            if held == 4 {
                out.extend_from_slice(&chunk.to_be_bytes()[1..]);
                (chunk, held) = (0, 0);
            }
        }
    }
    flush(&mut out, chunk, held);
    (out, skipped)
}

/// Text that was called base64 by mistake: its lines have spaces in them.
pub fn is_plainly_text(body: &[u8]) -> bool {
    let lines = body
        .split(|&b| b == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .take(50);
    let (spaced, all) = lines.fold((0, 0), |(spaced, all), line| {
        (spaced + usize::from(line.contains(&b' ')), all + 1)
    });
    all > 0 && spaced * 3 >= all
}

fn flush(out: &mut Vec<u8>, chunk: u32, held: u8) {
    match held {
        2 => out.push((chunk >> 4) as u8),
        3 => out.extend_from_slice(&[(chunk >> 10) as u8, (chunk >> 2) as u8]),
        _ => {}
    }
}

/// Quoted-printable; an `=` that escapes nothing stays an `=`.
pub fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut lines = body.split_inclusive(|&b| b == b'\n').peekable();
    while let Some(line) = lines.next() {
        let ended = line.ends_with(b"\n");
        let content = super::header::trim_end(line);
        match content.split_last() {
            Some((b'=', rest)) if ended || lines.peek().is_none() => unescape(rest, &mut out),
            _ => {
                unescape(content, &mut out);
                if ended {
                    out.push(b'\n');
                }
            }
        }
    }
    out
}

/// The Q encoding of RFC 2047: quoted-printable with `_` for a space.
pub fn quoted_word(body: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = body.iter().map(|&b| if b == b'_' { b' ' } else { b }).collect();
    let mut out = Vec::with_capacity(spaced.len());
    unescape(&spaced, &mut out);
    out
}

fn unescape(mut rest: &[u8], out: &mut Vec<u8>) {
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        match (
            rest.get(1).copied().and_then(hex),
            rest.get(2).copied().and_then(hex),
        ) {
            (Some(high), Some(low)) => {
                out.push(high << 4 | low);
                rest = &rest[3..];
            }
            _ => {
                out.push(b'=');
                rest = &rest[1..];
            }
        }
    }
    out.extend_from_slice(rest);
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// Uuencode, which some old gateways still name as a transfer encoding.
pub fn uuencode(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    for line in body.split(|&b| b == b'\n').map(super::header::trim_end) {
        let Some((&first, data)) = line.split_first() else {
            continue;
        };
        if line.starts_with(b"begin ") {
            continue;
        }
        if line == b"end" {
            break;
        }
        let wanted = usize::from(first.wrapping_sub(32) & 63);
        let start = out.len();
        for group in data.chunks(4) {
            let value = |n: usize| u32::from(group.get(n).map_or(0, |b| b.wrapping_sub(32) & 63));
            let chunk = value(0) << 18 | value(1) << 12 | value(2) << 6 | value(3);
            out.extend_from_slice(&chunk.to_be_bytes()[1..]);
        }
        out.truncate(start + wanted.min(out.len() - start));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_clean_and_broken() {
        assert_eq!(base64(b"aGVs\r\nbG8=\r\n").0, b"hello");
        assert_eq!(base64(b"aGVsbG8").0, b"hello");
        assert_eq!(base64(b"aGVs!bG8=\n").0, b"hello");
        // two encoded pieces glued together
        assert_eq!(base64(b"YQ==\r\nYg==").0, b"ab");
        assert_eq!(base64(b"aGV\r\nsbG8=").0, b"hello");
    }

    #[test]
    fn quoted_printable_clean_and_broken() {
        assert_eq!(
            quoted_printable(b"caf=C3=A9 =\r\nole  \r\n1=2=zz="),
            "café ole\n1=2=zz".as_bytes()
        );
        assert_eq!(quoted_printable(b"a=3d=3D"), b"a==");
    }

    #[test]
    fn uuencoded() {
        assert_eq!(uuencode(b"begin 644 a\n%:&5L;&\\\n`\nend\n"), b"hello");
    }
}
