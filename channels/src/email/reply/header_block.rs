//! The header block Outlook and its kin put above a quoted mail, and the rules mailers draw, in many languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::line::Line;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    From,
    Sent,
    To,
    Subject,
    /// Cc, importance, reply-to: borne between the others.
    Other,
}

/// Labels by meaning, lower case.
const LABELS: &[(Label, &[&str])] = &[
    (
        Label::From,
        &[
            "from",
            "da",
            "de",
            "von",
            "van",
            "od",
            "från",
            "fra",
            "lähettäjä",
            "от",
            "від",
            "差出人",
            "送信者",
            "from (差出人)",
            "发件人",
            "寄件者",
            "寄件人",
            "發件人",
            "보낸 사람",
            "보낸사람",
            "feladó",
            "kimden",
            "gönderen",
            "de la",
            "από",
            "מאת",
            "من",
            "odesílatel",
            "odosielateľ",
            "expéditeur",
            "mittente",
            "absender",
            "remitente",
            "remetente",
            "afzender",
            "nadawca",
            "avsändare",
            "afsender",
            "avsender",
            "отправитель",
            "från",
        ],
    ),
    (
        Label::Sent,
        &[
            "sent",
            "date",
            "inviato",
            "data",
            "data invio",
            "inviata",
            "envoyé",
            "envoyé le",
            "date d'envoi",
            "gesendet",
            "gesendet am",
            "datum",
            "enviado",
            "enviado el",
            "fecha",
            "enviada",
            "enviada em",
            "enviado em",
            "verzonden",
            "wysłano",
            "wysłane",
            "skickat",
            "sendt",
            "dato",
            "lähetetty",
            "päiväys",
            "pvm",
            "odesláno",
            "odoslané",
            "отправлено",
            "дата",
            "送信日時",
            "日時",
            "日付",
            "发送时间",
            "发送日期",
            "寄件日期",
            "傳送時間",
            "日期",
            "时间",
            "보낸 날짜",
            "보낸 시간",
            "보낸시간",
            "날짜",
            "elküldve",
            "tarih",
            "trimis",
            "dată",
            "надіслано",
            "отправлен",
            "päivämäärä",
            "gönderme tarihi",
            "ημερομηνία",
            "sent at",
        ],
    ),
    (
        Label::To,
        &[
            "to",
            "a",
            "à",
            "an",
            "para",
            "aan",
            "do",
            "till",
            "til",
            "vastaanottaja",
            "komu",
            "pro",
            "кому",
            "宛先",
            "收件人",
            "收件者",
            "받는 사람",
            "받는사람",
            "címzett",
            "kime",
            "către",
            "προς",
            "אל",
            "إلى",
            "destinataire",
            "destinatario",
        ],
    ),
    (
        Label::Subject,
        &[
            "subject",
            "oggetto",
            "objet",
            "betreff",
            "asunto",
            "assunto",
            "onderwerp",
            "temat",
            "ämne",
            "emne",
            "aihe",
            "předmět",
            "predmet",
            "тема",
            "件名",
            "主题",
            "主旨",
            "主題",
            "제목",
            "tárgy",
            "konu",
            "subiect",
            "θέμα",
            "נושא",
            "الموضوع",
        ],
    ),
    (
        Label::Other,
        &[
            "cc",
            "bcc",
            "kopie",
            "kopia",
            "copia",
            "copie",
            "copie à",
            "kopi",
            "kopio",
            "копия",
            "抄送",
            "副本",
            "참조",
            "importance",
            "priorità",
            "priorität",
            "wichtigkeit",
            "reply-to",
            "reply to",
            "risposta a",
            "antwort an",
            "attachments",
            "allegati",
            "anlagen",
            "pièces jointes",
            "organization",
        ],
    ),
];

static BY_NAME: LazyLock<HashMap<&'static str, Label>> = LazyLock::new(|| {
    // a name with two meanings keeps the first
    LABELS
        .iter()
        .rev()
        .flat_map(|(label, names)| names.iter().map(|name| (*name, *label)))
        .collect()
});

