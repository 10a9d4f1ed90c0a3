//! Where in a text the words of a search stand: found in folded form, shown as it was written.

use serde::Serialize;
use utoipa::ToSchema;

use crate::store::search::Phrase;
use crate::text_fold::{fold, index_words};

/// Longest part of a text that is looked at, in characters.
const LONGEST: usize = 20_000;

/// A piece of the original text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Segment {
    pub text: String,
    pub hit: bool,
}

/// A text with its hits, and how much it is about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    /// Together the text, or the part of it around the first hit.
    pub segments: Vec<Segment>,
    /// 0 when no word was found, towards 1 per phrase the more often it stands in the shorter a text.
    pub relevance: f64,
}

/// A word of the original, as the index has it.
struct Token {
    word: String,
    /// Characters of the original it covers.
    from: usize,
    to: usize,
}

/// Finds the phrases in `text` and keeps at most `width` characters, cut around the first hit.
pub fn highlight(text: &str, phrases: &[Phrase], width: usize) -> Highlight {
    let chars: Vec<char> = text.chars().take(LONGEST).collect();
    let tokens = tokens(&chars);
    let mut hit = vec![false; chars.len()];
    let mut first = chars.len();
    let mut relevance = 0.0;
    for phrase in phrases {
        let mut count = 0.0;
        for window in tokens.windows(phrase.words.len().max(1)) {
            if !stands(phrase, window) {
                continue;
            }
            count += 1.0;
            for token in window {
                first = first.min(token.from);
                hit[token.from..token.to].fill(true);
            }
        }
        // As in BM25: the tenth mention says less than the second, and long texts mention much.
        #[allow(clippy::cast_precision_loss)]
        let length = tokens.len() as f64 / 50.0;
        relevance += count / (count + 0.3 + 0.3 * length);
    }
    let start = start_of(&chars, first, width);
    let end = (start + width).min(chars.len());
    Highlight {
        segments: segments(&chars, &hit, start, end),
        relevance,
    }
}

fn stands(phrase: &Phrase, window: &[Token]) -> bool {
    let last = phrase.words.len().saturating_sub(1);
    window.len() == phrase.words.len()
        && phrase
            .words
            .iter()
            .zip(window)
            .enumerate()
            .all(|(index, (word, token))| {
                token.word == *word
                    || (phrase.prefix && index == last && token.word.starts_with(word.as_str()))
            })
}

/// The words of the text, pairs of characters in scripts without spaces: the same cut as in the index, with places.
fn tokens(chars: &[char]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut place = 0;
    while place < chars.len() {
        let from = place;
        let mut word = String::new();
        while let Some(piece) = chars.get(place).map(|c| fold(&c.to_string())) {
            // A mark folds to nothing and belongs to what it stands on.
            let belongs = piece.is_empty() && !word.is_empty();
            if !belongs && (piece.is_empty() || !piece.chars().all(char::is_alphanumeric)) {
                break;
            }
            word.push_str(&piece);
            place += 1;
        }
        if word.is_empty() {
            place += 1;
            continue;
        }
        cut(&word, chars, from, place, &mut tokens);
    }
    tokens
}

/// A run of letters is one word, unless the index cuts it.
fn cut(word: &str, chars: &[char], from: usize, to: usize, tokens: &mut Vec<Token>) {
    let words = index_words(word);
    if !words.contains(' ') {
        tokens.push(Token {
            word: words.chars().take(64).collect(),
            from,
            to,
        });
        return;
    }
    // Each piece begins where its first character is; searching onward keeps the order.
    let mut search_from = from;
    for piece in words.split(' ') {
        let length = piece.chars().count();
        let found = (search_from..to).find(|at| covers(piece, chars, *at, to).is_some());
        if let Some(at) = found {
            let end = covers(piece, chars, at, to).unwrap_or((at + length).min(to));
            tokens.push(Token {
                word: piece.to_owned(),
                from: at,
                to: end,
            });
            search_from = at + 1;
        }
    }
}

/// The end of `piece` if it stands at `at`.
fn covers(piece: &str, chars: &[char], at: usize, to: usize) -> Option<usize> {
    let mut rest = piece;
    let mut place = at;
    while !rest.is_empty() && place < to {
        let folded = fold(&chars.get(place)?.to_string());
        if folded.is_empty() && place == at {
            return None;
        }
        rest = rest.strip_prefix(folded.as_str())?;
        place += 1;
    }
    rest.is_empty().then_some(place)
}

