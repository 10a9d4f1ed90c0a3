//! HTML as text: linear, never wrapped, aware of quotes, so that the new words can be told from the old.

use super::html_tokens::{Token, attribute, plain, tokens};
use super::reply::line::{Line, Role};

/// Lines of sanitised HTML.
pub fn lines(clean: &str) -> Vec<Line> {
    let mut page = Page::default();
    for token in tokens(clean) {
        match token {
            Token::Text(data) => page.words(&plain(data)),
            Token::Open(name, attributes, _) => page.open(name, attributes),
            Token::Close(name) => page.close(name),
        }
    }
    page.end_line();
    while page.lines.last().is_some_and(|line| line.text.is_empty()) {
        page.lines.pop();
    }
    page.lines
}

/// Lines as plain text, quotes behind `>`.
pub fn join(lines: &[Line]) -> String {
    let mut out = String::new();
    for line in lines {
        if line.depth > 0 {
            out.push_str(&">".repeat(line.depth));
            if !line.text.is_empty() {
                out.push(' ');
            }
        }
        out.push_str(&line.text);
        out.push('\n');
    }
    out.trim_matches('\n').to_owned()
}

#[derive(Default)]
struct Page {
    lines: Vec<Line>,
    current: String,
    /// White space is waiting to be written before the next word.
    space: bool,
    stack: Vec<Element>,
    lists: Vec<Option<usize>>,
    preformatted: usize,
    depth: usize,
    unsure: usize,
    signature: usize,
    attribution: usize,
    link: Option<(String, usize)>,
    /// Everything from the next line on is the quoted mail.
    cut: bool,
}

/// What has to be undone when an element closes.
struct Element {
    name: String,
    quote: bool,
    unsure: bool,
    signature: bool,
    attribution: bool,
}

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "header",
    "li",
    "main",
    "ol",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];
const SPACED: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6"];
const VOID: &[&str] = &["br", "hr", "img", "wbr", "col"];

