//! The legs: what is due moves, again and again; each job can run at any time, and twice.

pub mod unsnooze;
