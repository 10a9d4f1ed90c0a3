//! The one filter language, whatever is filtered: its grammar, operators and values.
//!
//! A filter is JSON: `{"all":[…]}`, `{"any":[…]}`, `{"not":{…}}` or `{"field":…, "op":…, "value":…}`. The rooms give it
//! their fields: `desk::filter` those of tickets, `people::filter` those of contacts.

mod ops;
mod parse;
pub mod values;

pub use ops::{FieldType, Op};
pub use parse::{Field, MAX_DEPTH, MAX_NODES, Problem, asks_presence, given, parse, signed};
