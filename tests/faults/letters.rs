//! The customers' letters of a story: each with a token of its own, half of them answers to the other half.

use crate::support::dovecot::{Dovecot, USER};

/// Letter `n` of a correspondence of `2 * openings` letters between `customers` people and the hub.
#[derive(Clone, Copy, Debug)]
pub struct Letters {
    pub openings: usize,
    pub customers: usize,
}

impl Letters {
    pub fn count(self) -> usize {
        self.openings * 2
    }

    /// Unique within the mailbox, and no part of another's.
    pub fn token(n: usize) -> String {
        format!("letter-{n:05}-end")
    }

    /// Who wrote letter `n`.
    pub fn customer(self, n: usize) -> String {
        format!("customer{}@example.net", self.matter(n) % self.customers)
    }

    /// The matter it is about: letters of one matter belong to one ticket.
    pub fn matter(self, n: usize) -> usize {
        n % self.openings
    }

    pub fn raw(self, n: usize) -> Vec<u8> {
        let (matter, from, token) = (self.matter(n), self.customer(n), Self::token(n));
        let thread = match n < self.openings {
            true => format!("Subject: Matter {matter}\r\n"),
            false => format!(
                "Subject: Re: Matter {matter}\r\nIn-Reply-To: <{}@example.net>\r\n",
                Self::token(matter)
            ),
        };
        format!(
            "From: <{from}>\r\nTo: {USER}\r\n{thread}Date: Mon, 2 Nov 2026 09:00:00 +0000\r\n\
             Message-ID: <{token}@example.net>\r\n\r\nWords of {token}.\r\n{}",
            "Some more of them.\r\n".repeat(n % 50)
        )
        .into_bytes()
    }

    /// Puts letters into the mailbox.
    pub fn deliver(self, dovecot: &Dovecot, which: std::ops::Range<usize>) {
        for n in which {
            dovecot.deliver("", &self.raw(n));
        }
    }
}
