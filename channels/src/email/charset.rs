//! Text in the charset it says, or in the one it is really in.

use encoding_rs::{Encoding, GBK, ISO_2022_JP, SHIFT_JIS, UTF_8, WINDOWS_1252};

/// Text and whether the declared charset was wrong.
pub struct Decoded {
    pub text: String,
    /// In words, for the reader.
    pub problem: Option<String>,
}

/// How many bytes the detector looks at.
const SAMPLE: usize = 64 * 1024;

/// Decodes by the declared charset unless the bytes disprove it; then by detection. NULs are removed.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let (mut text, problem) = decode_with_nulls(bytes, declared);
    if text.contains('\0') {
        text.retain(|c| c != '\0');
    }
    Decoded { text, problem }
}

fn decode_with_nulls(bytes: &[u8], declared: Option<&str>) -> (String, Option<String>) {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(&bytes[bom..]).0.into_owned();
        return (text, None);
    }
    let label = declared.map(clean_label).unwrap_or_default();
    if says_nothing(&label) {
        let (text, found) = detect(bytes);
        let problem = (found != UTF_8 && !label.is_empty() && label != "us-ascii")
            .then(|| format!("charset {label:?} read as {}", found.name()));
        return (text, problem);
    }
    if let Some(text) = utf16_without_bom(bytes, &label) {
        return (text, None);
    }
    let Some(encoding) = by_label(&label) else {
        return match mail_parser::decoders::charsets::map::charset_decoder(label.as_bytes()) {
            Some(decoder) => (decoder(bytes), None),
            None => {
                let (text, found) = detect(bytes);
                (
                    text,
                    Some(format!("unknown charset {label:?} read as {}", found.name())),
                )
            }
        };
    };
    // Words of any other charset are practically never valid UTF-8 by chance.
    if encoding != UTF_8
        && encoding != ISO_2022_JP
        && !bytes.is_ascii()
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return (
            text.to_owned(),
            Some(format!("charset {label:?} is really UTF-8")),
        );
    }
    let (text, errors) = encoding.decode_without_bom_handling(bytes);
    let lies = errors
        || (encoding == WINDOWS_1252
            && bytes
                .iter()
                .any(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)));
    if !lies {
        return (text.into_owned(), None);
    }
    if encoding == UTF_8 && mostly_utf8(&text) {
        return (text.into_owned(), Some("some bytes are not \"utf-8\"".to_owned()));
    }
    let (other, found) = detect(bytes);
    let better = found != encoding && replaced(&other) < replaced(&text).max(1);
    if better {
        (
            other,
            Some(format!("charset {label:?} is really {}", found.name())),
        )
    } else {
        (text.into_owned(), Some(format!("some bytes are not {label:?}")))
    }
}

fn replaced(text: &str) -> usize {
    text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count()
}

/// Far more characters beyond ASCII were read than lost: the text is UTF-8 that was cut or damaged.
fn mostly_utf8(text: &str) -> bool {
    let lost = replaced(text);
    text.chars().filter(|c| !c.is_ascii()).count() >= lost * 3
}

/// Text of bytes nobody described: UTF-8 if it is, else the best guess of the detector.
pub fn detect(bytes: &[u8]) -> (String, &'static Encoding) {
    let jis =
        memchr::memmem::find(bytes, b"\x1b$").is_some() || memchr::memmem::find(bytes, b"\x1b(").is_some();
    if jis {
        let (text, errors) = ISO_2022_JP.decode_without_bom_handling(bytes);
        if !errors {
            return (text.into_owned(), ISO_2022_JP);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), UTF_8);
    }
    let lossy = String::from_utf8_lossy(bytes);
    if mostly_utf8(&lossy) {
        return (lossy.into_owned(), UTF_8);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let sample = &bytes[first.saturating_sub(SAMPLE / 4)..];
    detector.feed(&sample[..sample.len().min(SAMPLE)], true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    let encoding = if guess == UTF_8 && bytes.len() < SAMPLE {
        WINDOWS_1252
    } else {
        guess
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), encoding)
}

fn clean_label(label: &str) -> String {
    let label = label
        .trim()
        .trim_matches(|c: char| c == '"' || c == '\'' || c == ';')
        .trim();
    let label = label.to_ascii_lowercase();
    label.strip_prefix("charset=").map(str::to_owned).unwrap_or(label)
}

/// Labels that claim nothing about bytes above 127.
fn says_nothing(label: &str) -> bool {
    matches!(
        label,
        "" | "us-ascii"
            | "ascii"
            | "ansi_x3.4-1968"
            | "unknown-8bit"
            | "x-unknown"
            | "unknown"
            | "8bit"
            | "7bit"
            | "binary"
            | "default"
            | "default_charset"
            | "none"
            | "null"
            | "_autodetect"
            | "_autodetect_all"
            | "x-user-defined"
            | "unspecified"
    )
}

