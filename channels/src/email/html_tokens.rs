//! Tokens of sanitised HTML. Only for the output of the sanitiser: well-formed, every attribute in double quotes.

/// One piece of the markup, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// Character data, entities left in.
    Text(&'a str),
    /// Element name, the attributes as written, the whole tag.
    Open(&'a str, &'a str, &'a str),
    Close(&'a str),
}

pub struct Tokens<'a> {
    rest: &'a str,
}

pub fn tokens(clean: &str) -> Tokens<'_> {
    Tokens { rest: clean }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        if !self.rest.starts_with('<') {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            let (text, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Token::Text(text));
        }
        let (tag, rest) = self.rest.split_at(tag_end(self.rest));
        self.rest = rest;
        let inside = tag.trim_start_matches('<').trim_end_matches('>');
        if let Some(name) = inside.strip_prefix('/') {
            return Some(Token::Close(name));
        }
        let (name, attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        Some(Token::Open(name, attributes, tag))
    }
}

/// Length of the tag at the start of `text`: up to a `>` outside of quotes.
fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The value of an attribute, entities resolved.
pub fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        if key.trim() == name {
            return Some(plain(value));
        }
        rest = after;
    }
    None
}

/// Character data as text: the serialiser writes these five entities only.
pub fn plain(data: &str) -> String {
    if !data.contains('&') {
        return data.to_owned();
    }
    data.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// Text as character data or attribute value.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
