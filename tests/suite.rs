//! The one integration binary: stories told through the public API, on SQLite or on PostgreSQL.

mod house;
mod operations;
mod security;
mod store;
mod support;
