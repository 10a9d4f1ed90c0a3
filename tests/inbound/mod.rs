//! What comes in: the scenarios as data, and the promises of the intake.

mod attempts;
mod hub;
mod intake;
mod loop_limits;
mod parse_mail;
mod placeholders;
mod scenario;
mod scenarios;
mod strangers;
