//! Raw bytes to [`ParsedMail`]: limits, structure, headers, words, files.

use bytes::Bytes;

use super::address::{self, Mailbox};
use super::automatic::{self, Signs};
use super::body::{self, Layout};
use super::header::Headers;
use super::limits::{self, Exceeded};
use super::mime::{self, Structure};
use super::parsed::{File, ParsedMail, sha256_hex};
use super::reply::{self, forwarded, line};
use super::{bounce, forward, html, html_tokens, repair, sender_name, text, uuencoded};
use crate::Timestamp;

/// Reads a mail. `loop_id` is the value of our own loop header, if it should be recognised.
pub fn parse(raw: &Bytes, loop_id: Option<&str>) -> Result<ParsedMail, Exceeded> {
    let structure = mime::structure(raw)?;
    if let Some(repaired) = repair::repaired(raw, &structure) {
        let structure = mime::structure(&repaired)?;
        return parse_structure(raw, &repaired, structure, loop_id);
    }
    parse_structure(raw, raw, structure, loop_id)
}

/// `original` are the bytes as they came, `raw` the ones `structure` was made of.
fn parse_structure(
    original: &Bytes,
    raw: &Bytes,
    structure: Structure<'_>,
    loop_id: Option<&str>,
) -> Result<ParsedMail, Exceeded> {
    let mut mail = ParsedMail {
        problems: structure.problems.clone(),
        ..ParsedMail::default()
    };
    let Some(top) = structure.parts.first() else {
        return Ok(mail);
    };
    fields(&mut mail, &top.headers, original);
    let layout = body::layout(&structure);
    let whole = words(&mut mail, raw, &structure, &layout);
    files(&mut mail, raw, &structure, &layout, &whole)?;
    mail.automatic = automatic::automatic(&Signs {
        headers: &top.headers,
        author: mail.from.as_ref().map(|from| from.address.as_str()),
        loop_id,
    });
    if let Some((receipt, bounce)) = bounce::read(raw, &structure, &mail) {
        mail.receipt = Some(receipt);
        mail.bounce = Some(bounce);
    }
    mail.forwarded_from = forward::original_sender(mail.subject.as_deref(), &mail.text, &structure);
    let forward = mail.subject.as_deref().is_some_and(forwarded::subject);
    mail.reply_text = reply_text(&mail, forward);
    Ok(mail)
}

fn fields(mail: &mut ParsedMail, headers: &Headers<'_>, raw: &Bytes) {
    let mailboxes = |name: &str| -> Vec<Mailbox> {
        headers
            .lines(name)
            .iter()
            .flat_map(|line| address::list(line))
            .collect()
    };
    mail.message_id = ids(headers, "Message-ID")
        .into_iter()
        .next()
        .unwrap_or_else(|| format!("sha256:{}", sha256_hex(raw)));
    mail.in_reply_to = ids(headers, "In-Reply-To");
    mail.references = ids(headers, "References");
    mail.date = headers.line("Date").and_then(|line| date(&line));
    mail.sender = mailboxes("Sender").into_iter().next();
    mail.from = author(&mailboxes);
    mail.reply_to = mailboxes("Reply-To");
    mail.to = mailboxes("To");
    mail.cc = mailboxes("Cc");
    mail.subject = headers.text("Subject");
    mail.recipients = recipients(headers);
    if headers.has("Date") && mail.date.is_none() {
        mail.problems.push("the date cannot be read".to_owned());
    }
    if headers.all("From").count() > 1 {
        mail.problems.push("more than one From".to_owned());
    }
    let shown = mail.from.as_ref().and_then(|from| {
        let name = from.name.as_deref()?;
        sender_name::other_address(name, &from.address)
    });
    if let Some(other) = shown {
        mail.problems
            .push(format!("the sender's name shows another address: {other}"));
    }
    if !headers.has("Message-ID") {
        mail.problems.push("no Message-ID".to_owned());
    }
}

