//! The rules of contacts: who is behind an address.

pub mod identities;
