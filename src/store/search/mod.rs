//! The full-text index over tickets, messages and contacts.
//!
//! Whoever writes one of the three calls the matching `index_…` in the same transaction. Rows hold folded words
//! (`text_fold`), so one index serves every accent, case and script on both databases.

mod document;
mod find;
mod index;
pub mod names;
mod phrase;
mod rebuild;

pub use document::{CONTACT, MESSAGE, TICKET, limited, ticket_words};
pub use find::{MessageHit, People, Question, contact_ids, contacts, message_ids, messages, tickets};
pub use index::{index_contact, index_message, index_ticket, remove};
pub use phrase::Phrase;
pub use rebuild::{Rebuilt, rebuild};
