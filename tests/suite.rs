//! The one integration binary: stories told through the public API, on SQLite or on PostgreSQL.

mod api;
mod house;
mod inbound;
mod operations;
mod replies;
mod real;
mod security;
mod store;
mod support;
