//! Filters over tickets: views, lists, rules and reports all say which tickets they mean in the one filter language.
//!
//! [`parse`] checks a filter and makes a tree, `store::filter_sql` turns the tree into SQL, [`matches`] answers it for
//! one ticket in memory.

mod evaluate;
mod fields;
mod parse;
mod ticket_values;

pub use crate::filter::{MAX_DEPTH, MAX_NODES, Problem};
pub use evaluate::{Facts, matches};
pub use fields::{FIELDS, Field, FieldType, Op};
pub use parse::parse;
