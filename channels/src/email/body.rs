//! Which parts are the words of a mail and which are its files.

use std::borrow::Cow;

use bytes::Bytes;

use super::content::{Content, Encoding, clean_filename};
use super::limits;
use super::mime::{Part, Structure};
use super::parsed::File;
use super::{charset, transfer};

/// One stretch of the mail: the same words as text, as HTML, or as both.
#[derive(Debug, Default)]
pub struct Stretch {
    pub text: Vec<usize>,
    pub html: Vec<usize>,
}

/// The stretches in reading order; every leaf in none of them is a file, unless it is in `ignored`.
#[derive(Debug, Default)]
pub struct Layout {
    pub stretches: Vec<Stretch>,
    pub ignored: Vec<usize>,
}

/// Walks the parts of the outermost message; the depth is bounded by [`limits::DEPTH`].
pub fn layout(structure: &Structure<'_>) -> Layout {
    let mut layout = Layout::default();
    if !structure.parts.is_empty() {
        layout.stretches = stretches(structure, 0, &mut layout.ignored);
    }
    layout
}

fn stretches(structure: &Structure<'_>, index: usize, ignored: &mut Vec<usize>) -> Vec<Stretch> {
    let part = &structure.parts[index];
    let content = &part.content;
    if content.is_multipart() {
        return match content.media_type.as_str() {
            "multipart/alternative" => alternative(structure, part, ignored),
            "multipart/related" => {
                let root = related_root(structure, part);
                root.map(|root| stretches(structure, root, ignored))
                    .unwrap_or_default()
            }
            // the resource fork is nobody's file
            "multipart/appledouble" => {
                ignored.extend(
                    part.children
                        .iter()
                        .filter(|&&c| structure.parts[c].content.media_type == "application/applefile"),
                );
                Vec::new()
            }
            // children are messages of their own
            "multipart/digest" => Vec::new(),
            _ => part
                .children
                .iter()
                .flat_map(|&child| stretches(structure, child, ignored))
                .collect(),
        };
    }
    if !part.children.is_empty() || content.disposition.as_deref() == Some("attachment") {
        return Vec::new();
    }
    let named = content.filename.is_some() && content.disposition.as_deref() != Some("inline");
    match content.media_type.as_str() {
        "text/html" if !named || index == 0 => vec![Stretch {
            html: vec![index],
            ..Stretch::default()
        }],
        "text/plain" | "" | "text" | "plain/text" | "text/markdown"
            if content.filename.is_none() || index == 0 =>
        {
            vec![Stretch {
                text: vec![index],
                ..Stretch::default()
            }]
        }
        _ => Vec::new(),
    }
}

/// RFC 2046 §5.1.4: the last version that can be shown is the best; text and HTML are both wanted here.
fn alternative(structure: &Structure<'_>, part: &Part<'_>, ignored: &mut Vec<usize>) -> Vec<Stretch> {
    let mut best = Stretch::default();
    for &child in &part.children {
        let content = &structure.parts[child].content;
        if matches!(
            content.media_type.as_str(),
            "text/x-amp-html" | "text/watch-html" | "text/enriched" | "text/richtext"
        ) {
            ignored.push(child);
            continue;
        }
        let inside = stretches(structure, child, ignored);
        let html: Vec<usize> = inside.iter().flat_map(|s| s.html.iter().copied()).collect();
        let text: Vec<usize> = inside.iter().flat_map(|s| s.text.iter().copied()).collect();
        if !html.is_empty() {
            ignored.append(&mut best.html);
            best.html = html;
            // text between the HTML pieces of a rich version is repeated there only
            if best.text.is_empty() {
                best.text = text;
            } else {
                ignored.extend(text);
            }
        } else if !text.is_empty() {
            ignored.append(&mut best.text);
            best.text = text;
        }
    }
    vec![best]
}

/// RFC 2387: the part named by `start`, else the first; else the first that has words.
fn related_root(structure: &Structure<'_>, part: &Part<'_>) -> Option<usize> {
    let start = part
        .content
        .parameter("start")
        .map(|id| id.trim_matches(['<', '>', ' ']));
    let by_id = part
        .children
        .iter()
        .find(|&&c| start.is_some() && structure.parts[c].content.content_id.as_deref() == start);
    let wordy = |&&c: &&usize| {
        let content = &structure.parts[c].content;
        content.is_multipart() || content.media_type.starts_with("text/") || content.media_type.is_empty()
    };
    by_id.or_else(|| part.children.iter().find(wordy)).copied()
}

/// The bytes of a leaf, decoded once; not copied when they need no decoding.
pub fn decoded(raw: &Bytes, index: usize, part: &Part<'_>, problems: &mut Vec<String>) -> Bytes {
    let body = &raw[part.body.clone()];
    match &part.content.encoding {
        Encoding::Identity => raw.slice(part.body.clone()),
        Encoding::QuotedPrintable => transfer::quoted_printable(body).into(),
        Encoding::Uuencode => transfer::uuencode(body).into(),
        Encoding::Base64 if transfer::is_plainly_text(body) => {
            problems.push(format!("part {}: not base64 as it says", index + 1));
            raw.slice(part.body.clone())
        }
        Encoding::Base64 => {
            let (bytes, skipped) = transfer::base64(body);
            if skipped > 0 {
                problems.push(format!("part {}: broken base64", index + 1));
            }
            bytes.into()
        }
        Encoding::Unknown(name) => {
            problems.push(format!("part {}: unknown transfer encoding {name:?}", index + 1));
            raw.slice(part.body.clone())
        }
    }
}