impl Page {
    fn words(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (n, line) in text.split('\n').enumerate() {
                if n > 0 {
                    self.break_line();
                }
                self.current.push_str(line);
            }
            return;
        }
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{a0}') {
                self.space = true;
            } else if !matches!(c, '\u{200b}' | '\u{200c}' | '\u{feff}' | '\u{ad}' | '\u{34f}') {
                if self.space && !self.current.is_empty() && !self.current.ends_with(['\t', ' ']) {
                    self.current.push(' ');
                }
                self.space = false;
                self.current.push(c);
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &str) {
        match name {
            "br" => self.break_line(),
            "hr" => {
                self.end_line();
                self.push_line("---".to_owned());
            }
            "img" => {
                if let Some(alt) = attribute(attributes, "alt")
                    .map(|alt| alt.trim().to_owned())
                    .filter(|alt| !alt.is_empty())
                {
                    self.words(&format!("[{alt}]"));
                }
            }
            "a" => self.link = attribute(attributes, "href").map(|href| (href, self.current.len())),
            "td" | "th" if !self.current.is_empty() => self.current.push('\t'),
            "pre" => {
                self.end_line();
                self.preformatted += 1;
            }
            _ if SPACED.contains(&name) => self.blank_line(),
            _ if BLOCKS.contains(&name) => self.end_line(),
            _ => {}
        }
        match name {
            "ul" => self.lists.push(None),
            "ol" => self.lists.push(Some(
                attribute(attributes, "start")
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(1),
            )),
            "li" => {
                let bullet = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number = number.saturating_add(1);
                        format!("{}. ", *number - 1)
                    }
                    _ => "* ".to_owned(),
                };
                self.current.push_str(&bullet);
                self.space = false;
            }
            _ => {}
        }
        if VOID.contains(&name) {
            return;
        }
        self.enter(name, attributes);
    }

    fn enter(&mut self, name: &str, attributes: &str) {
        let class = attribute(attributes, "class").unwrap_or_default();
        let id = attribute(attributes, "id").unwrap_or_default();
        let marked = |names: &[&str]| {
            class
                .split_whitespace()
                .chain([id.as_str()])
                .map(|word| word.trim_start_matches("x_"))
                .any(|word| names.contains(&word))
        };
        let cite = attribute(attributes, "type").is_some_and(|t| t.eq_ignore_ascii_case("cite"));
        let inside_quote = self.stack.iter().any(|element| element.quote && !element.unsure);
        let known = cite
            || inside_quote
            || marked(&[
                "gmail_quote",
                "protonmail_quote",
                "tutanota_quote",
                "zmail_extra",
                "qt",
                "mail_quote",
                "isReplyContent",
            ]);
        let container =
            id.starts_with("yahoo_quoted") || marked(&["yahoo_quoted", "ntes_origin", "__QQ_mailquote"]);
        let element = Element {
            name: name.to_owned(),
            quote: name == "blockquote" || container,
            unsure: name == "blockquote" && !known,
            signature: marked(&[
                "gmail_signature",
                "moz-signature",
                "protonmail_signature_block",
                "ms-outlook-mobile-signature",
                "AppleMailSignature",
                "yahoo-signature",
                "ydp-signature",
                "Signature",
                "signature",
            ]),
            attribution: marked(&["gmail_attr", "moz-cite-prefix"]),
        };
        let cuts = marked(&[
            "divRplyFwdMsg",
            "appendonsend",
            "OLK_SRC_BODY_SECTION",
            "mail-editor-reference-message-container",
            "ms-outlook-mobile-reference-message",
            "OutlookMessageHeader",
            "stopSpelling",
        ]);
        if element.quote || element.signature || element.attribution || cuts {
            self.end_line();
        }
        self.cut |= cuts;
        self.depth += usize::from(element.quote);
        self.unsure += usize::from(element.unsure);
        self.signature += usize::from(element.signature);
        self.attribution += usize::from(element.attribution);
        self.stack.push(element);
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.close_link(),
            "pre" => {
                self.end_line();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "ul" | "ol" => {
                self.end_line();
                self.lists.pop();
            }
            _ if SPACED.contains(&name) => self.blank_line(),
            _ if BLOCKS.contains(&name) => self.end_line(),
            _ => {}
        }
        // the sanitiser closes everything in order
        if let Some(element) = self.stack.pop_if(|element| element.name == name) {
            if element.quote || element.signature || element.attribution {
                self.end_line();
            }
            self.depth -= usize::from(element.quote);
            self.unsure -= usize::from(element.unsure);
            self.signature -= usize::from(element.signature);
            self.attribution -= usize::from(element.attribution);
        }
    }

    /// A link whose text is not its address shows the address, unless that is a long tracking one.
    fn close_link(&mut self) {
        let Some((href, start)) = self.link.take() else {
            return;
        };
        let text = self.current.get(start..).unwrap_or_default().trim();
        let bare = href.trim_start_matches("mailto:").trim_start_matches("tel:");
        let same = text.is_empty()
            || text.contains(bare)
            || bare.trim_end_matches('/').ends_with(text.trim_end_matches('/'));
        if !same && href.len() <= 120 && href.starts_with("http") {
            self.current.push_str(&format!(" <{href}>"));
        }
    }

    fn break_line(&mut self) {
        let text = std::mem::take(&mut self.current);
        self.push_line(text);
    }

    fn end_line(&mut self) {
        if self.current.is_empty() {
            self.space = false;
        } else {
            self.break_line();
        }
    }

    fn blank_line(&mut self) {
        self.end_line();
        if self.lines.last().is_some_and(|line| !line.text.is_empty()) {
            self.push_line(String::new());
        }
    }

    fn push_line(&mut self, text: String) {
        self.space = false;
        let role = if self.cut {
            self.cut = false;
            Role::Cut
        } else if self.attribution > 0 {
            Role::Attribution
        } else if self.signature > 0 {
            Role::Signature
        } else {
            Role::Body
        };
        self.lines.push(Line {
            text: text.trim_end().to_owned(),
            depth: self.depth,
            unsure: self.unsure > 0,
            role,
        });
    }
}
