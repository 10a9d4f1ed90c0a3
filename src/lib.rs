//! Centralino: an omnichannel hub for customer contact.
//!
//! The rooms in reading order: [`config`], [`clock`], [`keys`] and [`app`] make a running hub; [`store`] and [`blobs`]
//! keep things; [`live`] tells what changed; [`access`] says who may do what; [`http`] is the door.

pub mod access;
pub mod app;
pub mod backup;
pub mod blobs;
pub mod cli;
pub mod clock;
pub mod config;
pub mod desk;
pub mod filter;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod live;
pub mod open_channels;
pub mod outside;
pub mod people;
pub mod pulse;
pub mod push;
pub mod secrets;
pub mod store;
pub mod telemetry;
pub mod templates;
pub mod text_fold;
