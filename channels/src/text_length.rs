//! How long a text is in the unit its channel counts: characters, bytes, or segments of a text message.

use crate::capabilities::TextUnit;

/// Septets of a single text message and of a part of a longer one, which carries a header of six octets more
/// (3GPP TS 23.040 §9.2.3.24).
const SEPTETS: (usize, usize) = (160, 153);
/// The same in UTF-16 code units, as soon as one sign is not in the default alphabet.
const UNITS: (usize, usize) = (70, 67);

/// The default alphabet (3GPP TS 23.038 §6.2.1); one septet each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension table (§6.2.1.1): an escape and a septet each, never torn apart between two parts.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

impl TextUnit {
    /// The length of `text` in this unit.
    pub fn measure(self, text: &str) -> usize {
        match self {
            Self::Characters => text.chars().count(),
            Self::Bytes => text.len(),
            Self::SmsSegments => sms_segments(text),
        }
    }
}

/// How many text messages `text` takes; none for no text.
fn sms_segments(text: &str) -> usize {
    let septets: Option<Vec<usize>> = text
        .chars()
        .map(|sign| match sign {
            _ if BASIC.contains(sign) => Some(1),
            _ if EXTENSION.contains(sign) => Some(2),
            _ => None,
        })
        .collect();
    match septets {
        Some(septets) => parts(&septets, SEPTETS),
        // A pair of surrogates is not torn apart either.
        None => parts(&text.chars().map(char::len_utf16).collect::<Vec<_>>(), UNITS),
    }
}

/// Parts needed for signs of these sizes: one if all fit into `single`, else as many as it takes of `part`.
fn parts(sizes: &[usize], (single, part): (usize, usize)) -> usize {
    let total: usize = sizes.iter().sum();
    if total <= single {
        return usize::from(total > 0);
    }
    let (mut count, mut filled) = (1, 0);
    for size in sizes {
        if filled + size > part {
            count += 1;
            filled = 0;
        }
        filled += size;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Cases {
        basic: String,
        extension: String,
        cases: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        name: String,
        text: String,
        segments: usize,
    }

    /// The composer counts by the same cases.
    #[test]
    fn text_messages_are_counted_as_the_network_counts_them() {
        let file = include_str!("../fixtures/text_length/gsm7_cases.json");
        let known: Cases = serde_json::from_str(file).unwrap();
        assert_eq!(known.basic, BASIC);
        assert_eq!(known.extension, EXTENSION);
        for case in known.cases {
            assert_eq!(
                TextUnit::SmsSegments.measure(&case.text),
                case.segments,
                "{}",
                case.name
            );
        }
        assert_eq!(TextUnit::SmsSegments.measure(""), 0);
    }

    #[test]
    fn characters_and_bytes_are_what_they_say() {
        assert_eq!(TextUnit::Characters.measure("è €"), 3);
        assert_eq!(TextUnit::Bytes.measure("è €"), 6);
    }
}
