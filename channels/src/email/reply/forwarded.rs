//! Forwarded mails: the marks mailers put above them and the prefixes of their subjects.

use std::sync::LazyLock;

use regex::Regex;

static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = "forwarded message|forwarded mail|begin forwarded message|forwarded by|messaggio inoltrato|inizio messaggio inoltrato|inoltrato da|inoltra messaggio\
        |weitergeleitete nachricht|anfang der weitergeleiteten (nachricht|e-mail)|weitergeleitet von|weitergeleitete e-?mail|message transféré|message transfere|message réexpédié|début du message (transféré|réexpédié)\
        |mensaje reenviado|inicio del mensaje reenviado|mensagem encaminhada|mensagem reencaminhada|início da mensagem (reencaminhada|encaminhada)\
        |doorgestuurd bericht|begin doorgestuurd bericht|doorgezonden bericht|przekazana wiadomość|przesłana wiadomość|początek przekazywanej wiadomości|wiadomość przekazana|treść przekazanej wiadomości\
        |vidarebefordrat (meddelande|brev|mejl)|vidarebefordrat mail|börja vidarebefordrat|videresendt (meddelelse|besked|melding|mail|e-post)|start på videresendt (meddelelse|besked|melding)|begynnelse på videresendt\
        |välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa|lähetetty edelleen|přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa\
        |пересылаемое сообщение|перенаправленное сообщение|пересланное (сообщение|письмо)|начало переадресованного сообщения|переслане повідомлення\
        |転送されたメッセージ|転送メッセージ|転送されたメール|转发的邮件|转发邮件信息|转发邮件|轉寄的郵件|轉寄郵件|已转发邮件|開始轉寄郵件|开始转发的邮件|전달된 메(시|세)지|전달된 이메일|továbbított üzenet|iletilen mesaj|mesaj redirecționat|missatge reenviat|προωθημένο μήνυμα";
    Regex::new(&format!(r"(?i)^[\s*_=|>-]*[-–—_=*]{{0,}}\s*({words})\b[\s:：\u{{a0}}]*[-–—_=*<>\s]*:?\s*$|(?i)^\s*[-–—_=*]{{2,}}\s*({words})")).ok()
});

/// Prefixes of forwarded mails' subjects, lower case, without the colon.
const PREFIXES: &[&str] = &[
    "fwd",
    "fw",
    "i",
    "inoltro",
    "wg",
    "weitergeleitet",
    "tr",
    "rv",
    "enc",
    "doorst",
    "fwd.",
    "pd",
    "vb",
    "vs fwd",
    "videresendt",
    "vl",
    "edelleenlähetys",
    "přep",
    "пересл",
    "转发",
    "轉寄",
    "転送",
    "전달",
    "fwd[2]",
    "továbbítás",
    "i̇lt",
    "ilt",
    "prp",
    "proslijeđeno",
    "enc.",
    "rif fwd",
    "tfw",
    "pšt",
];

/// Whether a line says that a forwarded mail begins below it.
pub fn is_mark(text: &str) -> bool {
    let text = text.trim();
    // cheap before dear: a mark is drawn or ends in a colon
    let drawn = text.ends_with([':', '：'])
        || ["--", "__", "==", "**", "––", "——"]
            .iter()
            .any(|line| text.contains(line));
    drawn && text.len() < 200 && MARK.as_ref().is_some_and(|mark| mark.is_match(text))
}

/// Whether the outermost prefix of a subject says forwarded.
pub fn subject(subject: &str) -> bool {
    let rest = subject.trim_start();
    let rest = if rest.starts_with('[') {
        rest.split_once(']').map_or(rest, |(_, after)| after.trim_start())
    } else {
        rest
    };
    let Some((prefix, _)) = rest.split_once([':', '：']) else {
        return false;
    };
    PREFIXES.contains(&prefix.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_prefixes() {
        for line in [
            "---------- Forwarded message ---------",
            "Begin forwarded message:",
            "-------- Weitergeleitete Nachricht --------",
            "Anfang der weitergeleiteten Nachricht:",
            "---------- Messaggio inoltrato ----------",
            "-------- Message transféré --------",
            "---------- Přeposlaná zpráva ---------",
            "---------- 转发的邮件 ----------",
            "----- Forwarded by Ada on 10/03/2026 -----",
        ] {
            assert!(is_mark(line), "{line}");
        }
        assert!(!is_mark("I got a forwarded message from my wife"));
        for given in [
            "Fwd: x",
            "FW: x",
            "WG: x",
            "TR : x",
            "I: x",
            "[list] Fwd: x",
            "转发：x",
        ] {
            assert!(subject(given), "{given}");
        }
        assert!(!subject("Re: Fwd: x"));
        assert!(!subject("Forward planning"));
    }
}
