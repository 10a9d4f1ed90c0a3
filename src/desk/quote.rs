//! The last message folded below an answer, the way mail programs write it.

use crate::store::entity::messages;

/// A quotation ready to stand below new words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub text: String,
    pub html: String,
}

/// Quotes `message` with a line saying who wrote it when (UTC), in `language` (`en`, `it`).
pub fn of(message: &messages::Model, language: &str) -> Quote {
    let line = attribution(message, language);
    let quoted: Vec<String> = message
        .text
        .trim_end()
        .lines()
        .map(|line| match line.starts_with('>') {
            true => format!(">{line}"),
            false if line.is_empty() => ">".to_owned(),
            false => format!("> {line}"),
        })
        .collect();
    let inner = match &message.html {
        Some(html) => html.clone(),
        None => text_as_html(&message.text),
    };
    Quote {
        text: format!("{line}\n{}", quoted.join("\n")),
        html: format!(
            "<p>{}</p><blockquote type=\"cite\">{inner}</blockquote>",
            escape(&line)
        ),
    }
}

/// `On 2026-11-21 10:12 UTC, Ada Rossi wrote:`, in words that mail programs fold.
fn attribution(message: &messages::Model, language: &str) -> String {
    let who = match message.author_name.trim() {
        "" => message.author_address.as_deref().unwrap_or("?"),
        name => name,
    };
    let at = message.at;
    match language {
        "it" => format!(
            "Il giorno {} alle {} UTC {who} ha scritto:",
            at.format("%d/%m/%Y"),
            at.format("%H:%M")
        ),
        _ => format!(
            "On {} at {} UTC, {who} wrote:",
            at.format("%-d %b %Y"),
            at.format("%H:%M")
        ),
    }
}

/// Plain text as HTML: escaped, line breaks kept.
pub fn text_as_html(text: &str) -> String {
    escape(text.trim_end()).replace('\n', "<br>\n")
}

fn escape(text: &str) -> String {
    handlebars::html_escape(text)
}
