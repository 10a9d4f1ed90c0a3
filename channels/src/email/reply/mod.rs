//! What the customer newly wrote.

pub mod line;