/// The label a line begins with and whether anything follows it: `*Von:* Ada`, `差出人： 山田`.
pub fn label(text: &str) -> Option<(Label, bool)> {
    let text = text.trim_start_matches(['*', '_', ' ', '\t', '\u{a0}', '|']);
    let colon = text.find([':', '：'])?;
    if colon > 40 {
        return None;
    }
    let name = text[..colon]
        .trim_matches(['*', '_', ' ', '\t', '\u{a0}'])
        .to_lowercase();
    let value = text[colon..]
        .trim_start_matches([':', '：'])
        .trim_matches(['*', '_', ' ', '\t', '\u{a0}']);
    let label = *BY_NAME.get(name.as_str())?;
    Some((label, !value.is_empty()))
}

/// The same without a colon, as one client writes it under its own rule: `From "Support" <…>`.
fn bare_label(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let word = lower.split_whitespace().next().unwrap_or_default();
    BY_NAME.contains_key(word)
}

/// If a quoted mail's header block begins at `at`: the line after the block. A sender and two more of date, recipient
/// and subject must follow each other closely, so that "From: our side it is fine" stays a sentence.
pub fn block(lines: &[Line], at: usize) -> Option<usize> {
    let first = label(&lines[at].text)?.0;
    if !matches!(first, Label::From | Label::Sent | Label::To | Label::Subject) {
        return None;
    }
    let mut seen = vec![first];
    let (mut end, mut others) = (at + 1, 0);
    for (n, line) in lines.iter().enumerate().skip(at + 1).take(14) {
        if line.is_blank() {
            continue;
        }
        match label(&line.text) {
            Some((label, _)) if label == Label::Other || !seen.contains(&label) => {
                seen.push(label);
                end = n + 1;
                others = 0;
            }
            Some(_) => break,
            // a wrapped value
            None if others < 2 && seen.len() < 4 => others += 1,
            None => break,
        }
    }
    let has = |label| seen.contains(&label);
    let dated = lines[at..end].iter().any(|line| {
        matches!(label(&line.text), Some((Label::Sent, true)))
            && line.text.chars().any(|c| c.is_ascii_digit())
    });
    let complete = has(Label::From)
        && ((has(Label::Sent) && dated && (has(Label::To) || has(Label::Subject)))
            || (has(Label::To) && has(Label::Subject)));
    complete.then_some(end)
}

/// What mailers write between dashes above the mail they quote, lower case.
const ORIGINALS: &[&str] = &[
    "original message",
    "original-nachricht",
    "originalnachricht",
    "original",
    "original mail",
    "original email",
    "original e-mail",
    "ursprüngliche nachricht",
    "ursprüngliche mail",
    "ursprüngliche e-mail",
    "messaggio originale",
    "messaggio originario",
    "message d'origine",
    "message d’origine",
    "message original",
    "message initial",
    "mensaje original",
    "mensagem original",
    "oorspronkelijk bericht",
    "oorspronkelijke e-mail",
    "oorspronkelijke bericht",
    "oryginalna wiadomość",
    "wiadomość oryginalna",
    "originalmeddelande",
    "original meddelande",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "oprindelig besked",
    "opprinnelig melding",
    "opprinnelig e-post",
    "alkuperäinen viesti",
    "původní zpráva",
    "původní e-mail",
    "původní e-mailová zpráva",
    "pôvodná správa",
    "исходное сообщение",
    "исходное письмо",
    "оригинальное сообщение",
    "вихідне повідомлення",
    "元のメッセージ",
    "オリジナルメッセージ",
    "原始邮件",
    "原始郵件",
    "原始信件",
    "原邮件",
    "郵件原件",
    "邮件原件",
    "回复的原邮件",
    "원본 메시지",
    "원본메시지",
    "원본 메세지",
    "원본 메일",
    "eredeti üzenet",
    "özgün ileti",
    "orijinal mesaj",
    "mesaj original",
    "reply message",
    "reply to message",
    "replied message",
    "quoted message",
];

/// A rule with "original message" in it, or a help desk's "reply above this line".
pub fn is_rule(line: &Line) -> bool {
    if line.text.len() > 300 {
        return false;
    }
    let text = line.text.replace("&nbsp;", " ");
    let text = text.trim();
    if (text.starts_with("##-") && text.ends_with("-##")) || says_above(text) {
        return true;
    }
    let inside = text.trim_matches(is_drawing);
    // drawn on both sides, at least twice
    let before = text.find(inside).unwrap_or(0);
    let drawn = |side: &str| {
        side.chars()
            .filter(|&c| is_drawing(c) && !c.is_whitespace())
            .count()
            >= 2
    };
    !inside.is_empty()
        && drawn(&text[..before])
        && drawn(&text[before + inside.len()..])
        && ORIGINALS.contains(&inside.to_lowercase().as_str())
}

