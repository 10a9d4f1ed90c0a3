//! What the stories stand on: a hub of their own each, on the database the environment names.

pub mod app;
pub mod database;

pub use app::TestApp;
