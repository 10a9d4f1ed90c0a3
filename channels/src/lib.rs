//! The channel contract and its adapters: bytes of a provider in, events out; outbound messages in, bytes out.
//!
//! Reading order: [`event`] what comes in · [`outbound`] what goes out · [`capabilities`] what a channel can do ·
//! [`error`] how it fails · [`channel`] the traits an adapter implements · [`kind`] the registry of adapters.
//! This crate never sees the database, and parsing is pure: no I/O, no clock but the `now` it is given.

pub mod capabilities;
pub mod channel;
pub mod error;
pub mod event;
pub mod kind;
pub mod outbound;
mod text_length;

pub mod email;

/// An instant, always UTC.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