fn says_above(text: &str) -> bool {
    let lower = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let start = lower.strip_prefix("please ").unwrap_or(&lower);
    [
        "type your reply above th",
        "write your reply above th",
        "write above this line",
        "reply above th",
        "enter your reply above th",
    ]
    .iter()
    .any(|words| start.starts_with(words))
}

fn is_drawing(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '_' | '=' | '*' | '|' | '─' | '━')
}

/// `>>> Support <support@…> 16.03.2026 16:53 >>>`: the mail below it is not marked.
pub fn is_groupwise(line: &Line) -> bool {
    let text = line.text.trim_end();
    line.depth == 3 && text.len() < 300 && text.ends_with(">>>") && text.chars().any(|c| c.is_ascii_digit())
}

/// A line drawn above a quote: underscores, dashes.
pub fn is_drawn(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 3
        && text
            .chars()
            .all(|c| matches!(c, '_' | '-' | '=' | '*' | '–' | '—' | '─' | '━' | ' '))
}

/// The first line after a rule and the labels below it.
pub fn after_rule(lines: &[Line], at: usize) -> usize {
    let mut end = at + 1;
    for (n, line) in lines.iter().enumerate().skip(at + 1).take(12) {
        if line.depth > 0 {
            break;
        }
        if line.is_blank() {
            continue;
        }
        if label(&line.text).is_none() && !bare_label(&line.text) {
            break;
        }
        end = n + 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::super::line::of_text;
    use super::*;

    #[test]
    fn blocks_of_many_languages() {
        for block_text in [
            "From: A <a@b.example>\nSent: Tuesday, March 10, 2026 3:53 PM\nTo: B\nSubject: x",
            "Von: A\nGesendet: Dienstag, 10. März 2026 15:53\nAn: B\nBetreff: x",
            "Da: A\nInviato: martedì 10 marzo 2026 15:53\nA: B\nOggetto: x",
            "De : A\nEnvoyé : mardi 10 mars 2026 15:53\nÀ : B\nObjet : x",
            "De: A\nEnviado el: martes, 10 de marzo de 2026\nPara: B\nAsunto: x",
            "De: A\nEnviada em: terça-feira, 10 de março de 2026\nPara: B\nAssunto: x",
            "Van: A\nVerzonden: dinsdag 10 maart 2026\nAan: B\nOnderwerp: x",
            "Od: A\nWysłano: wtorek, 10 marca 2026\nDo: B\nTemat: x",
            "Från: A\nSkickat: den 10 mars 2026\nTill: B\nÄmne: x",
            "Fra: A\nSendt: 10. marts 2026\nTil: B\nEmne: x",
            "Lähettäjä: A\nLähetetty: 10. maaliskuuta 2026\nVastaanottaja: B\nAihe: x",
            "Od: A\nOdesláno: úterý 10. března 2026\nKomu: B\nPředmět: x",
            "От: A\nОтправлено: 10 марта 2026 г.\nКому: B\nТема: x",
            "差出人: A\n送信日時: 2026年3月10日\n宛先: B\n件名: x",
            "发件人: A\n发送时间: 2026年3月10日\n收件人: B\n主题: x",
            "보낸 사람: A\n보낸 날짜: 2026년 3월 10일\n받는 사람: B\n제목: x",
            "*From:* A\n*Date:* 10 March 2026\n*Subject:* x",
        ] {
            let lines = of_text(block_text);
            assert_eq!(block(&lines, 0), Some(lines.len()), "{block_text}");
        }
        assert_eq!(
            block(&of_text("From: our side it is fine now.\nTo: be continued."), 0),
            None
        );
    }

    #[test]
    fn rules() {
        for text in [
            "-----Original Message-----",
            "-----Ursprüngliche Nachricht-----",
            "----- Messaggio originale -----",
            "-------- Message d'origine --------",
            "------------------ 原始邮件 ------------------",
            "##- Please type your reply above this line -##",
        ] {
            assert!(is_rule(&of_text(text)[0]), "{text}");
        }
        assert!(!is_rule(&of_text("This is the original message.")[0]));
    }
}
