//! Quotations of a sanitised HTML body set apart, so that a reader can show the new words and fold the rest.

use super::html_tokens::{Token, attribute, plain, tokens};

/// One stretch of the body, in order; together they are the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch<'a> {
    New(&'a str),
    /// A quotation, a whole element or the rest of one.
    Quoted(&'a str),
}

/// Elements that hold a quotation.
const HOLDERS: &[&str] = &[
    "gmail_quote",
    "gmail_quote_container",
    "yahoo_quoted",
    "protonmail_quote",
    "zmail_extra",
    "tutanota_quote",
    "mail_quote",
    "mailru-blockquote",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "__QQ_mailquote",
    "ntes_origin",
    "isReplyContent",
    "qt",
    "origbody",
];

/// Marks after which everything is quoted, up to the end of the element they stand in.
const BORDERS: &[&str] = &[
    "divRplyFwdMsg",
    "appendonsend",
    "OutlookMessageHeader",
    "replySplit",
];

/// Our own parts below an agent's words.
const OWN_QUOTE: &str = "data-centralino=\"quote\"";

/// Splits a sanitised body at its quotations. A body whose new words (`reply_text`, as computed at intake) are not all
/// outside of them stays whole: words between quoted lines are new words.
pub fn stretches<'a>(clean: &'a str, reply_text: &str) -> Vec<Stretch<'a>> {
    let found = split(clean);
    let outside: String = found
        .iter()
        .filter_map(|stretch| match stretch {
            Stretch::New(html) => Some(letters(html)),
            Stretch::Quoted(_) => None,
        })
        .collect();
    let missing = reply_text.lines().any(|line| {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        !outside.contains(&line)
    });
    if missing || outside.is_empty() {
        return vec![Stretch::New(clean)];
    }
    found
}

#[derive(Clone, Copy)]
enum Extent {
    /// The element itself.
    Element,
    /// Everything from here to the end of the element around it.
    Rest,
}

struct Open {
    from: usize,
    depth: usize,
    extent: Extent,
}

fn split(clean: &str) -> Vec<Stretch<'_>> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let (mut at, mut depth, mut rest_from) = (0, 0_usize, 0);
    for token in tokens(clean) {
        let end = match token {
            Token::Text(text) => at + text.len(),
            Token::Open(name, attributes, tag) => {
                if open.is_none()
                    && let Some(extent) = quotation(name, attributes)
                {
                    push(&mut found, Stretch::New, &clean[rest_from..at]);
                    open = Some(Open {
                        from: at,
                        depth,
                        extent,
                    });
                }
                depth += usize::from(!is_void(name));
                at + tag.len()
            }
            Token::Close(name) => {
                depth = depth.saturating_sub(1);
                let end = (at + name.len() + 3).min(clean.len());
                let border = match &open {
                    Some(Open {
                        depth: began,
                        extent: Extent::Element,
                        ..
                    }) if depth <= *began => Some(end),
                    // The end tag of the element around it is no part of the quotation.
                    Some(Open {
                        depth: began,
                        extent: Extent::Rest,
                        ..
                    }) if depth < *began => Some(at),
                    _ => None,
                };
                if let Some((border, quotation)) = border.zip(open.as_ref()) {
                    push(&mut found, Stretch::Quoted, &clean[quotation.from..border]);
                    rest_from = border;
                    open = None;
                }
                end
            }
        };
        at = end;
    }
    match open {
        Some(quotation) => push(&mut found, Stretch::Quoted, &clean[quotation.from..]),
        None => push(&mut found, Stretch::New, &clean[rest_from..]),
    }
    found
}

fn quotation(name: &str, attributes: &str) -> Option<Extent> {
    if attributes.contains(OWN_QUOTE) {
        return Some(Extent::Element);
    }
    if name == "blockquote" && attribute(attributes, "type").is_some_and(|kind| kind == "cite") {
        return Some(Extent::Element);
    }
    let marks = [attribute(attributes, "class"), attribute(attributes, "id")];
    let mut marks = marks.iter().flatten().flat_map(|words| words.split_whitespace());
    marks.find_map(|mark| {
        let mark = mark.trim_start_matches("x_");
        if BORDERS.contains(&mark) {
            Some(Extent::Rest)
        } else if HOLDERS.contains(&mark) || mark.starts_with("yahoo_quoted_") {
            Some(Extent::Element)
        } else {
            None
        }
    })
}

fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "wbr" | "col")
}

fn push<'a>(found: &mut Vec<Stretch<'a>>, kind: fn(&'a str) -> Stretch<'a>, html: &'a str) {
    if !html.is_empty() {
        found.push(kind(html));
    }
}

/// The letters of a piece of HTML, without any space, so that wrapping makes no difference.
fn letters(html: &str) -> String {
    tokens(html)
        .filter_map(|token| match token {
            Token::Text(text) => Some(plain(text)),
            _ => None,
        })
        .flat_map(|text| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stretch::{New, Quoted};

    #[test]
    fn a_quotation_below_the_answer_is_folded() {
        let html = "<div>Yes, <b>please</b>.</div><div class=\"gmail_quote\">On Monday:<blockquote>Shall we?</blockquote></div><p>bye</p>";
        assert_eq!(
            stretches(html, "Yes, please.\n\nbye"),
            [
                New("<div>Yes, <b>please</b>.</div>"),
                Quoted("<div class=\"gmail_quote\">On Monday:<blockquote>Shall we?</blockquote></div>"),
                New("<p>bye</p>"),
            ]
        );
    }

    #[test]
    fn all_after_a_border_is_quoted_up_to_the_end_of_its_parent() {
        let html = "<div><p>Fine.</p><div id=\"divRplyFwdMsg\">From: x</div><p>Old<br>words</p></div>";
        assert_eq!(
            stretches(html, "Fine."),
            [
                New("<div><p>Fine.</p>"),
                Quoted("<div id=\"divRplyFwdMsg\">From: x</div><p>Old<br>words</p>"),
                New("</div>"),
            ]
        );
    }

    #[test]
    fn answers_between_quoted_lines_keep_everything_open() {
        let html = "<blockquote type=\"cite\">One?<p>Yes to one.</p>Two?</blockquote>";
        assert_eq!(stretches(html, "Yes to one."), [New(html)]);
        assert_eq!(stretches("<p>plain</p>", "plain"), [New("<p>plain</p>")]);
    }
}
