//! Address lists of headers (RFC 5322 §3.4), also the ones no grammar allows.

use serde::{Deserialize, Serialize};

use super::{encoded_word, header};

/// One mailbox of a header, the address as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: String,
}

/// Longest list that is read; the rest of a longer one is left out.
const MOST: usize = 1_000;

/// Reads an unfolded header value. Groups are flattened, comments after a bare address become its name, names with
/// unquoted commas are put together again, what holds no address is left out.
pub fn list(value: &str) -> Vec<Mailbox> {
    let mut mailboxes = Vec::new();
    let mut pending = String::new();
    for item in split(value) {
        if mailboxes.len() == MOST {
            break;
        }
        match one(&item) {
            Some(mut mailbox) => {
                if !pending.is_empty() && item.contains('<') {
                    let name = mailbox.name.take().unwrap_or_default();
                    let joined = format!("{pending}, {name}");
                    mailbox.name = clean_name(joined.trim_end_matches([',', ' ']));
                }
                pending.clear();
                mailboxes.push(mailbox);
            }
            None => {
                let words = item.trim();
                if !words.is_empty() {
                    if !pending.is_empty() {
                        pending.push_str(", ");
                    }
                    pending.push_str(words);
                }
            }
        }
    }
    if mailboxes.is_empty() && value.contains("=?") {
        // a mailer that encoded the whole header, address and all
        let decoded = encoded_word::decode(value);
        if decoded != value && !decoded.contains("=?") {
            return list(&decoded);
        }
    }
    mailboxes
}

/// Cuts a list at its commas, semicolons and group names, outside of quotes, comments, brackets and encoded words.
fn split(value: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let (mut quoted, mut comment, mut angle) = (false, 0_usize, false);
    let last_quote = value.rfind('"').unwrap_or(0);
    let last_close = value.rfind(')').unwrap_or(0);
    let mut chars = value.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let current = match items.last_mut() {
            Some(current) => current,
            None => break,
        };
        match c {
            '\\' if quoted || comment > 0 => {
                current.push(c);
                if let Some((_, escaped)) = chars.next() {
                    current.push(escaped);
                }
            }
            '"' if comment == 0 && (quoted || at < last_quote) => {
                quoted = !quoted;
                current.push(c);
            }
            '(' if !quoted && at < last_close => {
                comment += 1;
                current.push(c);
            }
            ')' if comment > 0 => {
                comment -= 1;
                current.push(c);
            }
            '=' if !quoted && value[at..].starts_with("=?") => {
                current.push(c);
                // an encoded word is one piece, commas and all
                let end = encoded_end(&value[at..]).map_or(at, |n| at + n);
                while let Some((_, inside)) = chars.next_if(|(n, _)| *n < end) {
                    current.push(inside);
                }
            }
            '<' if !quoted && comment == 0 => {
                angle = true;
                current.push(c);
            }
            '>' if !quoted && comment == 0 => {
                angle = false;
                current.push(c);
            }
            ',' | ';' if !quoted && comment == 0 && !angle => items.push(String::new()),
            // the name of a group, not the colon of `mailto:` or a route
            ':' if !quoted
                && comment == 0
                && !angle
                && !current.contains('@')
                && !ends_with_scheme(current) =>
            {
                current.clear();
            }
            c => current.push(c),
        }
    }
    items
}

fn ends_with_scheme(text: &str) -> bool {
    text.trim().to_ascii_lowercase().ends_with("mailto")
}

/// Length of the encoded word `text` starts with.
fn encoded_end(text: &str) -> Option<usize> {
    let charset = text[2..].find('?')? + 2;
    let encoding = text[charset + 1..].find('?')? + charset + 1;
    let end = text[encoding + 1..].find("?=")? + encoding + 1;
    Some(end + 2)
}

fn one(item: &str) -> Option<Mailbox> {
    let (bare, comment) = without_comments(item);
    if let Some(open) = bare.rfind('<') {
        let inside = bare[open + 1..].split('>').next().unwrap_or_default();
        // a route: <@relay,@other:user@host>
        let inside = if inside.starts_with('@') {
            inside.rsplit(':').next().unwrap_or_default()
        } else {
            inside
        };
        if let Some(address) = address(inside) {
            let name = clean_name(&bare[..open]).or_else(|| clean_name(&comment));
            return Some(Mailbox { name, address });
        }
        // "a@b" <>: some mailers put the address in the name alone
        return address(bare[..open].trim().trim_matches('"')).map(|address| Mailbox { name: None, address });
    }
    if let Some(address) = address(&bare) {
        return Some(Mailbox {
            name: clean_name(&comment),
            address,
        });
    }
    // words around a bare address
    let word = bare.split_whitespace().find(|word| address(word).is_some())?;
    Some(Mailbox {
        name: clean_name(&bare.replace(word, " ")),
        address: address(word)?,
    })
}

