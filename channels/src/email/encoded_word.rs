//! Encoded words in headers (RFC 2047), also the broken ones real mailers write.

use super::{charset, transfer};

struct Word<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
}

/// Decodes every encoded word of an unfolded header value. Neighbours of one charset are joined before decoding,
/// because many mailers cut inside a character; spaces inside a word, missing ends and words glued to text are borne.
pub fn decode(value: &str) -> String {
    if !value.contains("=?") {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    let mut run: Option<Word<'_>> = None;
    let mut rest = value;
    while let Some(start) = rest.find("=?") {
        let (before, candidate) = rest.split_at(start);
        let Some((word, after)) = read_word(candidate) else {
            flush(&mut run, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = &candidate[2..];
            continue;
        };
        // white space between two encoded words is not part of the text
        if run.is_none() || !before.trim().is_empty() {
            flush(&mut run, &mut out);
            out.push_str(before);
        }
        match &mut run {
            Some(open) if open.charset.eq_ignore_ascii_case(word.charset) => open.bytes.extend(word.bytes),
            _ => {
                flush(&mut run, &mut out);
                run = Some(word);
            }
        }
        rest = after;
    }
    flush(&mut run, &mut out);
    out.push_str(rest);
    out
}

fn flush(run: &mut Option<Word<'_>>, out: &mut String) {
    if let Some(word) = run.take() {
        let text = charset::decode(&word.bytes, Some(word.charset)).text;
        out.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
}

fn read_word(candidate: &str) -> Option<(Word<'_>, &str)> {
    let (label, rest) = candidate[2..].split_once('?')?;
    if label.is_empty() || label.len() > 60 || label.contains(char::is_whitespace) {
        return None;
    }
    // RFC 2231 §5: a language may follow the charset
    let charset = label.split('*').next().unwrap_or(label);
    let (encoding, rest) = rest.split_once('?')?;
    let quoted = match encoding {
        "q" | "Q" => true,
        "b" | "B" => false,
        _ => return None,
    };
    let end = word_end(rest, quoted);
    let body = &rest[..end];
    let after = rest[end..].strip_prefix("?=").unwrap_or("");
    let bytes = if quoted {
        transfer::quoted_word(body.as_bytes())
    } else {
        transfer::base64_lenient(body.as_bytes())
    };
    Some((Word { charset, bytes }, after))
}

/// Offset of the closing `?=`, or of the end when it was cut off.
fn word_end(rest: &str, quoted: bool) -> usize {
    let mut from = 0;
    while let Some(found) = rest[from..].find("?=") {
        let at = from + found;
        let tail = &rest[at + 2..];
        // an unescaped question mark before an escaped character: `why?=20not?=`
        let escape = quoted && tail.len() >= 2 && tail.bytes().take(2).all(|b| b.is_ascii_hexdigit());
        let closes_later = tail
            .split_whitespace()
            .next()
            .is_some_and(|word| word.contains("?="))
            && !tail.split("?=").next().unwrap_or("").contains("=?");
        if escape && closes_later {
            from = at + 2;
            continue;
        }
        return at;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn words_whole_and_broken() {
        for (given, expected) in [
            ("plain", "plain"),
            ("=?utf-8?Q?Caf=C3=A9?=", "Café"),
            ("=?UTF-8?B?w4Q=?= =?UTF-8?B?w5Y=?=", "ÄÖ"),
            // cut inside a character
            ("=?utf-8?B?ww==?= =?utf-8?B?hA==?=", "Ä"),
            ("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9_ole?=", "café ole"),
            ("Re:=?iso-8859-1?Q?_gr=FC=DFe?=", "Re: grüße"),
            ("=?utf-8?Q?a b c?=", "a b c"),
            ("=?utf-8?Q?why?=20not?=", "why? not"),
            ("=?utf-8?B?dW5jbG9zZWQ", "unclosed"),
            ("=?utf-8*de?Q?Stra=C3=9Fe?=", "Straße"),
            ("a =?b c", "a =?b c"),
            ("=?windows-1252?Q?=80_5?= net", "€ 5 net"),
            ("=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
        ] {
            assert_eq!(decode(given), expected, "{given}");
        }
    }
}
