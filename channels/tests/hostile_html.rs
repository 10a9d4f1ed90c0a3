//! HTML made to get past a sanitiser: whatever it was, a browser that reads the result finds nothing that runs, loads,
//! moves or asks, and reading it twice gives the same.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers outside of #[test] functions

use std::cell::RefCell;
use std::sync::LazyLock;

use bytes::Bytes;
use centralino_channels::email::html::sanitise;
use centralino_channels::email::read::parse_mail_json;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::prelude::*;

/// What may stand in a mail that is shown. Written down here a second time on purpose: an element added to the product
/// must be thought about twice.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that name nothing to load and run nothing.
const ATTRIBUTES: &[&str] = &[
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "color",
    "colspan",
    "data-misleading",
    "data-remote-src",
    "dir",
    "face",
    "height",
    "hspace",
    "href",
    "id",
    "lang",
    "name",
    "noshade",
    "nowrap",
    "rel",
    "rowspan",
    "size",
    "span",
    "src",
    "start",
    "style",
    "target",
    "title",
    "type",
    "valign",
    "value",
    "vspace",
    "width",
];

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

#[derive(Default)]
struct Seen {
    tags: RefCell<Vec<Tag>>,
    text: RefCell<String>,
    odd: RefCell<Vec<String>>,
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => self.tags.borrow_mut().push(Tag {
                name: tag.name.to_string(),
                attributes: tag
                    .attrs
                    .iter()
                    .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
                    .collect(),
            }),
            Token::CharacterTokens(text) => self.text.borrow_mut().push_str(&text),
            Token::TagToken(_) | Token::EOFToken => {}
            // Comments, document types, NULs and anything a parser stumbles over.
            other => self.odd.borrow_mut().push(format!("{other:?}")),
        }
        TokenSinkResult::Continue
    }
}

/// The tokens of `html` as every browser reads them. No element of the allow-list changes how the rest is read.
fn read(html: &str) -> Seen {
    let tokenizer = Tokenizer::new(Seen::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

/// What is wrong with sanitised HTML; empty when nothing is.
fn faults(clean: &str) -> Vec<String> {
    let seen = read(clean);
    let mut faults = seen.odd.into_inner();
    for tag in seen.tags.into_inner() {
        if !ELEMENTS.contains(&tag.name.as_str()) {
            faults.push(format!("<{}>", tag.name));
        }
        for (name, value) in &tag.attributes {
            if !ATTRIBUTES.contains(&name.as_str()) {
                faults.push(format!("<{} {name}>", tag.name));
            }
            if let Some(fault) = value_fault(&tag.name, name, value) {
                faults.push(format!("<{} {name}={value:?}>: {fault}", tag.name));
            }
        }
        let is_link = tag.name == "a" && tag.attributes.iter().any(|(name, _)| name == "href");
        let stays_outside = tag
            .attributes
            .iter()
            .any(|(name, value)| name == "rel" && value.contains("noopener") && value.contains("noreferrer"));
        if is_link && !stays_outside {
            faults.push("a link that knows where it came from".to_owned());
        }
    }
    faults
}

fn value_fault(element: &str, name: &str, value: &str) -> Option<&'static str> {
    // What browsers drop before they look for a scheme.
    let bare: String = value
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .collect::<String>()
        .to_lowercase();
    let starts = |schemes: &[&str]| schemes.iter().any(|scheme| bare.starts_with(scheme));
    match (element, name) {
        ("a", "href") if !starts(&["http:", "https:", "mailto:", "tel:"]) => Some("leads elsewhere"),
        ("img", "src")
            if !starts(&[
                "cid:",
                "data:image/png",
                "data:image/jp",
                "data:image/gif",
                "data:image/webp",
            ]) =>
        {
            Some("is fetched")
        }
        ("img", "data-remote-src") if !starts(&["http:", "https:"]) => Some("is no address"),
        ("a", "target") if value != "_blank" => Some("is another window"),
        (_, "href" | "src") if !matches!(element, "a" | "img") => Some("loads something"),
        (_, "style") => style_fault(&bare),
        _ => None,
    }
}

fn style_fault(bare: &str) -> Option<&'static str> {
    const BAD: &[&str] = &[
        "url(",
        "expression",
        "javascript",
        "position:",
        "z-index",
        "behavior",
        "-moz-binding",
        "@import",
        "image(",
        "image-set",
        "var(",
        "attr(",
        "\\",
        "/*",
        "opacity",
        "transform",
        "animation",
        "content:",
        "cursor",
        "filter",
        "inset",
        "pointer-events",
        "visibility",
    ];
    BAD.iter()
        .any(|bad| bare.contains(bad))
        .then_some("is a style that loads, moves or hides")
}

