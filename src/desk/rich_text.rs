//! HTML that agents write: cleaned by an allow-list, its pasted pictures tied to the files of the message.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use uuid::Uuid;

/// Where the composer shows an uploaded picture from.
const ATTACHMENTS: &str = "/api/v1/attachments/";

/// Deeper nesting or more bytes are refused before the parser sees them: its time grows with the square of the depth.
const DEEPEST: usize = 100;
const LARGEST: usize = 1024 * 1024;

/// Cleaned HTML, and which uploads it shows inline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    pub html: String,
    /// Content ids, under the attachment they stand for.
    pub inline: HashMap<Uuid, String>,
}

/// Cleans `html`; pictures shown from one of `uploads` become `cid:` references. `None` when it is too large or too deep.
pub fn clean(html: &str, uploads: &[Uuid]) -> Option<Rich> {
    if html.len() > LARGEST || html.matches('<').count() > 20_000 || depth(html) > DEEPEST {
        return None;
    }
    let uploads: HashSet<Uuid> = uploads.iter().copied().collect();
    let used = Arc::new(Mutex::new(HashMap::new()));
    let noted = used.clone();
    let html = allowing()
        .attribute_filter(move |element, attribute, value| match (element, attribute) {
            ("img", "src") => picture(value, &uploads).map(|(id, cid)| {
                let reference = Cow::Owned(format!("cid:{cid}"));
                if let Ok(mut noted) = noted.lock() {
                    noted.insert(id, cid);
                }
                reference
            }),
            _ => outside(element, attribute, value),
        })
        .clean(html)
        .to_string();
    Some(Rich {
        html,
        inline: used.lock().map(|used| used.clone()).unwrap_or_default(),
    })
}

/// Cleans `html` that has no files to show: words alone. `None` when it is too large or too deep.
pub fn clean_words(html: &str) -> Option<String> {
    if html.len() > LARGEST || html.matches('<').count() > 20_000 || depth(html) > DEEPEST {
        return None;
    }
    let cleaned = allowing()
        .rm_tags(&["img"])
        .attribute_filter(outside)
        .clean(html)
        .to_string();
    Some(cleaned)
}

/// Links lead out of the house: `/settings` means nothing in a mail.
fn outside<'a>(element: &str, attribute: &str, value: &'a str) -> Option<Cow<'a, str>> {
    match (element, attribute) {
        ("a", "href") if value.starts_with('/') => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// What mail programs need said on the element itself: they have no stylesheet of ours.
const LOOKS: &[(&str, &str)] = &[
    // A line is a line, as in the editor and in the text part; an empty one keeps a distance.
    ("p", "margin:0"),
    (
        "blockquote",
        "margin:0 0 8px 0;padding-left:10px;border-left:2px solid #8b8d98;color:#53565f",
    ),
    ("table", "border-collapse:collapse"),
    (
        "th",
        "border:1px solid #8b8d98;padding:4px 8px;text-align:left;vertical-align:top",
    ),
    (
        "td",
        "border:1px solid #8b8d98;padding:4px 8px;vertical-align:top",
    ),
    (
        "pre",
        "font-family:monospace;white-space:pre-wrap;background:#f3f3f6;color:#1a1b20;padding:8px 10px",
    ),
    ("img", "max-width:100%;height:auto"),
];

/// The elements and attributes an agent may write.
fn allowing() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::default();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "b",
            "strong",
            "i",
            "em",
            "u",
            "s",
            "del",
            "a",
            "ul",
            "ol",
            "li",
            "blockquote",
            "code",
            "pre",
            "h1",
            "h2",
            "h3",
            "img",
            "span",
            "div",
            "hr",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
        ]))
        .generic_attributes(HashSet::from(["dir", "lang"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        .url_relative(ammonia::UrlRelative::PassThrough);
    for (tag, style) in LOOKS {
        builder.set_tag_attribute_value(tag, "style", style);
    }
    builder
}

/// Only pictures that travel with the message: nothing is fetched from elsewhere on the reader's machine.
fn picture(src: &str, uploads: &HashSet<Uuid>) -> Option<(Uuid, String)> {
    let id = src
        .strip_prefix(ATTACHMENTS)
        .or_else(|| src.strip_prefix("cid:").and_then(|cid| cid.split('@').next()))?;
    let id = Uuid::try_parse(id.split('?').next()?).ok()?;
    uploads
        .contains(&id)
        .then(|| (id, format!("{}@inline", id.simple())))
}

/// An upper bound of how deep elements nest.
fn depth(html: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        if rest.starts_with('/') {
            now = now.saturating_sub(1);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_void(rest) {
            now += 1;
            deepest = deepest.max(now);
        }
    }
    deepest
}

fn is_void(tag: &str) -> bool {
    ["br", "hr", "img", "input", "wbr", "col"].iter().any(|name| {
        tag.len() > name.len()
            && tag.is_char_boundary(name.len())
            && tag[..name.len()].eq_ignore_ascii_case(name)
            && !tag.as_bytes()[name.len()].is_ascii_alphanumeric()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_styles_and_foreign_pictures_go() {
        let rich = clean(
            "<p onclick=x()>Hi <script>alert(1)</script><b style='position:fixed'>you</b>\
             <img src='https://tracker.example/p.gif'><a href='javascript:x()'>l</a></p>",
            &[],
        )
        .unwrap();
        assert_eq!(
            rich.html,
            "<p style=\"margin:0\">Hi <b>you</b><img style=\"max-width:100%;height:auto\"><a rel=\"noopener noreferrer\">l</a></p>"
        );
    }

    #[test]
    fn pasted_pictures_become_parts_of_the_message() {
        let id = Uuid::from_u128(7);
        let rich = clean(&format!("<img src=\"{ATTACHMENTS}{id}\">"), &[id]).unwrap();
        let cid = rich.inline.get(&id).unwrap();
        assert_eq!(
            rich.html,
            format!("<img src=\"cid:{cid}\" style=\"max-width:100%;height:auto\">")
        );
        assert!(
            clean(&format!("<img src=\"{ATTACHMENTS}{id}\">"), &[])
                .unwrap()
                .inline
                .is_empty()
        );
    }

    #[test]
    fn tables_and_quotations_look_right_without_our_stylesheet() {
        let html = "<table style='position:fixed'><tr><td>1</td></tr></table><blockquote>x</blockquote>";
        let shown = clean(html, &[]).unwrap().html;
        assert!(!shown.contains("position"), "{shown}");
        assert!(shown.contains("<td style=\"border:1px"), "{shown}");
        assert!(shown.contains("<blockquote style=\"margin"), "{shown}");
        // Cleaning again changes nothing: a draft taken back is cleaned twice.
        assert_eq!(clean(&shown, &[]).unwrap().html, shown);
    }

    #[test]
    fn a_signature_is_words_alone() {
        assert_eq!(
            clean_words("<p>Ada<img src=x onerror=y> <script>z</script><b>Rossi</b></p>").unwrap(),
            "<p style=\"margin:0\">Ada <b>Rossi</b></p>"
        );
    }

    #[test]
    fn what_is_too_deep_is_refused() {
        assert!(clean(&"<div>".repeat(101), &[]).is_none());
        assert!(clean(&"<br>".repeat(5000), &[]).is_some());
    }
}
