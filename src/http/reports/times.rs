//! `GET /reports/times`: how long first answers and resolutions took.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::bounds::Intervals;
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiQuery, Authenticated};
use crate::store::reports::Bounds;
use crate::store::reports::durations::{self, Milestone};

#[derive(Debug, Serialize, ToSchema)]
pub struct Times {
    /// From the ticket's creation to our first answer, by when we answered.
    pub first_reply: Durations,
    /// From the ticket's creation to its resolution, by when it was resolved; tickets opened again since are left out.
    pub resolution: Durations,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Durations {
    pub total: TimeTaken,
    /// One for each interval.
    pub intervals: Vec<TimeTaken>,
    /// Only the newest 20,000 tickets of the range were looked at.
    pub sampled: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TimeTaken {
    pub tickets: u64,
    /// Seconds; half of them were faster. Null without tickets.
    pub median: Option<i64>,
    /// Seconds; nine of ten were faster. Null without tickets.
    pub p90: Option<i64>,
}

/// Medians over tickets the caller may see, without spam and without those we began ourselves. Needs `tickets_read`.
#[utoipa::path(get, path = "/reports/times", tag = "reports", params(Intervals), responses(
    (status = OK, body = Times),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn times(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<Intervals>,
) -> ApiResult<Json<Times>> {
    caller.require(Permission::TicketsRead)?;
    let bounds = query.bounds()?;
    let conn = app.store.read();
    let first = durations::reached(conn, &caller.scope, Milestone::FirstReply, &bounds).await?;
    let settled = durations::reached(conn, &caller.scope, Milestone::Resolution, &bounds).await?;
    Ok(Json(Times {
        first_reply: summed(first, &bounds),
        resolution: summed(settled, &bounds),
    }))
}

fn summed(mut rows: Vec<(chrono::DateTime<chrono::Utc>, i64)>, bounds: &Bounds) -> Durations {
    let sampled = rows.len() > durations::SAMPLE;
    rows.truncate(durations::SAMPLE);
    let mut intervals = vec![Vec::new(); bounds.intervals()];
    let mut all = Vec::with_capacity(rows.len());
    for (at, seconds) in rows {
        intervals[bounds.interval_of(at)].push(seconds);
        all.push(seconds);
    }
    Durations {
        total: TimeTaken::of(all),
        intervals: intervals.into_iter().map(TimeTaken::of).collect(),
        sampled,
    }
}

impl TimeTaken {
    fn of(mut seconds: Vec<i64>) -> Self {
        seconds.sort_unstable();
        Self {
            tickets: seconds.len() as u64,
            median: nearest_rank(&seconds, 50),
            p90: nearest_rank(&seconds, 90),
        }
    }
}

/// The smallest value that at least `percent` of them do not exceed.
fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::nearest_rank;

    #[test]
    fn ranks_are_the_nearest() {
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!(nearest_rank(&ten, 50), Some(5));
        assert_eq!(nearest_rank(&ten, 90), Some(9));
        assert_eq!(nearest_rank(&[7], 90), Some(7));
        assert_eq!(nearest_rank(&[], 50), None);
    }
}
