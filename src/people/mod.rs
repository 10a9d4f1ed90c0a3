//! The rules of contacts: who is behind an address.

pub mod companies;
pub mod consent;
pub mod contacts;
pub mod error;
pub mod identities;
pub mod merge;
pub mod typed;

pub use error::PeopleError;
