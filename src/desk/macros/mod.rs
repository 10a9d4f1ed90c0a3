//! Macros: several steps on a ticket under one name, done together or not at all.
//!
//! [`action`] are the steps; [`save`] checks them; [`run`] does them on one ticket, [`bulk`] on many.

pub mod action;
pub mod bulk;
pub mod run;
pub mod save;
mod way;
