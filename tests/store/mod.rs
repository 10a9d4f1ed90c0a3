//! The schema and the store, on whichever database the suite runs.

mod entities;
mod intake_plans;
mod query_plans;
mod schema;
mod transactions;
mod upgrades;
