//! What is looked for: folded words that follow each other.

use super::limited;

/// One or more folded words in a row; of the last one perhaps only the beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Letters and digits only, never empty.
    pub words: Vec<String>,
    pub prefix: bool,
}

impl Phrase {
    /// The words of `text` as the index has them.
    pub fn exact(text: &str) -> Self {
        let words = limited(text);
        Self {
            words: words.split_whitespace().map(str::to_owned).collect(),
            prefix: false,
        }
    }

    /// One phrase per word of `text`, each of which may be only begun; for pickers and address fields.
    pub fn begun(text: &str) -> Vec<Self> {
        text.split_whitespace()
            .map(|word| Self {
                prefix: true,
                ..Self::exact(word)
            })
            .filter(|phrase| !phrase.words.is_empty())
            .take(20)
            .collect()
    }
}
