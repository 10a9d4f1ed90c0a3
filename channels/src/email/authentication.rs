//! What the receiving server found out about a mail's sender: `Authentication-Results` (RFC 8601).

use super::header::{Headers, tidy};

/// Most fields, and most results of one field, that are read.
const MOST: usize = 20;
/// Characters of any value that are kept.
const LONGEST: usize = 200;

/// The findings of one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// The name it goes by.
    pub server: String,
    /// It is a server that received the mail, as far as the `Received` fields above say. The findings of any other can
    /// have been written by the sender.
    pub trusted: bool,
    pub findings: Vec<Finding>,
}

/// The result of one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `spf`, `dkim`, `dmarc`, …; lower case.
    pub method: String,
    /// `pass`, `fail`, `none`, …; lower case.
    pub result: String,
    /// The domain it is about.
    pub domain: Option<String>,
    pub reason: Option<String>,
}

/// The findings of the server that wrote the topmost field: the last one the mail passed. Later fields count when they
/// are of the same server.
pub fn authentication(headers: &Headers<'_>) -> Option<Authentication> {
    let mut receivers: Vec<String> = Vec::new();
    let mut found: Option<Authentication> = None;
    let mut read = 0;
    for field in &headers.fields {
        if field.name.eq_ignore_ascii_case(b"received") {
            receivers.extend(receiver(&super::header::unfold(field.value)));
            continue;
        }
        if !field.name.eq_ignore_ascii_case(b"authentication-results") || read == MOST {
            continue;
        }
        read += 1;
        let Some((server, findings)) = results(&super::header::unfold(field.value)) else {
            continue;
        };
        match &mut found {
            None => {
                let trusted = receivers.iter().any(|host| same_house(host, &server));
                found = Some(Authentication {
                    server,
                    trusted,
                    findings,
                });
            }
            Some(first) if first.server == server => first.findings.extend(findings),
            Some(_) => {}
        }
    }
    found
}

/// The host after `by` of a `Received` field (RFC 5321 §4.4).
fn receiver(line: &str) -> Option<String> {
    let plain = without_comments(line);
    let mut words = plain.split_whitespace();
    words.find(|word| word.eq_ignore_ascii_case("by"))?;
    let host = words.next()?.trim_matches(';').to_ascii_lowercase();
    host.contains('.').then_some(host)
}

/// The same host, or a name under the other: servers often sign with the domain they belong to.
fn same_house(host: &str, server: &str) -> bool {
    let under = |name: &str, domain: &str| {
        domain.contains('.') && name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
    };
    host == server || under(host, server) || under(server, host)
}

/// Server and results of one field; none when it says nothing readable.
fn results(line: &str) -> Option<(String, Vec<Finding>)> {
    let plain = without_comments(line);
    let mut parts = split(&plain).into_iter();
    let server = parts.next()?.split_whitespace().next()?.to_ascii_lowercase();
    let findings = parts.take(MOST).filter_map(|part| finding(&part)).collect();
    Some((cut(&server), findings))
}

fn finding(part: &str) -> Option<Finding> {
    let mut words = words(part).into_iter();
    let (method, result) = words.next()?.split_once('=').map(|(m, r)| (word(m), word(r)))?;
    if method.is_empty() || result.is_empty() {
        return None;
    }
    let mut domain: Option<String> = None;
    let mut reason = None;
    for word in words {
        let Some((name, value)) = word.split_once('=') else {
            continue;
        };
        let value = cut(value.trim_matches('"'));
        match name.to_ascii_lowercase().as_str() {
            "reason" => reason = Some(value),
            "header.d" | "header.i" | "header.from" | "smtp.mailfrom" | "smtp.helo" if domain.is_none() => {
                let of = value.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
                domain = Some(of).filter(|of| !of.is_empty());
            }
            _ => {}
        }
    }
    Some(Finding {
        method,
        result,
        domain,
        reason,
    })
}

/// A keyword without its version, which may follow a slash.
fn word(text: &str) -> String {
    let base = text.split('/').next().unwrap_or_default().trim();
    let known = base.len() <= 30 && base.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if known {
        base.to_ascii_lowercase()
    } else {
        String::new()
    }
}

fn cut(text: &str) -> String {
    tidy(text).chars().take(LONGEST).collect()
}

/// Cuts at semicolons outside of quotes.
fn split(text: &str) -> Vec<String> {
    pieces(text, |c| c == ';')
}

