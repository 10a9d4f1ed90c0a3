//! What an operator does: backup, restore, start, stop.

mod backup;
mod sweeps;
