//! The one integration binary: stories told through the public API, on SQLite or on PostgreSQL.

mod api;
mod house;
mod inbound;
mod operations;
mod real;
mod replies;
mod security;
mod store;
mod support;
