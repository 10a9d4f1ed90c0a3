//! Forwarded mails: the marks mailers put above them and the prefixes of their subjects.

/// How the marks above forwarded mails begin, lower case.
const MARKS: &[&str] = &[
    "forwarded message",
    "forwarded mail",
    "begin forwarded message",
    "forwarded by",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "inoltrato da",
    "inoltra messaggio",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "weitergeleitet von",
    "weitergeleitete e-mail",
    "weitergeleitete email",
    "message transféré",
    "message transfere",
    "message réexpédié",
    "début du message transféré",
    "début du message réexpédié",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "mensagem encaminhada",
    "mensagem reencaminhada",
    "início da mensagem reencaminhada",
    "início da mensagem encaminhada",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "doorgezonden bericht",
    "przekazana wiadomość",
    "przesłana wiadomość",
    "początek przekazywanej wiadomości",
    "wiadomość przekazana",
    "treść przekazanej wiadomości",
    "vidarebefordrat meddelande",
    "vidarebefordrat brev",
    "vidarebefordrat mejl",
    "vidarebefordrat mail",
    "börja vidarebefordrat",
    "videresendt meddelelse",
    "videresendt besked",
    "videresendt melding",
    "videresendt mail",
    "videresendt e-post",
    "start på videresendt meddelelse",
    "start på videresendt besked",
    "start på videresendt melding",
    "begynnelse på videresendt",
    "välitetty viesti",
    "edelleenlähetetty viesti",
    "välitetty viesti alkaa",
    "lähetetty edelleen",
    "přeposlaná zpráva",
    "začátek přeposílané zprávy",
    "preposlaná správa",
    "пересылаемое сообщение",
    "перенаправленное сообщение",
    "пересланное сообщение",
    "пересланное письмо",
    "начало переадресованного сообщения",
    "переслане повідомлення",
    "転送されたメッセージ",
    "転送メッセージ",
    "転送されたメール",
    "转发的邮件",
    "转发邮件信息",
    "转发邮件",
    "轉寄的郵件",
    "轉寄郵件",
    "已转发邮件",
    "開始轉寄郵件",
    "开始转发的邮件",
    "전달된 메시지",
    "전달된 메세지",
    "전달된 이메일",
    "továbbított üzenet",
    "iletilen mesaj",
    "mesaj redirecționat",
    "missatge reenviat",
    "προωθημένο μήνυμα",
];

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
    let drawing =
        |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '_' | '=' | '*' | '|' | '<' | '>');
    let inside = text.trim_start_matches(drawing);
    let drawn = text[..text.len() - inside.len()]
        .chars()
        .filter(|c| !c.is_whitespace())
        .count()
        >= 2;
    if text.len() > 200 || !(drawn || text.ends_with([':', '：'])) {
        return false;
    }
    let lower = inside.to_lowercase();
    let Some(mark) = MARKS.iter().find(|mark| lower.starts_with(*mark)) else {
        return false;
    };
    // without dashes, the mark is the whole line
    drawn
        || lower[mark.len()..]
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, ':' | '：' | '-'))
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
