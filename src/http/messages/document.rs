//! The HTML of a message as a document for a sandboxed frame: quotations folded, pictures resolved or held back.

use std::collections::HashMap;

use centralino_channels::email::fold::{Stretch, stretches};
use centralino_channels::email::html_tokens::{Token, attribute, escape, tokens};
use uuid::Uuid;

/// How the reader wants it.
pub struct View<'a> {
    pub dark: bool,
    pub language: &'a str,
    /// Content ids of the message's own files.
    pub files: &'a HashMap<String, Uuid>,
    /// Turns the address of a remote picture into one of ours; `None` holds remote pictures back.
    pub proxy: Option<&'a dyn Fn(&str) -> String>,
}

/// A whole document. `html` was sanitised when it came in; `fold` is the new words when quotations may be folded.
pub fn document(html: &str, fold: Option<&str>, view: &View<'_>) -> String {
    let mut body = String::with_capacity(html.len() + 256);
    match fold {
        None => body.push_str(&pictures(html, view)),
        Some(words) => {
            for stretch in stretches(html, words) {
                match stretch {
                    Stretch::New(html) => body.push_str(&pictures(html, view)),
                    Stretch::Quoted(html) => {
                        let label = if view.language == "it" {
                            "Testo citato"
                        } else {
                            "Quoted text"
                        };
                        body.push_str(&format!(
                            "<details class=\"quote\"><summary title=\"{label}\">…</summary>"
                        ));
                        body.push_str(&pictures(html, view));
                        body.push_str("</details>");
                    }
                }
            }
        }
    }
    let (theme, style) = if view.dark {
        ("dark", DARK)
    } else {
        ("light", LIGHT)
    };
    format!(
        "<!doctype html><html lang=\"{}\" data-theme=\"{theme}\"><head><meta charset=\"utf-8\">\
         <meta name=\"referrer\" content=\"no-referrer\"><meta name=\"color-scheme\" content=\"{theme}\">\
         <base target=\"_blank\"><style>{STYLE}{style}</style></head><body>{body}</body></html>",
        escape(view.language)
    )
}

/// Plain text as the body of such a document.
pub fn of_text(text: &str) -> String {
    format!("<div style=\"white-space: pre-wrap\">{}</div>", escape(text))
}

fn pictures(html: &str, view: &View<'_>) -> String {
    let mut out = String::with_capacity(html.len());
    for token in tokens(html) {
        match token {
            Token::Open("img", attributes, tag) => out.push_str(&picture(attributes, tag, view)),
            Token::Open(_, _, tag) => out.push_str(tag),
            Token::Text(text) => out.push_str(text),
            Token::Close(name) => {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
        }
    }
    out
}

fn picture(attributes: &str, tag: &str, view: &View<'_>) -> String {
    if let Some(source) = attribute(attributes, "src") {
        let Some(content_id) = source.trim().strip_prefix("cid:") else {
            return tag.to_owned();
        };
        let file = view.files.get(content_id).or_else(|| {
            let decoded = percent_decoded(content_id);
            view.files.get(&decoded)
        });
        return match file {
            Some(id) => tag.replacen(
                &format!("src=\"{}\"", escape(&source)),
                &format!("src=\"/api/v1/attachments/{id}\""),
                1,
            ),
            None => tag.replacen("src=\"", "data-missing=\"", 1),
        };
    }
    match (attribute(attributes, "data-remote-src"), view.proxy) {
        (Some(remote), Some(proxy)) => tag.replacen(
            &format!("data-remote-src=\"{}\"", escape(&remote)),
            &format!("src=\"{}\"", escape(&proxy(&remote))),
            1,
        ),
        _ => tag.to_owned(),
    }
}

/// Some mailers percent-encode content ids in `cid:` references (RFC 2392 §2).
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if let ([b'%', high, low, after @ ..], true) = (rest, rest.len() > 2)
            && let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            rest = after;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

const STYLE: &str = "html{font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}body{margin:0}\
img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}\
blockquote{margin:0;margin-inline-start:8px;\
padding-inline-start:8px;border-inline-start:2px solid #8886}\
details.quote{margin:8px 0}details.quote>summary{cursor:pointer;list-style:none;display:inline-block;padding:0 8px;\
border-radius:8px;background:#8883;line-height:1.2}\
a[data-misleading]{outline:1px dashed #c00}a[data-misleading]::after{content:\" ⚠ \" attr(data-misleading);color:#c00}\
img[data-remote-src],img[data-missing]{display:inline-block;min-width:16px;min-height:16px;background:#8883}";
const LIGHT: &str = "html{background:#fff;color:#1a1a1a}a{color:#0b57d0}";
/// Mail is drawn for white paper: on dark, its own colours give way.
const DARK: &str = "html{background:#1b1c1e;color:#e6e6e6}a{color:#8ab4f8}\
body *:not(a):not(img){color:inherit!important;background-color:transparent!important;border-color:#5556!important}";

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str, fold: Option<&str>, proxy: Option<&dyn Fn(&str) -> String>) -> String {
        let files = HashMap::from([("logo@x".to_owned(), Uuid::from_u128(1))]);
        let view = View {
            dark: false,
            language: "en",
            files: &files,
            proxy,
        };
        document(html, fold, &view)
    }

    #[test]
    fn own_pictures_are_resolved_and_remote_ones_held_back() {
        let html = "<img src=\"cid:logo@x\"><img src=\"cid:logo%40x\"><img src=\"cid:gone\">\
                    <img data-remote-src=\"https://pictures.example/a?b=1&amp;c=2\">";
        let page = shown(html, None, None);
        assert_eq!(
            page.matches("src=\"/api/v1/attachments/00000000-0000-0000-0000-000000000001\"")
                .count(),
            2
        );
        assert!(page.contains("<img data-missing=\"cid:gone\">"));
        assert!(page.contains("<img data-remote-src=\"https://pictures.example/a?b=1&amp;c=2\">"));
        let proxy = |url: &str| format!("/p?u={url}&s=1");
        let page = shown(html, None, Some(&proxy));
        assert!(page.contains("<img src=\"/p?u=https://pictures.example/a?b=1&amp;c=2&amp;s=1\">"));
    }

    #[test]
    fn quotations_are_folded() {
        let html = "<p>Yes</p><blockquote type=\"cite\">No?</blockquote>";
        assert!(shown(html, Some("Yes"), None).contains("<details class=\"quote\">"));
        assert!(!shown(html, None, None).contains("<details class"));
    }
}
