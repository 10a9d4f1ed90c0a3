//! "On … wrote:" in the languages of the world: one row a language.

use std::sync::LazyLock;

use regex::RegexSet;

/// How the line begins and what it says before its colon.
struct Row {
    begins: &'static str,
    says: &'static str,
}

const fn row(begins: &'static str, says: &'static str) -> Row {
    Row { begins, says }
}

/// Patterns, lower case. A line matches a row if it begins and says so; some languages begin with the bare date or name.
const ROWS: &[Row] = &[
    /* en */ row(r"on\b|at\b|in (a )?message|le\b", r"\b(wrote|writes|said)\b"),
    /* en */ row(r"", r"\bwrote( on| at|:|$)|\bwrote \d"),
    /* it */
    row(
        r"il\b|in data\b|alle\b|on\b|da:?\b|",
        r"\bha scritto\b|\bscrisse\b|\bscrive\b",
    ),
    /* fr */ row(r"le\b|on\b|", r"\ba écrit\b|\bécrivit\b|\ba ecrit\b"),
    /* de */ row(r"am\b|on\b|", r"\bschrieb\b|\bhat geschrieben\b|\bgeschrieben:"),
    /* es */ row(r"el\b|on\b|", r"\bescribió\b|\bescribio\b|\bha escrito\b"),
    /* pt */ row(r"em\b|no dia\b|a \d|", r"\bescreveu\b"),
    /* nl */ row(r"op\b|", r"\bschreef\b|\bheeft .{0,60}geschreven\b"),
    /* pl */ row(r"w dniu\b|dnia\b|", r"\bnapisał(\(a\)|a)?|\bpisze\b"),
    /* sv */ row(r"den\b|", r"\bskrev\b"),
    /* da */ row(r"den\b|", r"\bskrev\b"),
    /* no */ row(r"den\b|på\b|", r"\bskrev\b"),
    /* fi */ row(r"", r"\bkirjoitti\b"),
    /* cs */ row(r"dne\b|", r"\bnapsal(\(a\)|a)?"),
    /* sk */ row(r"dňa\b|", r"\bnapísal(\(a\)|a)?"),
    /* ru */ row(r"", r"\bнаписал(\(а\)|а)?|\bпишет\b|\bписал(а)?\b"),
    /* uk */ row(r"", r"\bнаписав|\bнаписала|\bпише\b"),
    /* bg */ row(r"", r"\bнаписа"),
    /* ja */
    row(
        r"",
        r"のメール|さんは書きました|書きました|さんが書いた|のメッセージ|さんからの",
    ),
    /* zh */ row(r"", r"写道|寫道|的来信|写信"),
    /* ko */ row(r"", r"작성|님의 말|님이 쓴|썼습니다|보낸 메일"),
    /* hu */ row(r"", r"\bírta\b"),
    /* tr */ row(r"", r"\byazdı\b|\bşunu yazdı"),
    /* ro */ row(r"", r"\ba scris\b"),
    /* el */ row(r"", r"έγραψε"),
    /* ca */ row(r"", r"\bva escriure\b"),
    /* hr sl sr */ row(r"", r"\bje napisao|\bje napisala|\bje napisal|\bnapisao/la"),
    /* et lv lt */ row(r"", r"\bkirjutas\b|\brakstīja\b|\bparašė\b|\brašė\b"),
    /* he ar */ row(r"", r"כתב|כתבה|كتب"),
    /* vi th id */ row(r"", r"đã viết|เขียนว่า|menulis"),
];

static BEGINS: LazyLock<Option<RegexSet>> =
    LazyLock::new(|| RegexSet::new(ROWS.iter().map(|row| format!("^(?:{})", row.begins))).ok());
static SAYS: LazyLock<Option<RegexSet>> =
    LazyLock::new(|| RegexSet::new(ROWS.iter().map(|row| row.says)).ok());

/// How sure the words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Reads like one, but could be a sentence: believed only above a quote.
    Weak,
    /// Names a date or an address as well.
    Likely,
    /// Says who wrote, in words we know, with an address in brackets: believed also above text without quote marks.
    Certain,
}

