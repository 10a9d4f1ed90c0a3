//! Tickets over HTTP, one endpoint a file.

pub mod view;
