//! What comes in: the scenarios as data, and the promises of the intake.

mod hub;
mod intake;
mod placeholders;
mod scenario;
mod scenarios;