/// The WHATWG table already reads iso-8859-1 as windows-1252, gb2312 as GBK and ks_c_5601 as windows-949;
/// here are the names mailers use that it does not know.
fn by_label(label: &str) -> Option<&'static Encoding> {
    if let Some(encoding) = Encoding::for_label_no_replacement(label.as_bytes()) {
        // GBK decodes as its superset GB 18030
        return Some(encoding);
    }
    Some(match label {
        "utf8mb4" | "utf-8-mac" | "utf_8" | "cp65001" | "unicode" | "utf-8n" => UTF_8,
        "cp932" | "ms932" | "x-ms-cp932" | "shift-jis-2004" | "shift_jisx0213" => SHIFT_JIS,
        "cp936" | "ms936" | "x-gbk" | "gb18030-2000" | "euc-cn" | "gb_2312" => GBK,
        "cp949" | "ms949" | "uhc" | "ks_c_5601-1992" | "ks_x_1001" => encoding_rs::EUC_KR,
        "cp950" | "ms950" | "big5hkscs" | "big5-eten" => encoding_rs::BIG5,
        "ansi"
        | "latin"
        | "latin-1"
        | "iso-latin-1"
        | "iso8859_1"
        | "iso_8859_1"
        | "windows1252"
        | "cp-1252"
        | "win-1252"
        | "windows-1252http-equivcontent-type"
        | "western" => WINDOWS_1252,
        "windows1251" | "win-1251" | "cp-1251" | "ansi-1251" => encoding_rs::WINDOWS_1251,
        "windows1250" | "win-1250" | "cp-1250" | "latin-2" => encoding_rs::WINDOWS_1250,
        "koi8r" | "koi8_r" => encoding_rs::KOI8_R,
        "iso-8859-15-windows" | "latin-9" | "latin9" => encoding_rs::ISO_8859_15,
        "tis620" | "cp874" => encoding_rs::WINDOWS_874,
        "mac" | "x-macroman" | "mac-roman" => encoding_rs::MACINTOSH,
        _ if label.starts_with("iso-2022-jp") || label.starts_with("cp5022") => ISO_2022_JP,
        _ => return None,
    })
}

/// UTF-16 that forgot its byte order mark: zero bytes show the order.
fn utf16_without_bom(bytes: &[u8], label: &str) -> Option<String> {
    if !label.starts_with("utf-16") && !matches!(label, "ucs-2" | "iso-10646-ucs-2" | "csunicode") {
        return None;
    }
    let zeros = |odd: usize| {
        bytes
            .iter()
            .skip(odd)
            .step_by(2)
            .take(512)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if even == 0 && odd == 0 && std::str::from_utf8(bytes).is_ok() {
        // called UTF-16, but transcoded on the way
        return Some(String::from_utf8_lossy(bytes).into_owned());
    }
    let little = if even == odd {
        label == "utf-16le"
    } else {
        odd > even
    };
    let encoding = if little {
        encoding_rs::UTF_16LE
    } else {
        encoding_rs::UTF_16BE
    };
    Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn declared_charsets_and_the_classic_liars() {
        for (bytes, label, expected) in [
            (&b"caf\xe9 \x80"[..], Some("iso-8859-1"), "café €"),
            ("über €".as_bytes(), Some("iso-8859-1"), "über €"),
            (b"gr\xfc\xdfe aus M\xfcnchen", Some("utf-8"), "grüße aus München"),
            (b"\xc7\xd1\xb1\xb9\xbe\xee", Some("ks_c_5601-1987"), "한국어"),
            (b"\x8c\x63", Some("ks_c_5601-1987"), "똠"),
            (b"\xd6\xd0\xce\xc4", Some("gb2312"), "中文"),
            (b"\x81\x30\x81\x30", Some("gb2312"), "\u{80}"),
            (b"\x1b$BF|K\\\x1b(B", Some("iso-2022-jp-ms"), "日本"),
            (b"\x1b$BF|K\\\x1b(B", None, "日本"),
            (b"Hi Mom +Jjo-!", Some("utf-7"), "Hi Mom \u{263a}!"),
            (b"a\0b", Some("us-ascii"), "ab"),
            (b"\xff\xfeh\0i\0", Some("utf-16"), "hi"),
            (b"h\0i\0", Some("utf-16"), "hi"),
            ("già".as_bytes(), Some("unknown-8bit"), "già"),
            ("già".as_bytes(), Some("x-made-up"), "già"),
            (b"\xef\xbb\xbfbom", Some("iso-8859-1"), "bom"),
        ] {
            assert_eq!(decode(bytes, label).text, expected, "{label:?}");
        }
    }
}
