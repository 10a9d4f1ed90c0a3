//! Who gets in, what they may do, and what an attacker finds.

mod bodies;
mod canary;
mod cross_site;
mod idempotency;
mod input;
mod keys;
mod live;
mod logs;
mod matrix;
mod people;
mod remote_pictures;
mod routes;
mod server;
mod sessions;
mod shapes;
mod sign_in;
mod tokens;
