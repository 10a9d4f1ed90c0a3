//! The full-text index over tickets, messages and contacts.
//!
//! Whoever writes one of the three calls the matching `index_…` in the same transaction. Rows hold folded words
//! (`text_fold`), so one index serves every accent, case and script on both databases.

mod document;
mod index;

pub use document::{CONTACT, MESSAGE, TICKET, limited, ticket_words};
pub use index::{index_contact, index_message, index_ticket, remove};
