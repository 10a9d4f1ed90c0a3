//! The doors: everything that speaks HTTP.

pub mod tickets;