/// Attacks as they are known from lists of such, by what they try. None of their canaries may come through as markup.
/// The browser tests show the same ones in a real browser.
static ATTACKS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let cases: Vec<serde_json::Value> = serde_json::from_str(include_str!("hostile_html.json")).unwrap();
    cases
        .iter()
        .map(|case| case["html"].as_str().unwrap().to_owned())
        .collect()
});

#[test]
fn nothing_that_acts_is_left() {
    assert!(ATTACKS.len() >= 200);
    let mut wrong = Vec::new();
    for attack in ATTACKS.iter() {
        let clean = sanitise(attack).unwrap();
        let mut faults = faults(&clean);
        if !settled(&clean) {
            faults.push("changes when it is cleaned again".to_owned());
        }
        if !faults.is_empty() {
            wrong.push(format!("{attack}\n  → {clean}\n  {faults:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} came through:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// HTML as its tokens, attributes in one order, without the marks a pass sets itself: those are no attributes of mails, so
/// a second pass takes them off.
fn canonical(html: &str) -> Vec<String> {
    let seen = read(html);
    let tags = seen.tags.into_inner().into_iter().map(|tag| {
        let mut attributes = tag.attributes;
        // A style of which nothing is left says nothing.
        attributes
            .retain(|(name, value)| !(name.starts_with("data-") || name == "style" && value.is_empty()));
        attributes.sort();
        format!("<{} {attributes:?}>", tag.name)
    });
    tags.chain([letters(html)]).collect()
}

/// The text without its spaces: the first line break in a <pre> is swallowed by each reading (HTML standard, "in body"
/// insertion mode), and the words around it may then touch.
fn letters(html: &str) -> String {
    read(html).text.into_inner().split_whitespace().collect()
}

/// Whether a second pass finds nothing left to do.
fn settled(clean: &str) -> bool {
    canonical(&sanitise(clean).unwrap()) == canonical(clean)
}

/// Each attack with other mail around it, inside of it and after it.
#[test]
fn nor_in_the_middle_of_a_mail() {
    let frames = [
        ("<html><body><div class=gmail_quote>", "</div></body></html>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<table><caption><b>", ""),
        ("<p title='", "'>x</p>"),
        ("<p title=\"", "\">x</p>"),
        ("<!--", "-->"),
        ("<a href=http://x.test>", "</a>"),
        ("<pre><code>", "</code></pre>"),
        ("<select>", "</select>"),
        ("<svg>", "</svg>"),
        ("<math><mtext>", "</mtext></math>"),
        ("<style>", "</style>"),
        ("<noscript>", "</noscript>"),
        ("<template>", "</template>"),
        ("<b><i><u>", ""),
    ];
    let mut wrong = Vec::new();
    for attack in ATTACKS.iter() {
        for (before, after) in frames {
            let html = format!("{before}{attack}{after}<p>the end</p>");
            let clean = sanitise(&html).unwrap();
            let mut faults = faults(&clean);
            if !settled(&clean) {
                faults.push("changes when it is cleaned again".to_owned());
            }
            if !faults.is_empty() {
                wrong.push(format!("{html}\n  → {clean}\n  {faults:?}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} came through:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The same through the whole parser, as `parse-mail` prints it.
#[test]
fn the_parser_hands_out_sanitised_html_only() {
    for attack in ATTACKS.iter() {
        let raw = format!(
            "From: eve@evil.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div>{attack}</div>\r\n"
        );
        let printed = parse_mail_json(&Bytes::from(raw));
        if let Some(html) = printed["html"].as_str() {
            assert_eq!(faults(html), Vec::<String>::new(), "{attack}\n→ {html}");
        }
    }
}

/// The checks themselves see what they are made for.
#[test]
fn what_is_dangerous_is_seen() {
    for bad in [
        "<script>",
        "<p onclick=x>",
        "<a href=javascript:x>",
        "<a href=http://x.test>",
        "<img src=http://x.test>",
        "<p style=position:fixed>",
        "<!-- x -->",
        "<img src=\"java\nscript:x\">",
        "<svg>",
    ] {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
    assert!(faults("<p style=\"color:red\">a <b>b</b> &lt;script&gt;</p>").is_empty());
}

/// What people write stays: a sanitiser that drops everything is safe and useless.
#[test]
fn what_people_write_stays() {
    for plain in [
        "<p style=\"color:#c00;font-weight:bold\">Hello <b>you</b></p>",
        "<table border=\"1\"><tbody><tr><td colspan=\"2\">1</td></tr></tbody></table>",
        "<img src=\"cid:logo@x\" alt=\"Logo\">",
        "<div class=\"gmail_quote\"><blockquote type=\"cite\">No</blockquote></div>",
        "<p style=\"color:rgb(1, 2, 3)\">x</p>",
        "<ul><li>a</li></ul>",
    ] {
        assert_eq!(sanitise(plain).unwrap(), plain);
    }
    let link = sanitise("<a href=\"https://shop.example/a?b=1&amp;c=2\">Shop</a>").unwrap();
    assert!(
        link.contains("href=\"https://shop.example/a?b=1&amp;c=2\""),
        "{link}"
    );
    assert!(link.contains("target=\"_blank\""), "{link}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Pieces of attacks, shuffled.
    #[test]
    fn shuffled_pieces_stay_harmless(pieces in proptest::collection::vec(piece(), 1..14)) {
        let html = pieces.concat();
        if let Ok(clean) = sanitise(&html) {
            let found = faults(&clean);
            prop_assert!(found.is_empty(), "{}\n→ {}\n{:?}", html, clean, found);
            // Where a button was taken out, a table closes the paragraph around it when it is read again: other elements,
            // and as harmless.
            let again = sanitise(&clean).unwrap();
            let found = faults(&again);
            prop_assert!(found.is_empty(), "{}\n→ {}\n→ {}\n{:?}", html, clean, again, found);
            prop_assert_eq!(letters(&again), letters(&clean), "{}", html);
        }
    }
}

fn piece() -> impl Strategy<Value = String> {
    let attack = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
    )
        .prop_map(|(which, from, to)| {
            let attack: Vec<char> = ATTACKS[which.index(ATTACKS.len())].chars().collect();
            let (a, b) = (from.index(attack.len()), to.index(attack.len()));
            attack[a.min(b)..=a.max(b)].iter().collect()
        });
    let known = prop::sample::select(vec![
        "<",
        ">",
        "\"",
        "'",
        "`",
        "=",
        "/",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "</p>",
        "<p title=\"",
        "<style>",
        "</style>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<mglyph>",
        "<table>",
        "<td>",
        "</table>",
        "<form>",
        "<a href=\"",
        "<img src=x onerror=alert(1)>",
        "onerror=alert(1) ",
        "&lt;",
        "&quot;",
        "&#x3c;",
        "\0",
        "<noscript>",
        "<template>",
        "<select>",
        "<textarea>",
        "<title>",
        "<b>",
        "</b>",
        "style=\"",
        "color:red;",
        "url(",
        "\\",
        "javascript:",
    ])
    .prop_map(str::to_owned);
    prop_oneof![2 => attack, 3 => known]
}
