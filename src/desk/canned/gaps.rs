//! Gaps: where a variable has no value, the words carry `⟦contact.company⟧` for the agent to fill, and such words are
//! never sent.

use crate::desk::error::DeskError;

const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// What stands for a missing value.
pub fn mark(variable: &str) -> String {
    format!("{OPEN}{variable}{CLOSE}")
}

/// The variables that wait for a value in `words`, each once, in their order.
pub fn of(words: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = words;
    while let Some(start) = rest.find(OPEN) {
        rest = &rest[start + OPEN.len_utf8()..];
        let Some(end) = rest.find([OPEN, CLOSE]) else {
            break;
        };
        let name = &rest[..end];
        let variable = name.contains('.')
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.');
        if variable && rest[end..].starts_with(CLOSE) && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// Refuses words with gaps: a customer would read them.
pub fn refuse(text: &str, html: Option<&str>) -> Result<(), DeskError> {
    for (pointer, words) in [("/text", Some(text)), ("/html", html)] {
        let gaps = of(words.unwrap_or_default());
        if !gaps.is_empty() {
            let words = format!("still has gaps to fill: {}", gaps.join(", "));
            return Err(DeskError::invalid(pointer, words));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_found_and_nothing_else() {
        let words = format!(
            "Dear {}, {}{}",
            mark("contact.first_name"),
            mark("a.b"),
            mark("a.b")
        );
        assert_eq!(of(&words), ["contact.first_name", "a.b"]);
        assert_eq!(of("⟦x⟧ and ⟦ f(x) ⟧, ⟦⟦a.b⟧, ⟦open"), ["a.b"]);
        assert!(refuse("Fine", Some("<p>⟦contact.name⟧</p>")).is_err());
        assert!(refuse("⟦3.5 V⟧", None).is_ok());
    }
}
