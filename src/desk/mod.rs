//! The rules of tickets: what comes in, which ticket it belongs to, what agents do with it, and what goes out.
//!
//! Coming in, in reading order: [`intake`] files what was received · [`threading`] finds its ticket by [`reply_token`],
//! [`message_id`] and [`subject`] · [`loop_limit`] keeps machines from talking to each other.
//! Going out: [`outgoing`] queues a message and builds it for its channel; [`receipts`] says what became of it.
//! [`agent_notice`] tells agents by mail, [`agent_push`] on their devices, [`invitation_mail`] lets them in; [`parcel`]
//! is a message or a mail to agents in the outbox; [`waiting`] finds what waits too long.
//! [`canned`] are answers written once, [`macros`] several steps under one name.
//! [`filter`] is the one language of views, rules and reports.

pub mod agent_notice;
pub mod agent_push;
pub mod answer_to;
pub mod assignment;
mod base32;
pub mod bulk;
pub mod canned;
pub mod change;
pub mod channel_limits;
pub mod draft;
mod due;
pub mod error;
pub mod filter;
pub mod forward;
pub mod hub_name;
mod impostor;
pub mod intake;
pub mod invitation_mail;
pub mod labels;
pub mod language;
pub mod link;
pub mod loop_limit;
pub mod macros;
pub mod merge;
pub mod message_id;
pub mod new_ticket;
pub mod note;
pub mod open_ticket;
pub mod ours;
pub mod outgoing;
pub mod parcel;
pub mod participant;
pub mod quiet_hours;
pub mod quote;
pub mod reading;
pub mod receipts;
pub mod reply;
pub mod reply_token;
pub mod response_target;
pub mod rich_text;
pub mod search;
pub mod sending;
pub mod signature;
pub mod snooze;
pub mod split;
pub mod status;
pub mod subject;
pub mod subject_line;
pub mod threading;
pub mod upkeep;
pub mod waiting;
pub mod written;