/// Cuts at white space outside of quotes; blanks around `=` belong to the pair.
fn words(text: &str) -> Vec<String> {
    let mut joined = String::with_capacity(text.len());
    for piece in text.split_inclusive('=') {
        joined.push_str(if joined.ends_with('=') {
            piece.trim_start()
        } else {
            piece
        });
        if joined.ends_with('=') {
            let kept = joined.trim_end_matches('=').trim_end().len();
            joined.truncate(kept);
            joined.push('=');
        }
    }
    pieces(&joined, char::is_whitespace)
}

fn pieces(text: &str, ends: impl Fn(char) -> bool) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        match all.last_mut() {
            Some(last) if quoted || !ends(c) => last.push(c),
            _ => all.push(String::new()),
        }
    }
    all.into_iter()
        .map(|piece| piece.trim().to_owned())
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// Comments may stand in each other (RFC 5322 §3.2.2).
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for c in text.chars() {
        if escaped {
            escaped = false;
            if depth == 0 {
                out.push(c);
            }
            continue;
        }
        match c {
            '\\' => escaped = true,
            '"' if depth == 0 => {
                quoted = !quoted;
                out.push(c);
            }
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::header::read_block;

    fn of(raw: &str) -> Option<Authentication> {
        let raw = raw.replace('\n', "\r\n");
        let block = read_block(raw.as_bytes(), 0..raw.len(), |_| false).unwrap();
        authentication(&block.headers)
    }

    fn short(found: &Authentication) -> Vec<(&str, &str, Option<&str>)> {
        found
            .findings
            .iter()
            .map(|f| (f.method.as_str(), f.result.as_str(), f.domain.as_deref()))
            .collect()
    }

    #[test]
    fn the_receiving_servers_findings_are_read() {
        let found = of("Received: from mail.example.org by mx.example.com with ESMTPS id 1;\n Sun, 22 Nov 2026 02:00:00 +0000\n\
             Authentication-Results: mx.example.com;\n dkim=pass (2048-bit key; (unprotected)) header.d=example.org header.s=a;\n\
             \x20spf=softfail (mx.example.com: 1 = 2; no) smtp.mailfrom=bounce@lists.example.org;\n\
             \x20dmarc=fail reason=\"policy; quarantine\" header.from=example.org\n\
             Authentication-Results: sender.example; dkim=pass header.d=bank.example\n\
             From: a@example.org\n\nhello")
        .unwrap();
        assert_eq!(found.server, "mx.example.com");
        assert!(found.trusted);
        assert_eq!(
            short(&found),
            [
                ("dkim", "pass", Some("example.org")),
                ("spf", "softfail", Some("lists.example.org")),
                ("dmarc", "fail", Some("example.org")),
            ]
        );
        assert_eq!(found.findings[2].reason.as_deref(), Some("policy; quarantine"));
    }

    #[test]
    fn what_the_sender_may_have_written_is_not_trusted() {
        let forged = of("Received: from evil.example by mx.example.com\n\
             Authentication-Results: good.example; spf=pass smtp.mailfrom=bank.example\n\n");
        assert!(!forged.unwrap().trusted);
        let above = of(
            "Authentication-Results: mx.example.com; spf=pass smtp.mailfrom=bank.example\n\
             Received: from evil.example by mx.example.com\n\n",
        );
        assert!(!above.unwrap().trusted, "nothing has received it yet");
        assert!(!same_house("mx.example.com", "com"));
        assert!(same_house("mx1.example.com", "example.com"));
        assert!(!same_house("badexample.com", "example.com"));
    }

    #[test]
    fn none_and_rubbish_are_no_findings() {
        assert_eq!(of("From: a@example.org\n\n"), None);
        let none = of("Authentication-Results: example.com 1; none\n\n").unwrap();
        assert_eq!((none.server.as_str(), none.findings.len()), ("example.com", 0));
        let spaced =
            of("Authentication-Results: example.com; spf = pass  smtp.mailfrom = a@b.example; =x; (((\n\n");
        assert_eq!(short(&spaced.unwrap()), [("spf", "pass", Some("b.example"))]);
        for wild in ["\"", ";;;;", "a; b=\"", "a; b=c d", "a; \\", "\u{202e}; x=y"] {
            of(&format!("Authentication-Results: {wild}\n\n"));
        }
    }
}