/// From, else Sender, else Return-Path; a group that rewrites From keeps the author in X-Original-Sender.
fn author(mailboxes: &impl Fn(&str) -> Vec<Mailbox>) -> Option<Mailbox> {
    let first = |name: &str| mailboxes(name).into_iter().next();
    let from = first("From");
    let renamed = first("X-Original-From");
    if let Some(mut original) = first("X-Original-Sender").or_else(|| renamed.clone()) {
        if original.name.is_none() {
            original.name = renamed
                .filter(|other| other.address == original.address)
                .and_then(|other| other.name);
        }
        if original.name.is_none() {
            // "Ada via Support" keeps the name
            let name = from.as_ref().and_then(|from| from.name.as_deref());
            original.name = name.map(|name| without_via(name).to_owned());
        }
        return Some(original);
    }
    from.or_else(|| first("Sender")).or_else(|| first("Return-Path"))
}

fn without_via(name: &str) -> &str {
    let end = name.find(" via ").unwrap_or(name.len());
    name[..end].trim().trim_matches('\'')
}

/// Message ids of a field, without brackets, each once. Ids without brackets are borne when they look like one.
pub fn ids(headers: &Headers<'_>, name: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for line in headers.lines(name) {
        let mut rest = line.as_str();
        let mut bracketed = false;
        while let Some(open) = rest.find('<') {
            let inside = &rest[open + 1..];
            let end = inside.find('>').unwrap_or(inside.len());
            bracketed = true;
            push_id(&mut ids, &inside[..end]);
            rest = inside.get(end + 1..).unwrap_or_default();
        }
        if !bracketed {
            for word in line.split([' ', '\t', ',']) {
                if word.contains('@') || name == "Message-ID" {
                    push_id(&mut ids, word);
                }
            }
        }
    }
    ids
}

fn push_id(ids: &mut Vec<String>, id: &str) {
    let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
    if !id.is_empty() && id.len() <= 998 && ids.len() < 200 && !ids.contains(&id) {
        ids.push(id);
    }
}

fn date(line: &str) -> Option<Timestamp> {
    let parsed = mail_parser::DateTime::parse_rfc822(&format!("{line}\n"))
        .filter(mail_parser::DateTime::is_valid)
        .or_else(|| mail_parser::DateTime::parse_rfc3339(line).filter(mail_parser::DateTime::is_valid))?;
    Timestamp::from_timestamp(parsed.to_timestamp(), 0)
}

/// Every address the mail was delivered to, lower case, each once.
fn recipients(headers: &Headers<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in [
        "Delivered-To",
        "X-Original-To",
        "Envelope-To",
        "X-Envelope-To",
        "X-Forwarded-To",
        "To",
        "Cc",
        "Bcc",
        "Resent-To",
        "Apparently-To",
    ] {
        for line in headers.lines(name) {
            for mailbox in address::list(&line) {
                let address = mailbox.address.to_lowercase();
                if all.len() < 1_000 && !all.contains(&address) {
                    all.push(address);
                }
            }
        }
    }
    all
}

/// Fills `text` and `html`; gives the parts that were too long to show whole.
fn words(mail: &mut ParsedMail, raw: &Bytes, structure: &Structure<'_>, layout: &Layout) -> Vec<usize> {
    let mut whole = Vec::new();
    let mut read = |index: usize, problems: &mut Vec<String>| {
        let (words, cut) = body::words(raw, index, &structure.parts[index], problems);
        if cut {
            whole.push(index);
        }
        words
    };
    let (mut texts, mut htmls) = (Vec::new(), Vec::new());
    let rich = layout.stretches.iter().any(|stretch| !stretch.html.is_empty());
    for stretch in &layout.stretches {
        let plain: Vec<String> = stretch
            .text
            .iter()
            .map(|&i| read(i, &mut mail.problems))
            .collect();
        let (plain, enclosed) = uuencoded::take_out(&plain.join("\n"));
        mail.attachments.extend(enclosed);
        let plain = plain.trim_matches('\n').trim_end().to_owned();
        let mut markup = None;
        for &index in &stretch.html {
            let source = read(index, &mut mail.problems);
            match html::sanitise(&source) {
                Ok(clean) => markup.get_or_insert_with(String::new).push_str(&clean),
                Err(cost) => {
                    mail.problems
                        .push(format!("part {}: {cost}; shown as text", index + 1));
                    let stripped = strip_tags(&source);
                    markup
                        .get_or_insert_with(String::new)
                        .push_str(&as_html(&stripped));
                }
            }
        }
        let real = markup.is_none() || text_is_real(&plain);
        texts.push(match &markup {
            Some(markup) if !real => text::join(&text::lines(markup)),
            _ => plain.clone(),
        });
        if rich {
            htmls.push(markup.unwrap_or_else(|| as_html(&plain)));
        }
    }
    texts.retain(|text| !text.trim().is_empty());
    mail.text = texts.join("\n\n");
    mail.html = rich
        .then(|| htmls.concat())
        .filter(|html| !html.trim().is_empty());
    whole
}

