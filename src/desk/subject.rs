//! Subjects: what is left without reply prefixes and tags, and the tag that names a ticket.

use std::sync::LazyLock;

use regex::Regex;

/// Reply and forward prefixes of mail clients in many languages, with counters (`Re[2]:`, `AW(3):`), and full-width
/// colons.
#[allow(clippy::expect_used)] // a constant pattern
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(?:re|fwd?|aw|wg|antw(?:ort)?|tr|r|i|rif|inoltra|sv|vs|vl|vb|doorst|odp|pd|res|enc|rv|ynt|ilt|atb|vá|továbbítás|ha|απ|σχετ|πρθ|на|ответ|отв|пересл|回复|回覆|答复|答覆|转发|轉寄|返信|転送|답장|전달|회신)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]\s*",
    )
    .expect("the pattern is well-formed")
});

#[allow(clippy::expect_used)] // a constant pattern
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[#(\d{1,18})\]").expect("the pattern is well-formed"));

#[allow(clippy::expect_used)] // a constant pattern
static BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[[^\[\]]{0,60}\]").expect("the pattern is well-formed"));

/// The ticket number of the first `[#4711]`.
pub fn tag(subject: &str) -> Option<i64> {
    TAG.captures(subject)?.get(1)?.as_str().parse().ok()
}

/// The subject without prefixes, as written; for showing and for `Re: …`.
pub fn without_prefixes(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some(found) = PREFIX.find(rest) {
        rest = &rest[found.end()..];
    }
    rest.trim()
}

/// Two subjects of one thread are equal in this form: no prefixes, no `[tags]`, one kind of space, case folded.
pub fn normalised(subject: &str) -> String {
    let mut text = BRACKETS.replace_all(subject, " ").into_owned();
    loop {
        let shorter = without_prefixes(&text).to_owned();
        if shorter == text {
            break;
        }
        text = shorter;
    }
    crate::text_fold::fold(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// `Re: <subject> [#4711]`; the tag only where the channel wants it.
pub fn reply(subject: &str, number: Option<i64>) -> String {
    let bare = TAG.replace_all(without_prefixes(subject), "");
    let bare = bare.trim();
    let mut text = String::from("Re:");
    if !bare.is_empty() {
        text.push(' ');
        text.push_str(bare);
    }
    if let Some(number) = number {
        text.push_str(&format!(" [#{number}]"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_of_many_languages_fall() {
        for subject in [
            "Re: Late order",
            "RE: AW: Late order",
            "Rif: R: I: Late order",
            "Re[2]: Late order",
            "[EXT] Re: [#12] Late  order",
            "WG: late order [#4711]",
            "回复：Late order",
            "Odp: Late order",
        ] {
            assert_eq!(normalised(subject), "late order", "{subject}");
        }
        assert_eq!(normalised("Invoice: late order"), "invoice: late order");
    }

    #[test]
    fn the_tag_is_set_once() {
        assert_eq!(reply("AW: Late order [#12]", Some(12)), "Re: Late order [#12]");
        assert_eq!(reply("", None), "Re:");
        assert_eq!(tag("Re: Late [#4711]"), Some(4711));
        assert_eq!(tag("Re: Late #4711"), None);
    }
}
