//! Contacts from a spreadsheet: how the file is read, what each record means, and what it does to who is known.
//!
//! [`text`] and [`records`] read the file, [`guess`] proposes what its columns mean (with the fields and tags of the
//! [`house`]), [`draft`] checks one record, [`decide`] says what it would do and [`apply`] does it. [`run`] goes through the file, a batch a transaction.

pub mod apply;
pub mod column_names;
pub mod control;
pub mod decide;
pub mod draft;
pub mod guess;
pub mod house;
pub mod records;
pub mod refusal;
pub mod run;
pub mod target;
pub mod text;

/// Largest file, in bytes: about 100,000 contacts.
pub const LARGEST_FILE: usize = 20 * 1024 * 1024;
/// Most records of a file.
pub const MOST_RECORDS: usize = 200_000;
/// Most columns of a record.
pub const MOST_COLUMNS: usize = 200;
