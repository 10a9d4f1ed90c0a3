//! Machines writing to machines: whether a mail is automatic, and by which rule.

use super::header::Headers;
use crate::event::{Automatic, AutomaticKind};

/// The header that marks our own automatic mail.
pub const LOOP_HEADER: &str = "X-Loop";

/// Local parts nobody reads answers at.
const ROBOTS: &[&str] = &[
    "mailer-daemon",
    "mailerdaemon",
    "postmaster",
    "noreply",
    "no-reply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "do.not.reply",
    "bounce",
    "bounces",
    "abuse",
    "root",
    "nobody",
    "notreply",
    "not-reply",
    "dontreply",
    "nicht-antworten",
    "nichtantworten",
    "ne-pas-repondre",
    "nepasrepondre",
    "noresponder",
    "no-responder",
    "nonrispondere",
    "non-rispondere",
    "naoresponder",
    "nao-responda",
];

/// How subjects of out-of-office answers begin, lower case, for mailers that mark them no other way (Gmail, old Exchange).
const SUBJECTS: &[&str] = &[
    "automatic reply:",
    "automatic reply",
    "auto reply:",
    "auto-reply:",
    "autoreply:",
    "auto:",
    "auto response:",
    "auto-response:",
    "autoresponse:",
    "out of office",
    "out of the office",
    "ooo:",
    "away from",
    "vacation:",
    "on vacation",
    "risposta automatica",
    "fuori sede",
    "fuori ufficio",
    "assenza dall'ufficio",
    "assente:",
    "réponse automatique",
    "reponse automatique",
    "absence du bureau",
    "absent du bureau",
    "message d'absence",
    "automatische antwort",
    "abwesenheitsnotiz",
    "abwesenheit:",
    "abwesenheitsnachricht",
    "abwesend:",
    "automatische abwesenheit",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "fuera de oficina",
    "resposta automática",
    "resposta automatica",
    "ausência temporária",
    "fora do escritório",
    "automatisch antwoord",
    "automatisch bericht",
    "afwezigheidsbericht",
    "afwezig:",
    "niet aanwezig",
    "automatyczna odpowiedź",
    "odpowiedź automatyczna",
    "poza biurem",
    "nieobecność",
    "autosvar",
    "automatiskt svar",
    "frånvaro:",
    "frånvaromeddelande",
    "automatisk svar",
    "fravær:",
    "fraværsbesked",
    "ikke til stede",
    "automaattinen vastaus",
    "poissa:",
    "poissaoloilmoitus",
    "automatická odpověď",
    "automatická odpoveď",
    "mimo kancelář",
    "автоматический ответ",
    "автоответ",
    "нет на месте",
    "自動返信",
    "自动回复",
    "自動回覆",
    "自动答复",
    "不在通知",
    "자동 회신",
    "자동회신",
    "자동응답",
    "부재중",
    "otomatik yanıt",
    "automatikus válasz",
    "răspuns automat",
    "αυτόματη απάντηση",
    "resposta automàtica",
    "автоматична відповідь",
];

/// What the rules look at.
pub struct Signs<'a> {
    pub headers: &'a Headers<'a>,
    /// The author's address.
    pub author: Option<&'a str>,
    /// Value of our loop header.
    pub loop_id: Option<&'a str>,
}

/// The first rule that holds; those that say most come first.
pub fn automatic(signs: &Signs<'_>) -> Option<Automatic> {
    loops(signs)
        .or_else(|| report(signs))
        .or_else(|| auto_submitted(signs))
        .or_else(|| responder_headers(signs))
        .or_else(|| out_of_office_subject(signs))
        .or_else(|| lists(signs))
        .or_else(|| precedence(signs))
        .or_else(|| suppressed(signs))
        .or_else(|| null_sender(signs))
        .or_else(|| foreign_loop(signs))
        .or_else(|| robot(signs))
}

fn found(kind: AutomaticKind, reason: impl Into<String>) -> Option<Automatic> {
    Some(Automatic {
        kind,
        reason: reason.into(),
    })
}

fn loops(signs: &Signs<'_>) -> Option<Automatic> {
    let ours = signs.loop_id.filter(|id| !id.is_empty())?;
    let values = signs.headers.lines(LOOP_HEADER);
    let value = values
        .iter()
        .find(|value| value.trim().eq_ignore_ascii_case(ours))?;
    found(AutomaticKind::Loop, format!("{LOOP_HEADER}: {value}"))
}

/// The loop header of somebody else's robot.
fn foreign_loop(signs: &Signs<'_>) -> Option<Automatic> {
    let value = signs.headers.line(LOOP_HEADER)?;
    found(AutomaticKind::Notice, format!("{LOOP_HEADER}: {}", short(&value)))
}

