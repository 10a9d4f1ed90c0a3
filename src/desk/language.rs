//! In which language somebody writes: a hint, good enough to choose between our templates.

use whichlang::Lang;

/// Characters below which a guess is worth nothing.
const SHORTEST: usize = 20;
/// Characters looked at.
const LONGEST: usize = 2000;

/// ISO 639-1 code of the language a text is probably in; `None` when it is too short to say.
pub fn of(text: &str) -> Option<&'static str> {
    let sample: String = text
        .split_whitespace()
        .filter(|word| !word.contains("://") && !word.contains('@'))
        .flat_map(|word| word.chars().chain([' ']))
        .take(LONGEST)
        .collect();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= SHORTEST).then(|| code(whichlang::detect_language(&sample)))
}

fn code(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_enough_words_tell() {
        assert_eq!(of("Buongiorno, il mio ordine non è ancora arrivato."), Some("it"));
        assert_eq!(
            of("Hello, my order has not arrived yet, where is it?"),
            Some("en")
        );
        assert_eq!(of("Ciao!"), None);
    }
}
