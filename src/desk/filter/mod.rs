//! The one filter language: views, lists, rules and reports all say which tickets they mean in it.
//!
//! A filter is JSON: `{"all":[…]}`, `{"any":[…]}`, `{"not":{…}}` or `{"field":…, "op":…, "value":…}`. [`parse`] checks it
//! and makes a tree, `store::filter_sql` turns the tree into SQL, [`matches`] answers it for one ticket in memory.

mod evaluate;
mod fields;
mod parse;
mod values;

pub use evaluate::{Facts, matches};
pub use fields::{FIELDS, Field, FieldType, Op};
pub use parse::{MAX_DEPTH, MAX_NODES, Problem, parse};
