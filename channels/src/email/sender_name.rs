//! What a display name pretends: a name that shows an address other than the one the mail is from.

use super::address;

/// The address inside `name`, when it is not `from`. Programs that hide addresses show nothing but the name.
pub fn other_address(name: &str, from: &str) -> Option<String> {
    // full-width and small forms that look like the real signs
    let plain = name.replace(['＠', '﹫'], "@").replace(['．', '。', '․'], ".");
    plain
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | ';' | ':')
        })
        .filter(|word| word.contains('@'))
        .filter_map(|word| address::address(word.trim_matches(|c: char| !c.is_alphanumeric())))
        .filter(|found| {
            found
                .rsplit('@')
                .next()
                .is_some_and(|domain| domain.contains('.'))
        })
        .map(|found| found.to_lowercase())
        .find(|found| !found.eq_ignore_ascii_case(from))
}

#[cfg(test)]
mod tests {
    use super::other_address;

    #[test]
    fn only_another_address_is_told() {
        let from = "eve@evil.example";
        for (name, expected) in [
            ("Ada", None),
            ("eve@evil.example", None),
            ("Eve (EVE@Evil.example)", None),
            ("billing@bank.example", Some("billing@bank.example")),
            ("Bank <billing@bank.example>", Some("billing@bank.example")),
            ("'billing@bank.example' via Club", Some("billing@bank.example")),
            ("billing＠bank．example", Some("billing@bank.example")),
            ("Ada @ work", None),
            ("Ada @example", None),
        ] {
            assert_eq!(other_address(name, from).as_deref(), expected, "{name}");
        }
    }
}
