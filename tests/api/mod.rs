//! Stories told through the public API.

mod attachments;
mod frames;
mod merging;
mod tickets;
mod timeline;
