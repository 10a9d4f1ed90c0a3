//! Images from elsewhere set aside, and links that say one host and go to another.

use url::Url;

use super::html_tokens::{Token, attribute, escape, plain, tokens};

/// Moves the address of remote images to `data-remote-src` and marks misleading links with `data-misleading="<host of the
/// text>"`.
pub fn mark(clean: &str) -> String {
    let mut out = String::with_capacity(clean.len() + 64);
    // where the open link's tag ends in `out`, where it goes, the text inside so far
    let mut link: Option<(usize, String, String)> = None;
    for token in tokens(clean) {
        match token {
            Token::Open("img", attributes, tag) => {
                let remote = attribute(attributes, "src").is_some_and(|src| {
                    let src = src.trim_start().to_ascii_lowercase();
                    src.starts_with("http:") || src.starts_with("https:")
                });
                if remote {
                    out.push_str(&tag.replacen(" src=\"", " data-remote-src=\"", 1));
                } else {
                    out.push_str(tag);
                }
            }
            Token::Open("a", attributes, tag) => {
                out.push_str(tag);
                link = attribute(attributes, "href").map(|href| (out.len() - 1, href, String::new()));
            }
            Token::Close("a") => {
                if let Some((at, href, text)) = link.take()
                    && let Some(host) = misleading(&text, &href)
                {
                    out.insert_str(at, &format!(" data-misleading=\"{}\"", escape(&host)));
                }
                out.push_str("</a>");
            }
            Token::Open(_, _, tag) => out.push_str(tag),
            Token::Close(name) => {
                out.push_str("</");
                out.push_str(name);
                out.push('>');
            }
            Token::Text(data) => {
                if let Some((_, _, text)) = &mut link
                    && text.len() < 500
                {
                    text.push_str(&plain(data));
                }
                out.push_str(data);
            }
        }
    }
    out
}

/// Host of an http address, lower case, without `www.`. Plain hosts are read directly; a mail may have many links.
fn host(address: &str) -> Option<String> {
    let scheme = ["http://", "https://"].iter().find(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })?;
    let rest = &address[scheme.len()..];
    let plain = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let simple = plain.contains(|c: char| c.is_ascii_alphabetic())
        && plain
            .rsplit('.')
            .next()
            .is_some_and(|top| top.starts_with(|c: char| c.is_ascii_alphabetic()))
        && plain
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
        && !plain.to_ascii_lowercase().contains("xn--");
    let host = if simple {
        plain.to_ascii_lowercase()
    } else {
        Url::parse(address).ok()?.host_str()?.to_ascii_lowercase()
    };
    Some(host.trim_end_matches('.').trim_start_matches("www.").to_owned())
}

/// The host the text names, when the link goes to another. `www.` and subdomains of the named host are the same.
fn misleading(text: &str, href: &str) -> Option<String> {
    let named = named_host(text)?;
    let target = host(href.trim())?;
    let same = target == named || target.ends_with(&format!(".{named}"));
    (!same).then_some(named)
}

/// The host a link text looks like: one word that is a URL or a plain domain.
fn named_host(text: &str) -> Option<String> {
    let word = text
        .trim()
        .trim_matches(|c: char| matches!(c, '<' | '>' | '(' | ')' | '"' | '“' | '”' | '«' | '»'));
    if word.is_empty() || word.contains(char::is_whitespace) || word.contains('@') {
        return None;
    }
    let lower = word.to_lowercase();
    let spelled = lower.starts_with("http://") || lower.starts_with("https://");
    let host = if spelled {
        host(&lower)
    } else {
        host(&format!("https://{lower}"))
    }?;
    let top = host.rsplit('.').next()?;
    let domain_like = host.contains('.')
        && top.len() >= 2
        && (top.chars().all(|c| c.is_ascii_alphabetic()) || top.starts_with("xn--"));
    // a file name is no host
    let file = !spelled
        && !lower.contains('/')
        && !lower.starts_with("www.")
        && matches!(
            top,
            "pdf"
                | "doc"
                | "docx"
                | "xls"
                | "xlsx"
                | "jpg"
                | "png"
                | "gif"
                | "zip"
                | "txt"
                | "html"
                | "htm"
                | "csv"
                | "md"
                | "ics"
        );
    (domain_like && !file).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_name_another_host() {
        for (text, href, expected) in [
            (
                "https://bank.example/login",
                "https://evil.test/",
                Some("bank.example"),
            ),
            ("www.bank.example", "http://www.bank.example/x", None),
            ("bank.example", "https://login.bank.example/", None),
            (
                "login.bank.example",
                "https://bank.example/",
                Some("login.bank.example"),
            ),
            ("click here", "https://evil.test/", None),
            ("offer.pdf", "https://files.example/offer.pdf", None),
            ("ada@example.com", "https://evil.test/", None),
            ("bank.example", "mailto:a@b.example", None),
            (
                "bank.example",
                "https://bank.example.evil.test/",
                Some("bank.example"),
            ),
        ] {
            assert_eq!(misleading(text, href).as_deref(), expected, "{text} → {href}");
        }
    }
}