/// The words of a text or HTML leaf, with `\n` line ends, and whether they had to be cut.
pub fn words(raw: &Bytes, index: usize, part: &Part<'_>, problems: &mut Vec<String>) -> (String, bool) {
    let bytes = decoded(raw, index, part, problems);
    let most = if part.content.media_type == "text/html" {
        limits::SHOWN_HTML_BYTES
    } else {
        limits::SHOWN_TEXT_BYTES
    };
    let cut = bytes.len() > most;
    let shown = &bytes[..bytes.len().min(most)];
    let declared = part
        .content
        .charset
        .clone()
        .or_else(|| meta_charset(&part.content, shown));
    let decoded = charset::decode(shown, declared.as_deref());
    if cut {
        problems.push(format!(
            "part {}: too long to show, cut; the whole is attached",
            index + 1
        ));
    } else if let Some(problem) = decoded.problem {
        problems.push(format!("part {}: {problem}", index + 1));
    }
    let text = if decoded.text.contains('\r') {
        decoded.text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        decoded.text
    };
    let flowed = part
        .content
        .parameter("format")
        .is_some_and(|f| f.eq_ignore_ascii_case("flowed"));
    if flowed && part.content.media_type != "text/html" {
        let delsp = part
            .content
            .parameter("delsp")
            .is_some_and(|d| d.eq_ignore_ascii_case("yes"));
        return (unflow(&text, delsp), cut);
    }
    (text, cut)
}

/// HTML may name its charset in a meta element only.
fn meta_charset(content: &Content, bytes: &[u8]) -> Option<String> {
    if content.media_type != "text/html" {
        return None;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    // a meta element survives transcoding, so it is believed only where it can be disproved
    (!label.is_empty() && !label.starts_with("utf-16")).then_some(label)
}

/// Joins the soft line ends of format=flowed (RFC 3676); the signature mark stays a line of its own.
fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut joining: Option<usize> = None;
    for line in text.split('\n') {
        let depth = line.bytes().take_while(|&b| b == b'>').count();
        let content = &line[depth..];
        let content: Cow<'_, str> = Cow::Borrowed(content.strip_prefix(' ').unwrap_or(content));
        let signature = content == "-- ";
        if joining == Some(depth) && !signature {
            out.push_str(&content);
        } else {
            if !out.is_empty() || joining.is_some() {
                out.push('\n');
            }
            out.push_str(&">".repeat(depth.min(50)));
            if depth > 0 && !content.is_empty() {
                out.push(' ');
            }
            out.push_str(&content);
        }
        joining = (content.ends_with(' ') && !signature).then_some(depth);
        if joining.is_some() && delsp {
            out.pop();
        }
        if joining.is_none() && out.is_empty() {
            out.push('\n');
        }
    }
    out
}

/// A leaf as a file of the mail.
pub fn file(bytes: Bytes, index: usize, part: &Part<'_>, html: Option<&str>, subject: Option<&str>) -> File {
    let content = &part.content;
    let content_type = match content.media_type.as_str() {
        "" if bytes.is_empty() || part.content.disposition.is_none() => "text/plain".to_owned(),
        "" => "application/octet-stream".to_owned(),
        media_type => media_type.to_owned(),
    };
    let filename = content.filename.clone().unwrap_or_else(|| {
        let extension = extension(&content_type);
        match (content.is_message(), subject.and_then(clean_filename)) {
            (true, Some(subject)) => format!("{subject}.eml"),
            (true, None) => format!("message-{}.eml", index + 1),
            (false, _) if extension == "ics" => "invite.ics".to_owned(),
            (false, _) => format!("attachment-{}.{extension}", index + 1),
        }
    });
    let shown = content
        .content_id
        .as_deref()
        .is_some_and(|id| html.is_some_and(|html| names_cid(html, id)));
    let inline = shown
        || (content.disposition.as_deref() == Some("inline")
            && content.content_id.is_some()
            && html.is_some()
            && content_type.starts_with("image/"));
    File {
        filename,
        content_type,
        content_id: content.content_id.clone(),
        inline,
        bytes,
    }
}

/// Whether the HTML shows `cid:<id>`, plain or percent-encoded.
fn names_cid(html: &str, id: &str) -> bool {
    html.contains(&format!("cid:{id}")) || html.contains(&format!("cid:{}", id.replace('@', "%40")))
}

fn extension(content_type: &str) -> &str {
    match content_type {
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "text/vcard" | "text/x-vcard" => "vcf",
        "image/jpeg" | "image/jpg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "image/svg+xml" => "svg",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/ms-tnef" => "dat",
        "application/pgp-signature" => "asc",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "message/rfc822" | "message/global" => "eml",
        "message/delivery-status"
        | "message/disposition-notification"
        | "message/feedback-report"
        | "text/rfc822-headers" => "txt",
        _ => "bin",
    }
}
