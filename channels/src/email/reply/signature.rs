//! Signatures and the lines phones add.

use super::line::{Line, Role};

/// How phones and apps begin their line, lower case.
const SENT_FROM: &[&str] = &[
    "sent from",
    "sent via",
    "sent with",
    "sent by",
    "sent using",
    "get outlook for",
    "get bluemail",
    "download outlook",
    "inviato da",
    "inviato dal",
    "inviato con",
    "inviata da",
    "scarica outlook",
    "ottieni outlook",
    "envoyé de",
    "envoyé depuis",
    "envoyé à partir",
    "envoyé avec",
    "envoyé via",
    "envoyé par",
    "obtenir outlook",
    "télécharger outlook",
    "télécharger ",
    "gesendet von",
    "gesendet mit",
    "gesendet über",
    "gesendet vom",
    "von meinem",
    "von meiner",
    "diese nachricht wurde von",
    "diese nachricht wurde mit",
    "holen sie sich outlook",
    "laden sie outlook",
    "outlook für",
    "enviado desde",
    "enviado con",
    "enviado mediante",
    "obtener outlook",
    "descargar outlook",
    "enviado do",
    "enviado da",
    "enviado de",
    "enviado através",
    "enviado via",
    "obter o outlook",
    "baixar o outlook",
    "descarregar",
    "verstuurd vanaf",
    "verstuurd met",
    "verzonden vanaf",
    "verzonden met",
    "verzonden vanuit",
    "outlook voor",
    "download outlook voor",
    "wysłane z",
    "wysłano z",
    "pobierz outlook",
    "pobierz program outlook",
    "skickat från",
    "skickades från",
    "skickat med",
    "hämta outlook",
    "skaffa outlook",
    "sendt fra",
    "sendt med",
    "sendt via",
    "hent outlook",
    "få outlook",
    "last ned outlook",
    "lähetetty",
    "hanki outlook",
    "lataa outlook",
    "odesláno z",
    "odesláno ze",
    "posláno z",
    "získat outlook",
    "stáhnout outlook",
    "odoslané z",
    "отправлено с",
    "отправлено из",
    "послано с",
    "скачать outlook",
    "получить outlook",
    "iphoneから",
    "ipadから",
    "androidから",
    "スマートフォンから",
    "outlook for ios を",
    "outlook for android を",
    "yahooメールから",
    "发自我的",
    "发自",
    "从我的",
    "來自我的",
    "從我的",
    "傳送自",
    "發自",
    "自我的",
    "获取 outlook",
    "下载 outlook",
    "取得 outlook",
    "나의 ",
    "내 ",
    "iphone에서",
    "outlook 다운로드",
    "ios용 outlook",
    "android용 outlook",
];

/// What such a line names.
const THINGS: &[&str] = &[
    "iphon",
    "ipad",
    "ipod",
    "android",
    "outlook",
    "mobile",
    "phone",
    "samsung",
    "galaxy",
    "huawei",
    "xiaomi",
    "pixel",
    "yahoo",
    "mail",
    "handy",
    "smartphone",
    "blackberry",
    "windows",
    "proton",
    "tablet",
    "device",
    "telefon",
    "teléfono",
    "telefono",
    "móvil",
    "cellulare",
    "celular",
    "téléphone",
    "puhelime",
    "matkapuhelim",
    "mobil",
    "телефон",
    "手机",
    "手機",
    "スマートフォン",
    "k-9",
    "bluemail",
    "spark",
    "gmx",
    "web.de",
    "gmail",
    "thunderbird",
    "nokia",
    "oneplus",
    "gerät",
];

