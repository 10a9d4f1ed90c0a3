//! The rules of tickets.

pub mod filter;
