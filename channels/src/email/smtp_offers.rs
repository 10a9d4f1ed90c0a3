//! What a server says in its EHLO answer that it can do, and what we then add to MAIL FROM and RCPT TO.

use super::verdict::Answer;

/// Longest envelope id (RFC 3461 §5.4).
const ENVELOPE_ID: usize = 100;

/// Extensions that change our commands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offers {
    /// SIZE (RFC 1870) is offered …
    size: bool,
    /// … with this many bytes as the most.
    limit: Option<u64>,
    /// 8BITMIME (RFC 6152).
    eight_bit: bool,
    /// DSN (RFC 3461).
    dsn: bool,
}

impl Offers {
    /// Reads the lines of the answer, without their codes.
    pub fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut offers = Self::default();
        for line in lines {
            let mut words = line.split_whitespace();
            match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "SIZE" => {
                    offers.size = true;
                    // Zero means that there is no fixed limit.
                    offers.limit = words
                        .next()
                        .and_then(|limit| limit.parse().ok())
                        .filter(|limit| *limit > 0);
                }
                "8BITMIME" => offers.eight_bit = true,
                "DSN" => offers.dsn = true,
                _ => {}
            }
        }
        offers
    }

    /// The refusal that a mail of `size` bytes would meet, without sending it.
    pub fn refusal(&self, size: usize) -> Option<Answer> {
        let limit = self.limit.filter(|limit| size as u64 > *limit)?;
        let words = format!("5.3.4 the mail has {size} bytes, the server takes {limit}");
        Some(Answer::new(552, &words))
    }

    /// What follows the address in MAIL FROM. `message_id` comes back in bounces: only the headers of the mail are
    /// wanted with them.
    pub fn mail_parameters(&self, size: usize, message_id: &str) -> String {
        let mut text = String::new();
        if self.size {
            text.push_str(&format!(" SIZE={size}"));
        }
        if self.eight_bit {
            text.push_str(" BODY=8BITMIME");
        }
        if self.dsn {
            text.push_str(" RET=HDRS");
            let whole = xtext(message_id);
            let local = xtext(message_id.split('@').next().unwrap_or_default());
            if let Some(id) = [whole, local]
                .into_iter()
                .find(|id| (1..=ENVELOPE_ID).contains(&id.len()))
            {
                text.push_str(&format!(" ENVID={id}"));
            }
        }
        text
    }

    /// What follows the address in RCPT TO. Of automatic mail (no sender) nobody wants to hear.
    pub fn rcpt_parameters(&self, has_sender: bool) -> &'static str {
        match (self.dsn, has_sender) {
            (true, true) => " NOTIFY=FAILURE,DELAY",
            (true, false) => " NOTIFY=NEVER",
            (false, _) => "",
        }
    }
}

/// RFC 3461 §4: printable ASCII, `+` and `=` and everything else as `+XX`.
fn xtext(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'+' | b'=') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("+{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_offered_is_used() {
        let none = Offers::read(["mx.example", "STARTTLS"].into_iter());
        assert_eq!(none.mail_parameters(10, "a@b.example"), "");
        assert_eq!(none.rcpt_parameters(true), "");
        assert_eq!(none.refusal(usize::MAX), None);
        let all = Offers::read(["mx.example", "size 1000", "8BITMIME", "DSN"].into_iter());
        assert_eq!(
            all.mail_parameters(10, "a+b=c@b.example"),
            " SIZE=10 BODY=8BITMIME RET=HDRS ENVID=a+2Bb+3Dc@b.example"
        );
        assert_eq!(all.rcpt_parameters(true), " NOTIFY=FAILURE,DELAY");
        assert_eq!(all.rcpt_parameters(false), " NOTIFY=NEVER");
        assert_eq!(all.refusal(1000), None);
        assert_eq!(all.refusal(1001).map(|answer| answer.code), Some(552));
        let unlimited = Offers::read(["mx.example", "SIZE 0"].into_iter());
        assert_eq!(unlimited.refusal(usize::MAX), None);
        assert_eq!(unlimited.mail_parameters(7, ""), " SIZE=7");
    }

    #[test]
    fn a_long_id_is_named_by_its_local_part() {
        let all = Offers::read(["DSN"].into_iter());
        let id = format!("abc@{}.example", "x".repeat(100));
        assert_eq!(all.mail_parameters(1, &id), " RET=HDRS ENVID=abc");
    }
}