/// The new words by the text; by the HTML where only its markup shows the quote.
fn reply_text(mail: &ParsedMail, forward: bool) -> String {
    let by_text = reply::new_words(&line::of_text(&mail.text), forward);
    let Some(html) = mail.html.as_deref().filter(|_| !by_text.found_quote && !forward) else {
        return by_text.text;
    };
    let by_html = reply::new_words(&text::lines(html), forward);
    if by_html.found_quote && !by_html.text.is_empty() {
        by_html.text
    } else {
        by_text.text
    }
}

/// A text part that is empty, is markup, or only says that the reader cannot show HTML, is none.
fn text_is_real(plain: &str) -> bool {
    let lower: String = plain
        .trim_start()
        .chars()
        .take(400)
        .collect::<String>()
        .to_lowercase();
    if lower.is_empty()
        || lower.starts_with("<html")
        || lower.starts_with("<!doctype")
        || lower.starts_with("<body")
        || lower.starts_with("<div")
    {
        return false;
    }
    let apology = plain.len() < 400
        && lower.contains("html")
        && [
            "client",
            "viewer",
            "reader",
            "browser",
            "support",
            "programm",
            "lettore",
            "visualizza",
            "lecteur",
            "anzeige",
            "cliente",
            "format",
        ]
        .iter()
        .any(|word| lower.contains(word));
    !apology
}

/// Text out of HTML that is too costly to parse: whatever stands outside of tags.
fn strip_tags(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = "";
            break;
        };
        out.push(' ');
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    html_tokens::plain(&out)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn as_html(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<p>{}</p>", html_tokens::escape(text).replace('\n', "<br>"))
}

/// Every leaf that is not part of the words becomes a file; so does what was too long to show.
fn files(
    mail: &mut ParsedMail,
    raw: &Bytes,
    structure: &Structure<'_>,
    layout: &Layout,
    whole: &[usize],
) -> Result<(), Exceeded> {
    let mut shown = vec![false; structure.parts.len()];
    for index in layout
        .stretches
        .iter()
        .flat_map(|s| s.text.iter().chain(&s.html))
        .chain(&layout.ignored)
    {
        shown[*index] = true;
    }
    for &index in whole {
        shown[index] = false;
    }
    let mut waiting = vec![0];
    while let Some(index) = waiting.pop() {
        let part = &structure.parts[index];
        if part.content.is_multipart() {
            waiting.extend(part.children.iter().rev());
            continue;
        }
        // a message inside is one file, whatever is inside of it
        let empty = part.body.is_empty() && part.content.filename.is_none();
        if shown[index] || empty {
            continue;
        }
        if mail.attachments.len() == limits::ATTACHMENTS {
            return Err(Exceeded::Attachments);
        }
        let bytes = if part.children.is_empty() {
            body::decoded(raw, index, part, &mut mail.problems)
        } else {
            raw.slice(part.body.clone())
        };
        let subject = part
            .children
            .first()
            .and_then(|&inner| structure.parts[inner].headers.text("Subject"));
        let file: File = body::file(bytes, index, part, mail.html.as_deref(), subject.as_deref());
        // an invitation comes twice, to be shown and to be saved
        let twice =
            file.filename.ends_with(".ics") && mail.attachments.iter().any(|other| other.bytes == file.bytes);
        if !twice {
            mail.attachments.push(file);
        }
    }
    Ok(())
}