/// Marks the signature lines of one run of new lines; at least one line with words stays.
pub fn mark(lines: &[Line], run: std::ops::Range<usize>, folded: &mut [bool]) {
    let mut end = run.end;
    let words_before = |at: usize| lines[run.start..at].iter().any(|line| !line.is_blank());
    // RFC 3676 §4.3; without its space it is believed above a few lines only
    // a signature is short: its mark stands among the last lines
    let window = run
        .clone()
        .rev()
        .filter(|&at| !lines[at].is_blank())
        .nth(26)
        .unwrap_or(run.start);
    let delimiter = (window..run.end).find(|&at| {
        let text = lines[at].text.trim_end_matches('\u{a0}');
        // in a clear-signed text the dash is escaped
        let most = match (text, text.trim()) {
            ("-- " | "- -- ", _) => 25,
            (_, "--" | "—") => 10,
            _ => return false,
        };
        lines[at + 1..run.end]
            .iter()
            .filter(|line| !line.is_blank())
            .take(most + 1)
            .count()
            <= most
    });
    if let Some(at) = delimiter.filter(|&at| words_before(at)) {
        folded[at..end].fill(true);
        end = at;
    }
    let marked = run
        .clone()
        .filter(|&at| at < end && lines[at].role == Role::Signature && !lines[at].is_blank());
    let marked: Vec<usize> = marked.collect();
    let others = (run.start..end).any(|at| !lines[at].is_blank() && lines[at].role != Role::Signature);
    if others {
        for at in marked {
            folded[at] = true;
        }
    }
    for _ in 0..2 {
        let last = (run.start..end)
            .rev()
            .find(|&at| !lines[at].is_blank() && !folded[at]);
        let Some(at) = last.filter(|&at| words_before(at) && is_sent_from(&lines[at].text)) else {
            break;
        };
        folded[at..end].fill(true);
        end = at;
    }
}

/// The armour of a clear-signed text (RFC 9580 §7): its first lines, and the signature at its end.
pub fn mark_armour(lines: &[Line], folded: &mut [bool]) {
    let find = |from: usize, mark: &str| (from..lines.len()).find(|&at| lines[at].text.trim() == mark);
    let Some(begin) = find(0, "-----BEGIN PGP SIGNED MESSAGE-----") else {
        return;
    };
    let Some((signature, end)) = find(begin, "-----BEGIN PGP SIGNATURE-----")
        .and_then(|at| Some((at, find(at, "-----END PGP SIGNATURE-----")?)))
    else {
        return;
    };
    let words = (begin..signature)
        .find(|&at| lines[at].is_blank())
        .unwrap_or(begin);
    folded[begin..=words].fill(true);
    folded[signature..=end].fill(true);
}

/// "Sent from my iPhone" and its kin.
pub fn is_sent_from(text: &str) -> bool {
    let lower = text
        .trim()
        .trim_start_matches(['*', '_', '-', ' ', '<', '[', '«', '"'])
        .to_lowercase();
    let short = lower.chars().count() <= 160;
    let begins = SENT_FROM.iter().any(|start| lower.starts_with(start));
    short && begins && THINGS.iter().any(|thing| lower.contains(thing))
}

#[cfg(test)]
mod tests {
    use super::is_sent_from;

    #[test]
    fn phones_of_many_languages() {
        for line in [
            "Sent from my iPhone",
            "Inviato da iPhone",
            "Envoyé de mon iPhone",
            "Von meinem iPhone gesendet",
            "Gesendet von Outlook für iOS",
            "Enviado desde mi iPhone",
            "Enviado do meu iPhone",
            "Verstuurd vanaf mijn iPhone",
            "Wysłane z iPhone’a",
            "Skickat från min iPhone",
            "Sendt fra min iPhone",
            "Lähetetty iPhonesta",
            "Odesláno z iPhonu",
            "Отправлено с iPhone",
            "iPhoneから送信",
            "发自我的iPhone",
            "나의 iPhone에서 보냄",
            "Get Outlook for iOS <https://aka.example/o0ukef>",
            "Sent from Yahoo Mail on Android",
        ] {
            assert!(is_sent_from(line), "{line}");
        }
        assert!(!is_sent_from("Sent from the warehouse on Monday, nothing came."));
    }
}
