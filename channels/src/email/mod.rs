//! Email: mailboxes read by IMAP or a pipe, answered by SMTP.
//!
//! Coming in, in the order of use: [`read`] raw bytes to an event · [`limits`] and [`mime`] the structure, bounded
//! ([`essence`] of what is beyond) · [`header`], [`address`], [`content`] fields · [`body`], [`html`], [`text`] the
//! words · [`reply`] the new words · [`automatic`], [`bounce`], [`forward`] what kind of mail it is ·
//! [`authentication`] who vouches for it.
//!
//! The account: [`settings`] (read by [`form`], shown by [`schema`]), opened by [`channel`]. Reading the mailbox:
//! [`imap`], [`imap_link`], [`imap_pull`]. Sending: [`compose`], [`dkim`], [`envelope`], then [`smtp`],
//! [`smtp_session`], [`smtp_offers`] and [`verdict`], or [`file`]; then [`sent_copy`]. Both: [`wire`] TLS, [`oauth`]
//! tokens.

pub mod address;
pub mod authentication;
pub mod automatic;
pub mod body;
pub mod bounce;
pub mod channel;
pub mod charset;
pub mod compose;
pub mod content;
pub mod customer;
pub mod dkim;
pub mod dns;
pub mod encoded_word;
pub mod envelope;
pub mod essence;
pub mod file;
pub mod fold;
pub mod form;
pub mod forward;
pub mod guess;
pub mod header;
pub mod html;
pub mod html_cost;
mod html_links;
pub mod html_tokens;
pub mod imap;
pub mod imap_link;
pub mod imap_pull;
pub mod limits;
pub mod mime;
pub mod oauth;
mod parameters;
pub mod parse;
pub mod parsed;
pub mod presets;
pub mod read;
mod repair;
pub mod reply;
pub mod schema;
mod sender_name;
pub mod sent_copy;
pub mod settings;
pub mod smtp;
pub mod smtp_offers;
pub mod smtp_session;
pub mod text;
pub mod transfer;
mod uuencoded;
pub mod verdict;
pub mod wire;

pub use channel::KIND;
