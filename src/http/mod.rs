//! The doors: one endpoint a file, each with its request, response, handler and documentation.
//!
//! [`router`] is the table of contents. [`error`] is how a request fails, [`auth`] who is asking, [`json`] how a body
//! is read.

pub mod attachments;
pub mod audit;
pub mod auth;
pub mod canned_replies;
pub mod channels;
pub mod client_ip;
pub mod companies;
pub mod contact_imports;
pub mod contacts;
pub mod custom_fields;
mod desk_error;
pub mod drafts;
pub mod error;
mod field_code;
pub mod headers;
pub mod health;
pub mod idempotency;
pub mod if_match;
pub mod intake;
pub mod json;
pub mod live;
pub mod macros;
pub mod messages;
pub mod notifications;
pub mod openapi;
pub mod page;
pub mod people_error;
pub mod push;
pub mod rate_limit;
pub mod remote_image;
pub mod reports;
pub mod request_id;
pub mod roles;
pub mod router;
pub mod sandbox;
pub mod search;
pub mod segments;
pub mod server;
pub mod session;
pub mod settings;
pub mod spreadsheet;
pub mod system;
pub mod tags;
pub mod teams;
pub mod tickets;
pub mod tokens;
pub mod ui;
pub mod users;
pub mod views;

pub use auth::Authenticated;
pub use error::{ApiError, ApiResult};
pub use json::{ApiJson, ApiPath, ApiQuery};
pub use router::router;
