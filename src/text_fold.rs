//! Text made equal for searching: case, accents and width folded, CJK cut into bigrams.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents, full-width forms made narrow (NFKD). For `search_text` columns.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Folded words for the full-text index. Scripts without spaces become overlapping pairs, because neither FTS5's
/// unicode61 nor PostgreSQL's `simple` finds a word inside a Japanese sentence.
pub fn index_words(text: &str) -> String {
    let folded = fold(text);
    let mut words = String::with_capacity(folded.len());
    let mut run: Vec<char> = Vec::new();
    for c in folded.chars() {
        // Marks and unassigned code points within those blocks are no words.
        if is_unspaced(c) && c.is_alphanumeric() {
            run.push(c);
            continue;
        }
        flush(&mut run, &mut words);
        words.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    flush(&mut run, &mut words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn flush(run: &mut Vec<char>, words: &mut String) {
    if run.is_empty() {
        return;
    }
    words.push(' ');
    if run.len() == 1 {
        words.extend(run.iter());
    }
    for pair in run.windows(2) {
        words.extend(pair);
        words.push(' ');
    }
    words.push(' ');
    run.clear();
}

/// Han, kana, Thai, Lao, Khmer, Burmese.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2FA1F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_fold() {
        assert_eq!(fold("Crème Brûlée ＡＢＣ"), "creme brulee abc");
    }

    #[test]
    fn cjk_becomes_bigrams() {
        assert_eq!(
            index_words("昨日注文した、Order-12"),
            "昨日 日注 注文 文し した order 12"
        );
    }
}
