//! The legs: what is due moves, again and again; each job can run at any time, and twice.
//!
//! [`registry`] lists the jobs that run by the clock, [`pull`] holds the connections to mailboxes, [`deliver`] empties
//! the outbox, [`listen`] hears of other processes, [`runner`] keeps all of them alive.

pub mod attempt;
pub mod deliver;
pub mod heartbeat;
pub mod import_contacts;
pub mod listen;
pub mod notify;
pub mod pull;
pub mod push;
pub mod registry;
pub mod runner;
pub mod stream;
pub mod sweep;
pub mod unsnooze;
pub mod waiting;

pub use runner::{run, run_due};

/// How a job fails: for the log only, it runs again.
pub type JobError = Box<dyn std::error::Error + Send + Sync>;