/// Whether `text` (one line, or wrapped lines joined) introduces a quote. It ends in a colon.
pub fn attribution(text: &str) -> Option<Certainty> {
    let trimmed = text.trim().trim_end_matches(['*', '_', ' ', '\u{a0}']);
    if trimmed.len() > 500 || trimmed.len() < 4 {
        return None;
    }
    let colon = trimmed.ends_with([':', '：']);
    let lower = trimmed
        .trim_start_matches(['-', '*', '_', ' ', '>', '\u{a0}'])
        .to_lowercase();
    let digits = lower.chars().filter(char::is_ascii_digit).count();
    let address = lower.contains('@');
    let dated = digits >= 4;
    // a verb without a colon ends the line, or it is a sentence
    let says = says(&lower, colon);
    let bracketed = address && lower.contains(['<', '(', '[']);
    match (says, colon) {
        (true, true) if dated && bracketed => Some(Certainty::Certain),
        (true, true) if dated || address => Some(Certainty::Likely),
        (true, true) => Some(Certainty::Weak),
        (true, false) if dated && address => Some(Certainty::Weak),
        // no word we know, but a date, an address and a colon: "25.03.2026, 14:53, "Support" <support@…>:"
        (false, true) if dated && address && digits >= 6 => Some(Certainty::Likely),
        (false, true) if address && (lower.ends_with(">:") || lower.ends_with(">：")) => {
            Some(Certainty::Weak)
        }
        _ => None,
    }
}

fn says(lower: &str, colon: bool) -> bool {
    let (Some(begins), Some(says)) = (BEGINS.as_ref(), SAYS.as_ref()) else {
        return false;
    };
    if !colon && !lower.contains('@') {
        return false;
    }
    let said = says.matches(lower);
    said.matched_any() && {
        let begun = begins.matches(lower);
        said.iter().any(|row| begun.matched(row))
    }
}

/// Whether a line begins the way attributions do in some language (the first of wrapped lines).
pub fn begins(text: &str) -> bool {
    let lower = text
        .trim_start_matches(['-', '*', '_', ' ', '\u{a0}'])
        .to_lowercase();
    [
        "on ", "il ", "in data ", "le ", "am ", "el ", "em ", "op ", "w dniu ", "dnia ", "den ", "dne ",
        "dňa ", "no dia ", "på ",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
        && lower.chars().any(|c| c.is_ascii_digit())
        || lower.chars().next().is_some_and(|c| c.is_ascii_digit())
            && lower.chars().filter(char::is_ascii_digit).count() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_every_language() {
        for line in [
            "On Tue, Mar 10, 2026 at 2:53 PM Support <support@centralino.example> wrote:",
            "Il giorno mar 10 mar 2026 alle ore 14:53 Support <support@centralino.example> ha scritto:",
            "Le mar. 10 mars 2026 à 14:53, Support <support@centralino.example> a écrit :",
            "Am Di., 10. März 2026 um 14:53 Uhr schrieb Support <support@centralino.example>:",
            "El mar, 10 mar 2026 a las 14:53, Support (<support@centralino.example>) escribió:",
            "Em ter., 10 de mar. de 2026 às 14:53, Support <support@centralino.example> escreveu:",
            "Op di 10 mrt 2026 om 14:53 schreef Support <support@centralino.example>:",
            "wt., 10 mar 2026 o 14:53 Support <support@centralino.example> napisał(a):",
            "Den tis 10 mars 2026 kl 14:53 skrev Support <support@centralino.example>:",
            "Den tir. 10. mar. 2026 kl. 14.53 skrev Support <support@centralino.example>:",
            "tir. 10. mars 2026 kl. 14:53 skrev Support <support@centralino.example>:",
            "ti 10. maalisk. 2026 klo 14.53 Support (support@centralino.example) kirjoitti:",
            "út 10. 3. 2026 v 14:53 odesílatel Support <support@centralino.example> napsal:",
            "вт, 10 мар. 2026 г. в 14:53, Support <support@centralino.example>:",
            "10 марта 2026 г., в 14:53, Support <support@centralino.example> написал(а):",
            "2026年3月10日(火) 14:53 Support <support@centralino.example>:",
            "Support <support@centralino.example> 于2026年3月10日周二 14:53写道：",
            "2026년 3월 10일 (화) 오후 2:53, Support <support@centralino.example>님이 작성:",
        ] {
            assert!(attribution(line) >= Some(Certainty::Likely), "{line}");
        }
    }

    #[test]
    fn sentences_are_no_attributions() {
        for line in [
            "These are my questions:",
            "The number is 123456:",
            "Please note:",
            "He wrote to ada@example.com yesterday.",
        ] {
            assert_eq!(attribution(line), None, "{line}");
        }
        assert_eq!(attribution("On Monday I wrote:"), Some(Certainty::Weak));
    }
}
