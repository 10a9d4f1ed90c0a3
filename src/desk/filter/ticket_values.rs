//! Values that only filters over tickets have.

use serde_json::Value;

use super::fields::{Op, PRIORITIES, STATUSES};
use crate::filter::Problem;
use crate::filter::values::{Read, id, list, word};
use crate::store::entity::tickets::{TicketPriority, TicketStatus};
use crate::store::filter::Who;

pub(super) fn status(value: &Value, at: &str) -> Read<TicketStatus> {
    word(value, at, STATUSES)
}

fn priority(value: &Value, at: &str) -> Read<TicketPriority> {
    word(value, at, PRIORITIES)
}

pub(super) fn priorities(op: Op, value: &Value, at: &str) -> Read<Vec<TicketPriority>> {
    use TicketPriority::{High, Low, Normal, Urgent};
    let ascending = [Low, Normal, High, Urgent];
    let place = |p: TicketPriority| ascending.iter().position(|a| *a == p).unwrap_or_default();
    Ok(match op {
        Op::AtLeast => ascending[place(priority(value, at)?)..].to_vec(),
        Op::AtMost => ascending[..=place(priority(value, at)?)].to_vec(),
        _ => list(op, value, at, priority)?,
    })
}

pub(super) fn who(value: &Value, at: &str) -> Read<Who> {
    match value.as_str() {
        Some("me") => Ok(Who::Me),
        _ => id(value, at)
            .map(Who::User)
            .map_err(|_| Problem::new(at, "must be a user's id or `me`")),
    }
}
