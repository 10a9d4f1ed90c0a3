//! The rules of tickets.

pub mod assignment;
pub mod bulk;
pub mod change;
pub mod channel_limits;
pub mod error;
pub mod filter;
pub mod labels;
pub mod link;
pub mod note;
pub mod open_ticket;
pub mod participant;
pub mod reading;
pub mod rich_text;
pub mod snooze;
pub mod split;
pub mod status;
pub mod subject_line;
pub mod upkeep;
pub mod written;
//! The rules of tickets: what comes in, which ticket it belongs to, and what goes out.
//!
//! Coming in, in reading order: [`reply_token`], [`message_id`] and [`subject`] name tickets in mail.
//! Going out: [`outgoing`] queues a message and builds it for its channel; [`receipts`] says what became of it.
//! [`filter`] is the one language of views, rules and reports.

mod base32;
pub mod filter;
pub mod message_id;
pub mod outgoing;
pub mod quote;
pub mod receipts;
pub mod reply_token;
pub mod subject;
