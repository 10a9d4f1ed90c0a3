//! HTML of strangers made safe to show: an allow-list of tags, attributes and style properties.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::{html_cost, html_links};

/// Style properties that cannot move a box out of its place or fetch anything.
const STYLE: &[&str] = &[
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "clear",
    "color",
    "direction",
    "display",
    "float",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-height",
    "min-width",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "table-layout",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "unicode-bidi",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "word-spacing",
    "word-wrap",
];

/// Classes and ids by which mailers mark quotes and signatures; nothing styles them, the reader folds by them.
pub const MARKS: &[&str] = &[
    "gmail_quote",
    "gmail_quote_container",
    "gmail_attr",
    "gmail_extra",
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-cite-prefix",
    "moz-signature",
    "moz-forward-container",
    "yahoo_quoted",
    "yahoo-signature",
    "ydp-signature",
    "protonmail_quote",
    "protonmail_signature_block",
    "zmail_extra",
    "tutanota_quote",
    "OutlookMessageHeader",
    "WordSection1",
    "mail_quote",
    "mailru-blockquote",
    "hmmessage",
    "divRplyFwdMsg",
    "appendonsend",
    "Signature",
    "signature",
    "stopSpelling",
    "OLK_SRC_BODY_SECTION",
    "mail-editor-reference-message-container",
    "isForwardContent",
    "isReplyContent",
    "ms-outlook-mobile-signature",
    "ms-outlook-mobile-reference-message",
    "ms-outlook-mobile-body-separator-line",
    "AppleMailSignature",
    "lineBreakAtBeginningOfSignature",
    "AppleMailSignature",
    "replySplit",
    "qt",
    "origbody",
    "yahoo_quoted_begin",
    "__QQ_mailquote",
    "ntes_origin",
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    let tags: HashSet<&str> = [
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
    ]
    .into();
    let cell: HashSet<&str> = [
        "align", "valign", "width", "height", "bgcolor", "colspan", "rowspan", "nowrap",
    ]
    .into();
    let attributes: HashMap<&str, HashSet<&str>> = [
        ("a", ["href", "name"].into()),
        (
            "img",
            [
                "src", "alt", "width", "height", "align", "border", "hspace", "vspace",
            ]
            .into(),
        ),
        (
            "table",
            [
                "align",
                "width",
                "height",
                "bgcolor",
                "border",
                "cellpadding",
                "cellspacing",
            ]
            .into(),
        ),
        ("tr", ["align", "valign", "bgcolor", "height"].into()),
        ("td", cell.clone()),
        ("th", cell),
        ("col", ["span", "width", "align"].into()),
        ("colgroup", ["span", "width", "align"].into()),
        ("font", ["color", "face", "size"].into()),
        ("ol", ["start", "type"].into()),
        ("ul", ["type"].into()),
        ("li", ["value"].into()),
        ("blockquote", ["type"].into()),
        ("div", ["align"].into()),
        ("p", ["align"].into()),
        ("hr", ["align", "size", "width", "color", "noshade"].into()),
        ("bdo", ["dir"].into()),
    ]
    .into();
    builder
        .tags(tags)
        .clean_content_tags(
            [
                "script", "style", "title", "noscript", "iframe", "object", "svg", "math", "template",
                "select", "textarea",
            ]
            .into(),
        )
        .tag_attributes(attributes)
        .generic_attributes(["style", "dir", "lang", "title", "class", "id"].into())
        .url_schemes(["http", "https", "mailto", "tel", "cid", "data"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .filter_style_properties(STYLE.iter().copied().collect())
        .attribute_filter(attribute);
    builder
});

/// Sanitised HTML of a body, or why it is not shown. Images from elsewhere keep their address in `data-remote-src`, so that
/// nothing is fetched before the reader asks; a link whose text names another host carries it in `data-misleading`.
pub fn sanitise(html: &str) -> Result<String, html_cost::TooCostly> {
    html_cost::check(html)?;
    let clean = SANITISER.clean(html).to_string();
    Ok(html_links::mark(&clean))
}

fn attribute<'a>(element: &str, name: &str, value: &'a str) -> Option<Cow<'a, str>> {
    match (element, name) {
        (_, "style") => {
            let kept = style(value);
            (!kept.is_empty()).then_some(Cow::Owned(kept))
        }
        (_, "class" | "id") => {
            let kept: Vec<&str> = value.split_whitespace().filter(|word| is_mark(word)).collect();
            (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
        }
        ("img", "src") => image_source(value).then_some(Cow::Borrowed(value)),
        ("a", "href") => {
            let scheme = scheme(value);
            (scheme != "data" && scheme != "cid").then_some(Cow::Borrowed(value))
        }
        _ => Some(Cow::Borrowed(value)),
    }
}

fn is_mark(word: &str) -> bool {
    // Outlook on the web prefixes the ids and classes of quoted mail with x_
    let bare = word.trim_start_matches("x_");
    MARKS.contains(&bare) || bare.starts_with("yahoo_quoted_") || bare.starts_with("replybody")
}

fn image_source(value: &str) -> bool {
    let value = value.trim_start();
    match scheme(value).as_str() {
        "http" | "https" | "cid" => true,
        "data" => {
            let lower: String = value.chars().take(20).collect::<String>().to_ascii_lowercase();
            [
                "data:image/png",
                "data:image/jpeg",
                "data:image/jpg",
                "data:image/gif",
                "data:image/webp",
            ]
            .iter()
            .any(|prefix| lower.starts_with(prefix))
        }
        _ => false,
    }
}

fn scheme(value: &str) -> String {
    value
        .split(':')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Drops declarations that call anything but colour functions, name addresses, escape characters, or hide behind comments.
fn style(value: &str) -> String {
    value
        .split(';')
        .filter(|declaration| {
            let lower = declaration.to_ascii_lowercase();
            let calls = lower.matches('(').count();
            let harmless: usize = ["rgb(", "rgba(", "hsl(", "hsla("]
                .iter()
                .map(|call| lower.matches(call).count())
                .sum();
            // No property that may stay has a colon in its value; addresses have.
            let plain = lower.matches(':').count() < 2;
            plain && calls == harmless && !lower.contains(['\\', '@', '<']) && !lower.contains("/*")
        })
        .map(str::trim)
        .filter(|declaration| !declaration.is_empty())
        .collect::<Vec<_>>()
        .join(";")
}
