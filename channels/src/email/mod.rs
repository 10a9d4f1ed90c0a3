//! Email: mailboxes read by IMAP or a pipe, answered by SMTP.
//!
//! Coming in, in the order of use: [`read`] raw bytes to an event · [`limits`] and [`mime`] the structure, bounded ·
//! [`header`], [`address`], [`content`] fields · [`body`], [`html`], [`text`] the words · [`reply`] the new words ·
//! [`automatic`], [`bounce`], [`forward`] what kind of mail it is.

pub mod address;
pub mod automatic;
pub mod body;
pub mod charset;
pub mod content;
pub mod encoded_word;
pub mod header;
pub mod html;
pub mod html_cost;
mod html_links;
pub mod html_tokens;
pub mod limits;
pub mod mime;
mod parameters;
pub mod parse;
pub mod parsed;
pub mod read;
pub mod reply;
pub mod text;
pub mod transfer;
