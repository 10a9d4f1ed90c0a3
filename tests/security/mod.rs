//! Who gets in, what they may do, and what an attacker finds.

mod bodies;
mod canary;
mod idempotency;
mod live;
mod matrix;
mod people;
mod server;
mod sessions;
mod sign_in;
mod tokens;
