//! The rules of contacts: who is behind an address, what is known and allowed of them, who is one and who is two.

pub mod addresses;
pub mod bulk;
pub mod companies;
pub mod consent;
pub mod contacts;
pub mod custom_fields;
pub mod error;
pub mod field_text;
pub mod field_values;
pub mod filter;
pub mod filter_fields;
pub mod identities;
pub mod import;
pub mod labels;
pub mod merge;
pub mod merge_choice;
pub mod removal;
pub mod suggestions;
pub mod typed;

pub use error::PeopleError;
