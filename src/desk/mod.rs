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
