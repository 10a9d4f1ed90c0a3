//! What the stories stand on: a hub of their own each, on the database the environment names.

// Each story takes what it needs.
#![allow(dead_code, unused_imports)]

pub mod app;
pub mod client;
pub mod database;
pub mod desk;
pub mod dovecot;
pub mod oauth;
pub mod push_service;
pub mod rows;
pub mod smtp_peer;
pub mod socket;
pub mod sql;
pub mod tls;

pub use app::TestApp;
pub use client::{Answer, Client};
