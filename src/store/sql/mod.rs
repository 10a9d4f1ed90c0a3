//! SQL in the dialect of one database or the other; everything else is written once for both.

pub mod full_text;
