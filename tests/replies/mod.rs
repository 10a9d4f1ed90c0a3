//! Stories of answering: what goes out, what is taken back, and what nothing may lose.

mod agent_notices;
pub mod drafts;
mod letters;
mod push;
mod recipients;
mod sending;