/// A little before the first hit, at the beginning of a word.
fn start_of(chars: &[char], first: usize, width: usize) -> usize {
    let lead = width / 4;
    if chars.len() <= width || first <= lead || first >= chars.len() {
        return 0;
    }
    let earliest = (first - lead).min(chars.len().saturating_sub(width));
    (earliest..first)
        .find(|at| chars[*at].is_whitespace())
        .map_or(earliest, |at| at + 1)
}

fn segments(chars: &[char], hit: &[bool], start: usize, end: usize) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut push = |c: char, hit: bool| match segments.last_mut() {
        Some(segment) if segment.hit == hit => segment.text.push(c),
        _ => segments.push(Segment {
            text: c.to_string(),
            hit,
        }),
    };
    if start > 0 {
        push('…', false);
    }
    for place in start..end {
        let c = chars[place];
        push(if c.is_control() { ' ' } else { c }, hit[place]);
    }
    if end < chars.len() {
        push('…', false);
    }
    segments
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, phrases: &[Phrase], width: usize) -> String {
        highlight(text, phrases, width)
            .segments
            .iter()
            .map(|s| {
                if s.hit {
                    format!("[{}]", s.text)
                } else {
                    s.text.clone()
                }
            })
            .collect()
    }

    fn begun(text: &str) -> Phrase {
        Phrase {
            prefix: true,
            ..Phrase::exact(text)
        }
    }

    #[test]
    fn accents_case_and_scripts_do_not_matter() {
        assert_eq!(
            marked("La Crème brûlée", &[Phrase::exact("creme")], 80),
            "La [Crème] brûlée"
        );
        assert_eq!(
            marked("cre\u{300}me", &[Phrase::exact("CRÈME")], 80),
            "[cre\u{300}me]"
        );
        assert_eq!(
            marked("昨日注文した。", &[Phrase::exact("注文")], 80),
            "昨日[注文]した。"
        );
        assert_eq!(
            marked("ＡＢＣ-12 abc", &[Phrase::exact("abc")], 80),
            "[ＡＢＣ]-12 [abc]"
        );
        assert_eq!(marked("straße", &[Phrase::exact("strasse")], 80), "straße");
    }

    #[test]
    fn phrases_stand_together_and_prefixes_begin() {
        let late = [Phrase::exact("late parcel")];
        assert_eq!(
            marked("late: parcel, parcel late", &late, 80),
            "[late]: [parcel], parcel late"
        );
        assert_eq!(
            marked("refund refuse fund", &[begun("refu")], 80),
            "[refund] [refuse] fund"
        );
        assert_eq!(
            marked("ada@example.com", &[Phrase::exact("ada@example.com")], 80),
            "[ada]@[example].[com]"
        );
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_hit() {
        let text = format!("{} needle {}", "hay ".repeat(100), "hay ".repeat(100));
        let marked = marked(&text, &[Phrase::exact("needle")], 40);
        assert!(
            marked.starts_with('…') && marked.ends_with('…') && marked.contains("[needle]"),
            "{marked}"
        );
        assert!(marked.chars().count() < 50);
    }

    #[test]
    fn more_mentions_in_less_text_are_more_relevant() {
        let needle = [Phrase::exact("needle")];
        let relevance = |text: &str| highlight(text, &needle, 80).relevance;
        assert!(relevance("needle needle") > relevance("needle hay"));
        assert!(relevance("needle") > relevance(&format!("needle {}", "hay ".repeat(200))));
        assert_eq!(relevance("hay"), 0.0);
    }

    proptest! {
        #[test]
        fn segments_are_the_text(text in "[ -~àéüßİ日本語ภาษา한국\u{300}\u{200d}]{0,60}", words in "[a-zé日本]{1,6}") {
            let highlight = highlight(&text, &[begun(&words)], 1000);
            let whole: String = highlight.segments.iter().map(|s| s.text.as_str()).collect();
            prop_assert_eq!(whole, text);
        }

        #[test]
        fn what_the_index_holds_is_found(text in "[a-zà-ü日本語ภา ]{1,30}") {
            let phrase = Phrase::exact(&text);
            if !phrase.words.is_empty() {
                prop_assert!(highlight(&text, &[phrase], 100).relevance > 0.0);
            }
        }
    }
}
