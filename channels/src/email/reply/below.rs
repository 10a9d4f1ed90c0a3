//! "See my answers below": then nothing of the quote may be folded away.

use std::sync::LazyLock;

use regex::Regex;

static HINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let languages = [
        r"\b(see|find|answer\w*|comment\w*|repl(y|ies)|respon\w+|note\w*|mark\w*)\b.{0,60}\b(below|inline|in-line|in line|in (red|blue|bold|green|caps|colou?r)|in the text|under each|between the lines|interspersed)\b",
        r"\b(inline|in-line)\b.{0,40}\b(below|answers?|comments?|repl\w+)\b",
        r"\b(siehe|antwort\w*|anmerkung\w*|kommentar\w*|geantwortet)\b.{0,60}\b(unten|weiter unten|in rot|rot|in blau|blau|grün|im text|inline|fett|dazwischen)\b",
        r"\b(vedi|rispost\w+|risposto|comment\w+|rispondo)\b.{0,60}(\bsotto\b|in rosso|in blu\b|nel testo|in linea|in verde|qui sotto|tra le righe)",
        r"\b(voir|réponses?|réponds|répondu|commentaires?|remarques?)\b.{0,60}(ci-dessous|en rouge|en bleu|en vert|dans le texte|dans le corps)",
        r"\b(ver|respuestas?|respondo|comentarios|contesto)\b.{0,60}(abajo|en rojo|en azul|en verde|en el texto|debajo)",
        r"\b(ver|respostas?|respondo|comentários)\b.{0,60}(abaixo|em vermelho|em azul|em verde|no texto)",
        r"\b(zie|antwoord\w*|opmerkingen|reactie\w*)\b.{0,60}(hieronder|in het rood|in rood|in het blauw|in blauw|in de tekst|tussen de)",
        r"(odpowied\w+|komentarz\w*|uwagi|odpisuję).{0,60}(poniżej|na czerwono|na niebiesko|w tekście|w treści)",
        r"\b(se|svar\w*|kommentar\w*)\b.{0,60}(nedan|nedenfor|i rött|i rødt|med rødt|med rød|i blått|med blåt|i texten|i teksten|under hvert)",
        r"(vastau\w+|kommentit|kommentti\w*).{0,60}(\balla\b|alempana|punaisella|sinisellä|tekstissä|seassa)",
        r"(odpověd\w+|odpovídám|viz|komentář\w*).{0,60}(níže|červeně|modře|v textu)",
        r"(ответ\w*|отвечаю|см\.?|комментари\w+).{0,60}(ниже|красным|синим|в тексте|по тексту)",
        "赤字|文中に|インラインで|下記に回答|以下に回答|以下、回答|红色|红字|文中回复|下方回复|紅字|文中回覆|如下回复|빨간색|본문 중간|아래에 답변",
    ];
    Regex::new(&format!(
        "(?is){}",
        languages.map(|language| format!("(?:{language})")).join("|")
    ))
    .ok()
});

/// Whether the words above a quote say that more of them are inside it.
pub fn says_below(words: &str) -> bool {
    let start = words.char_indices().nth(4_000).map_or(words.len(), |(at, _)| at);
    HINT.as_ref().is_some_and(|hint| hint.is_match(&words[..start]))
}
