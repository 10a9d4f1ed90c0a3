//! Stories of answering: what goes out, what is taken back, and what nothing may lose.

pub mod drafts;
mod recipients;
mod sending;
