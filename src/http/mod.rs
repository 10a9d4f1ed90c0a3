//! The doors: one endpoint a file, each with its request, response, handler and documentation.
//!
//! [`router`] is the table of contents. [`error`] is how a request fails, [`auth`] who is asking, [`json`] how a body
//! is read.

pub mod auth;
pub mod client_ip;
pub mod error;
pub mod if_match;
pub mod json;
pub mod page;
pub mod request_id;
pub mod router;
pub mod tickets;
pub mod views;

pub use auth::Authenticated;
pub use error::{ApiError, ApiResult};
pub use json::{ApiJson, ApiPath, ApiQuery};
pub use router::router;
