//! Searching: what a typed query means, which finds come first, and where in their text the words stand.

mod highlight;
mod look;
mod names;
mod parse;

pub use highlight::{Highlight, Segment, highlight};
pub use look::{Contacts, Finds, look};
pub use parse::{Asked, Is, Operator, QueryProblem, parse};
