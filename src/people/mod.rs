//! The rules of contacts: who is behind an address.

pub mod companies;
pub mod consent;
pub mod contacts;
pub mod custom_fields;
pub mod error;
pub mod field_values;
pub mod identities;
pub mod labels;
pub mod merge;
pub mod typed;

pub use error::PeopleError;
