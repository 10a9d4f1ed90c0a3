//! The stable word of a field's error, made of the sentence that says it in English: rules go on writing sentences, and
//! clients translate by the word. `web/src/i18n/field_codes.test.ts` finds the sentences that have no translation.

/// Words of a sentence that count; what follows is detail.
const MOST_WORDS: usize = 12;

/// `must be 1 to 100 characters on one line` → `must_be_to_characters_on_one_line`, `["1", "100"]`. Numbers and whatever
/// stands between quotes or behind a colon are values; everything else but letters is left out.
pub fn of(detail: &str) -> (String, Vec<String>) {
    let (sentence, rest) = match detail.split_once(": ") {
        Some((sentence, rest)) => (sentence, Some(rest)),
        None => (detail, None),
    };
    let mut words = Vec::new();
    let mut values = Vec::new();
    for (at, part) in sentence.split('`').enumerate() {
        if at % 2 == 1 {
            values.push(part.to_owned());
            continue;
        }
        for word in part.split_whitespace() {
            if word.contains(|c: char| c.is_ascii_digit()) {
                values.push(word.trim_end_matches([',', '.', ';', ')']).to_owned());
                continue;
            }
            let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
            if !letters.is_empty() {
                words.push(letters.to_ascii_lowercase());
            }
        }
    }
    values.extend(rest.map(str::to_owned));
    words.truncate(MOST_WORDS);
    (words.join("_"), values)
}

#[cfg(test)]
mod tests {
    use super::of;

    fn said(detail: &str) -> (String, Vec<String>) {
        of(detail)
    }

    #[test]
    fn numbers_and_names_are_values() {
        let (code, values) = said("must be 1 to 10,000 characters on one line, without a comma");
        assert_eq!(code, "must_be_to_characters_on_one_line_without_a_comma");
        assert_eq!(values, ["1", "10,000"]);
        let (code, values) = said("there is no status `nonsense`");
        assert_eq!(
            (code.as_str(), values),
            ("there_is_no_status", vec!["nonsense".to_owned()])
        );
        let (code, values) = said("cannot be filled in: failed to read the text: no");
        assert_eq!(code, "cannot_be_filled_in");
        assert_eq!(values, ["failed to read the text: no"]);
    }

    #[test]
    fn nothing_said_is_no_word() {
        assert_eq!(said(""), (String::new(), Vec::new()));
    }
}
