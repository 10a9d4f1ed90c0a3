//! The one integration binary: stories told through the public API, on SQLite or on PostgreSQL.

// Tests and their support may fail loudly, and stand-ins are no part of the product.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout
)]

mod api;
mod faults;
mod house;
mod inbound;
mod operations;
mod real;
mod replies;
mod security;
mod store;
mod support;