fn without_comments(item: &str) -> (String, String) {
    let (mut bare, mut comment) = (String::new(), String::new());
    let (mut depth, mut quoted) = (0_usize, false);
    let balanced = item.matches('(').count() == item.matches(')').count();
    for c in item.chars() {
        match c {
            '"' if depth == 0 => {
                quoted = !quoted;
                bare.push(c);
            }
            '(' if !quoted && balanced => depth += 1,
            ')' if !quoted && depth > 0 => depth -= 1,
            c if depth > 0 => comment.push(c),
            c => bare.push(c),
        }
    }
    (bare, comment)
}

/// The text as an address, if it is one: local part, `@`, domain, no spaces.
pub fn address(text: &str) -> Option<String> {
    let text = text
        .trim()
        .trim_matches(|c| matches!(c, '<' | '>' | '\'' | ',' | ';'))
        .trim();
    let lower = text.get(..7).map(str::to_ascii_lowercase);
    let text = if lower.as_deref() == Some("mailto:") {
        &text[7..]
    } else {
        text
    };
    let (local, domain) = text.rsplit_once('@')?;
    let domain = domain.trim().trim_end_matches('.');
    let local = local.trim();
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let bad =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ',' | ';' | '(' | ')');
    let valid = !local.is_empty()
        && !domain.is_empty()
        && text.len() <= 320
        && !domain.contains(bad)
        && !domain.contains('@')
        && (quoted || !local.contains(bad) && !local.contains('@'));
    valid.then(|| format!("{local}@{domain}"))
}

/// A display name: encoded words decoded, quotes and escapes taken off.
fn clean_name(name: &str) -> Option<String> {
    let decoded = encoded_word::decode(name.trim());
    let mut text = decoded.trim();
    while text.len() >= 2
        && ((text.starts_with('"') && text.ends_with('"'))
            || (text.starts_with('\'') && text.ends_with('\'')))
    {
        text = text[1..text.len() - 1].trim();
    }
    let mut out = String::with_capacity(text.len());
    let mut escaped = false;
    for c in text.chars() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => {}
            c => {
                escaped = false;
                out.push(c);
            }
        }
    }
    let tidy = header::tidy(&out);
    (!tidy.is_empty()).then_some(tidy)
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn lists_regular_and_wild() {
        for (given, expected) in [
            ("ada@example.com", "ada@example.com"),
            ("Ada <ada@example.com>", "Ada|ada@example.com"),
            (
                "\"Doe, John\" <j@example.com>, b@example.org",
                "Doe, John|j@example.com b@example.org",
            ),
            ("Doe, John <j@example.com>", "Doe, John|j@example.com"),
            ("j@example.com (John Doe)", "John Doe|j@example.com"),
            ("=?utf-8?Q?J=C3=B6rg?= <j@example.com>", "Jörg|j@example.com"),
            ("\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.com>", "Jörg|j@example.com"),
            ("=?utf-8?Q?Doe,_J?= <j@example.com>", "Doe, J|j@example.com"),
            ("=?utf-8?Q?Ada_<ada@example.com>?=", "Ada|ada@example.com"),
            ("undisclosed-recipients:;", ""),
            (
                "Team: a@example.com, B <b@example.com>;, c@example.com",
                "a@example.com B|b@example.com c@example.com",
            ),
            ("'Ada' <'ada@example.com'>", "Ada|ada@example.com"),
            (
                "\"ada@example.com\" <ada@example.com>",
                "ada@example.com|ada@example.com",
            ),
            ("Ada <mailto:ada@example.com>", "Ada|ada@example.com"),
            ("Ada ada@example.com", "Ada|ada@example.com"),
            ("<@relay.example,@b.example:ada@example.com>", "ada@example.com"),
            ("\"odd local\"@example.com", "\"odd local\"@example.com"),
            ("Ada <ada@example.com", "Ada|ada@example.com"),
            ("Smith (Ada) <ada@example.com>", "Smith|ada@example.com"),
            ("a@example.com; b@example.com", "a@example.com b@example.com"),
            ("nobody", ""),
            ("<>", ""),
        ] {
            let shown = list(given)
                .into_iter()
                .map(|m| {
                    m.name
                        .map_or(m.address.clone(), |name| format!("{name}|{}", m.address))
                })
                .collect::<Vec<_>>()
                .join(" ");
            assert_eq!(shown, expected, "{given}");
        }
    }
}