fn report(signs: &Signs<'_>) -> Option<Automatic> {
    let line = signs
        .headers
        .line("Content-Type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    line.starts_with("multipart/report").then_some(())?;
    found(AutomaticKind::Bounce, "multipart/report")
}

/// RFC 3834 §5; anything but `no` is automatic.
fn auto_submitted(signs: &Signs<'_>) -> Option<Automatic> {
    let line = signs.headers.line("Auto-Submitted")?;
    let value = line
        .split([';', '(', ' '])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if value.is_empty() || value == "no" {
        return None;
    }
    let kind = if value == "auto-replied" {
        AutomaticKind::Reply
    } else {
        AutomaticKind::Notice
    };
    // vacation programs that call their answers generated
    let kind = if out_of_office_subject(signs).is_some() {
        AutomaticKind::Reply
    } else {
        kind
    };
    found(kind, format!("Auto-Submitted: {value}"))
}

fn responder_headers(signs: &Signs<'_>) -> Option<Automatic> {
    for name in [
        "X-Autoreply",
        "X-Auto-Reply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-AutoReply-From",
        "X-Mail-Autoreply",
        "X-Autogenerated",
    ] {
        if let Some(value) = signs.headers.line(name)
            && !value.eq_ignore_ascii_case("no")
            && !value.eq_ignore_ascii_case("false")
        {
            return found(AutomaticKind::Reply, format!("{name}: {}", short(&value)));
        }
    }
    let delivered = signs.headers.lines("Delivered-To");
    if delivered
        .iter()
        .any(|to| to.eq_ignore_ascii_case("autoresponder"))
    {
        return found(AutomaticKind::Reply, "Delivered-To: autoresponder");
    }
    None
}

fn out_of_office_subject(signs: &Signs<'_>) -> Option<Automatic> {
    let subject = signs.headers.text("Subject")?;
    let lower = subject.to_lowercase();
    let start = lower.trim_start_matches(['[', '*', ' ', '"', '(', '【', '「']);
    // a person may answer or forward one of these
    SUBJECTS
        .iter()
        .any(|words| start.starts_with(words))
        .then_some(())?;
    found(AutomaticKind::Reply, format!("Subject: {}", short(&subject)))
}

/// RFC 2369 and 2919.
fn lists(signs: &Signs<'_>) -> Option<Automatic> {
    let field = signs
        .headers
        .fields
        .iter()
        .find(|field| field.name.len() > 5 && field.name[..5].eq_ignore_ascii_case(b"List-"))?;
    let name = String::from_utf8_lossy(field.name);
    found(
        AutomaticKind::Bulk,
        format!("{name}: {}", short(&super::header::unfold(field.value))),
    )
}

fn precedence(signs: &Signs<'_>) -> Option<Automatic> {
    for name in ["Precedence", "X-Precedence"] {
        let value = signs.headers.line(name).unwrap_or_default().to_ascii_lowercase();
        let kind = match value.trim() {
            "auto_reply" | "auto-reply" => AutomaticKind::Reply,
            "bulk" | "junk" | "list" => AutomaticKind::Bulk,
            _ => continue,
        };
        return found(kind, format!("{name}: {value}"));
    }
    None
}

/// Exchange: mail that asks for no automatic answer was mostly written by a machine.
fn suppressed(signs: &Signs<'_>) -> Option<Automatic> {
    let value = signs.headers.line("X-Auto-Response-Suppress")?;
    let asks = value
        .split([',', ';', ' '])
        .any(|word| ["all", "autoreply", "oof"].contains(&word.trim().to_ascii_lowercase().as_str()));
    asks.then_some(())?;
    found(
        AutomaticKind::Notice,
        format!("X-Auto-Response-Suppress: {}", short(&value)),
    )
}

fn null_sender(signs: &Signs<'_>) -> Option<Automatic> {
    let paths = signs.headers.lines("Return-Path");
    paths
        .iter()
        .any(|path| path.replace(' ', "") == "<>")
        .then_some(())?;
    found(AutomaticKind::Notice, "Return-Path: <>")
}

fn robot(signs: &Signs<'_>) -> Option<Automatic> {
    let local = signs.author?.rsplit_once('@')?.0.to_ascii_lowercase();
    let bare = local.split('+').next().unwrap_or_default();
    let robot = ROBOTS.contains(&bare)
        || [
            "noreply-",
            "no-reply-",
            "donotreply-",
            "bounces-",
            "bounce-",
            "noreply.",
            "no-reply.",
        ]
        .iter()
        .any(|start| bare.starts_with(start))
        || [
            "-noreply",
            "-no-reply",
            ".noreply",
            ".no-reply",
            "_noreply",
            "-donotreply",
            "-bounces",
        ]
        .iter()
        .any(|end| bare.ends_with(end));
    robot.then_some(())?;
    found(AutomaticKind::Notice, format!("sender {bare}"))
}

fn short(value: &str) -> String {
    value.chars().take(120).collect()
}
