//! How often one address is answered automatically: enough for people, too little for two robots to talk.

use chrono::Duration;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::store::{Tx, automatic_replies};

/// At most `count` answers within `minutes`.
struct Limit {
    count: usize,
    minutes: i64,
}

const fn limit(count: usize, minutes: i64) -> Limit {
    Limit { count, minutes }
}

/// On one ticket.
const PER_TICKET: [Limit; 5] = [
    limit(10, 10),
    limit(15, 30),
    limit(25, 60),
    limit(50, 180),
    limit(100, 600),
];
/// On all tickets together.
const IN_ALL: [Limit; 5] = [
    limit(30, 10),
    limit(60, 30),
    limit(120, 60),
    limit(240, 180),
    limit(360, 600),
];

/// The longest window of the limits.
const WINDOW: Duration = Duration::minutes(600);

/// Why an address must not be answered automatically on this ticket now; `None` when it may.
pub async fn refusal(tx: &Tx, recipient: &str, ticket_id: Uuid) -> Result<Option<String>, DbErr> {
    let now = tx.now();
    let answers = automatic_replies::recent(tx, recipient, now - WINDOW, 400).await?;
    let over = |limits: &[Limit], ticket: Option<Uuid>| {
        limits
            .iter()
            .find(|limit| {
                let since = now - Duration::minutes(limit.minutes);
                let counted = answers.iter().filter(|answer| {
                    answer.sent_at > since && ticket.is_none_or(|ticket| answer.ticket_id == ticket)
                });
                counted.count() >= limit.count
            })
            .map(|limit| {
                format!(
                    "{} automatic answers within {} minutes",
                    limit.count, limit.minutes
                )
            })
    };
    Ok(over(&PER_TICKET, Some(ticket_id)).or_else(|| over(&IN_ALL, None)))
}
