//! File names of strangers made safe: one line, no direction tricks, no path; and as a download header.

/// Longest name kept, in characters.
const LONGEST: usize = 200;

/// The name without path, control characters and bidirectional overrides (which can hide the real extension, Unicode
/// Technical Report 36 §2.9). Never empty.
pub fn safe(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let plain: String = name.chars().filter(|c| !c.is_control() && !is_bidi(*c)).collect();
    // Many spaces would push the real extension out of sight.
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.trim_start_matches('.').trim();
    if plain.is_empty() {
        return "file".to_owned();
    }
    if plain.chars().count() <= LONGEST {
        return plain.to_owned();
    }
    // The extension is what people go by.
    let stem: String = plain.chars().take(LONGEST - 21).collect();
    match plain.rsplit_once('.') {
        Some((_, extension)) => format!("{stem}.{}", extension.chars().take(20).collect::<String>()),
        None => stem,
    }
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// `Content-Disposition` with the name for old and new readers (RFC 6266, RFC 8187).
pub fn disposition(kind: &str, name: &str) -> String {
    let name = safe(name);
    let fits = |c: char| c == ' ' || c.is_ascii_graphic() && !"\"\\%;".contains(c);
    let plain: String = name.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        // attr-char of RFC 8187
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_tricks_and_paths_go() {
        assert_eq!(safe("invoice\u{202E}fdp.exe"), "invoicefdp.exe");
        assert_eq!(safe("../../etc/passwd"), "passwd");
        assert_eq!(safe("C:\\temp\\a\r\nb.txt"), "ab.txt");
        assert_eq!(safe(" .. "), "file");
        assert_eq!(safe("invoice.pdf\u{a0}            .exe"), "invoice.pdf .exe");
        assert!(safe(&format!("{}.pdf", "x".repeat(500))).ends_with("x.pdf"));
    }

    #[test]
    fn the_header_holds_any_name() {
        assert_eq!(
            disposition("attachment", "Réçu \"1\".pdf"),
            "attachment; filename=\"R__u _1_.pdf\"; filename*=UTF-8''R%C3%A9%C3%A7u%20%221%22.pdf"
        );
    }
}
