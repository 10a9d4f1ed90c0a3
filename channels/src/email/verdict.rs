//! What an SMTP answer means for the message: wait, try again, give up, or call an admin.

use std::time::Duration;

use crate::error::SendError;
use crate::outbound::Refused;

/// An answer that is not positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `550`
    pub code: u16,
    /// `5.1.1`, when the text begins with one (RFC 2034).
    pub enhanced: Option<String>,
    /// The server's words, all lines.
    pub text: String,
}

/// Where in the dialogue it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Greeting, EHLO.
    Hello,
    Auth,
    Mail,
    Rcpt,
    /// DATA, or the final dot.
    Data,
}

impl Answer {
    pub fn new(code: u16, text: &str) -> Self {
        let first = text.split_whitespace().next().unwrap_or_default();
        let mut numbers = first.split('.');
        let is_enhanced = first.split('.').count() == 3
            && numbers
                .next()
                .is_some_and(|class| matches!(class, "2" | "4" | "5"))
            && numbers.all(|n| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
        Self {
            code,
            enhanced: is_enhanced.then(|| first.to_owned()),
            text: text.trim().to_owned(),
        }
    }

    /// The code a delivery keeps: the enhanced one where there is one.
    pub fn status(&self) -> String {
        self.enhanced.clone().unwrap_or_else(|| self.code.to_string())
    }

    fn words(&self) -> String {
        format!("{} {}", self.code, self.text)
    }

    fn enhanced_is(&self, codes: &[&str]) -> bool {
        self.enhanced.as_deref().is_some_and(|code| codes.contains(&code))
    }

    /// The account sent too much (Gmail 5.4.5 and 4.7.28, Exchange 5.2.252 and 5.1.90): hours, not minutes.
    fn is_quota(&self) -> bool {
        self.enhanced_is(&["5.4.5", "4.7.28", "5.2.252", "5.1.90"])
    }

    /// We may not send as we are: wrong password, password sign-in switched off (5.7.30), relaying or encryption
    /// refused.
    fn is_unauthorized(&self, stage: Stage) -> bool {
        let early = matches!(stage, Stage::Auth | Stage::Mail);
        matches!(self.code, 530 | 534 | 535 | 538)
            || self.enhanced_is(&["5.7.30", "5.7.57", "5.7.60"])
            || (early
                && self.code >= 500
                && self
                    .enhanced
                    .as_deref()
                    .is_some_and(|code| code.starts_with("5.7.")))
            || (stage == Stage::Auth && self.code >= 500)
    }

    /// The mail is larger than the server or the recipient takes (RFC 3463; a bare 552 at MAIL or DATA, RFC 1870).
    fn is_too_large(&self, stage: Stage) -> bool {
        let bare = self.code == 552 && self.enhanced.is_none() && matches!(stage, Stage::Mail | Stage::Data);
        bare || self.enhanced_is(&["5.3.4", "5.2.3"])
    }

    /// What it means for the whole message.
    pub fn verdict(&self, stage: Stage) -> SendError {
        let reason = match self.is_too_large(stage) {
            true => format!("the mail is too large: {}", self.words()),
            false => self.words(),
        };
        if self.is_quota() {
            let retry_after = if self.code >= 500 {
                Duration::from_secs(24 * 3600)
            } else {
                Duration::from_secs(3600)
            };
            return SendError::Throttled { retry_after, reason };
        }
        if self.is_unauthorized(stage) {
            return SendError::Unauthorized { reason };
        }
        if self.code < 500 {
            return SendError::Transient { reason };
        }
        // A server that says 554 instead of a greeting does so to everybody: ours is not the message at fault.
        if stage == Stage::Hello {
            return SendError::Transient { reason };
        }
        SendError::Rejected {
            reason,
            code: Some(self.status()),
            refused: Vec::new(),
        }
    }

    /// What it means for one recipient while others were taken.
    pub fn refusal(&self, recipient: &str) -> Refused {
        Refused {
            recipient: recipient.to_owned(),
            code: Some(self.status()),
            reason: match self.is_too_large(Stage::Rcpt) {
                true => format!("the mail is too large: {}", self.words()),
                false => self.words(),
            },
            temporary: self.code < 500 || self.is_quota(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(code: u16, text: &str, stage: Stage) -> &'static str {
        match Answer::new(code, text).verdict(stage) {
            SendError::Throttled { .. } => "throttled",
            SendError::Transient { .. } => "transient",
            SendError::Unknown { .. } => "unknown",
            SendError::Rejected { .. } => "rejected",
            SendError::WindowClosed { .. } => "window",
            SendError::Unauthorized { .. } => "unauthorized",
        }
    }

    #[test]
    fn answers_by_code() {
        for (code, text, stage, expected) in [
            (421, "4.3.2 closing", Stage::Mail, "transient"),
            (450, "4.7.1 greylisted", Stage::Rcpt, "transient"),
            (452, "4.5.3 too many recipients", Stage::Rcpt, "transient"),
            (552, "5.3.4 message too big", Stage::Data, "rejected"),
            (550, "5.1.1 no such user", Stage::Rcpt, "rejected"),
            (554, "5.7.1 blocked for spam", Stage::Data, "rejected"),
            (
                550,
                "5.4.5 Daily sending limit exceeded",
                Stage::Data,
                "throttled",
            ),
            (421, "4.7.28 rate limited", Stage::Data, "throttled"),
            (554, "5.2.252 recipient rate", Stage::Data, "throttled"),
            (535, "5.7.8 bad credentials", Stage::Auth, "unauthorized"),
            (
                535,
                "5.7.3 Authentication unsuccessful",
                Stage::Auth,
                "unauthorized",
            ),
            (530, "5.7.0 must issue STARTTLS", Stage::Mail, "unauthorized"),
            (
                550,
                "5.7.30 Basic authentication is not supported for Client Submission",
                Stage::Auth,
                "unauthorized",
            ),
            (
                550,
                "5.7.60 client does not have permissions to send as this sender",
                Stage::Mail,
                "unauthorized",
            ),
            (
                454,
                "4.7.0 temporary authentication failure",
                Stage::Auth,
                "transient",
            ),
            (554, "no SMTP service here", Stage::Hello, "transient"),
        ] {
            assert_eq!(verdict(code, text, stage), expected, "{code} {text}");
        }
    }

    #[test]
    fn a_mail_that_is_too_large_is_called_so() {
        let reason = |code, text, stage| Answer::new(code, text).verdict(stage).to_string();
        assert!(reason(552, "5.3.4 message size exceeds limit", Stage::Mail).contains("too large"));
        assert!(reason(552, "Too much mail data", Stage::Data).contains("too large"));
        assert!(!reason(552, "5.2.2 mailbox full", Stage::Data).contains("too large"));
        assert!(
            Answer::new(552, "5.2.3 too big")
                .refusal("a@b.example")
                .reason
                .contains("too large")
        );
    }

    #[test]
    fn enhanced_codes_are_found_only_where_they_are() {
        assert_eq!(
            Answer::new(550, "5.1.10 RESOLVER").enhanced.as_deref(),
            Some("5.1.10")
        );
        assert_eq!(Answer::new(550, "1.2.3.4 is blocked").enhanced, None);
        assert_eq!(Answer::new(550, "Sorry").status(), "550");
    }
}
