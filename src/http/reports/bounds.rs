//! The intervals a report is about. The client cuts them, since only it knows whose midnights are meant.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::error::{ApiError, ApiResult};
use crate::store::reports::Bounds;

/// A month of days, or four days of hours.
const MOST: usize = 100;
/// A quarter and a bit.
const LONGEST: TimeDelta = TimeDelta::days(100);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Intervals {
    /// Two to 100 instants (RFC 3339), ascending, separated by commas: the start of each interval and the end of the
    /// last; at most 100 days in all.
    #[param(example = "2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-03T00:00:00Z")]
    bounds: String,
}

impl Intervals {
    pub fn bounds(&self) -> ApiResult<Bounds> {
        let wrong = |detail: String| ApiError::validation("bounds", detail);
        let words: Vec<&str> = self.bounds.split(',').take(MOST + 1).collect();
        if words.len() > MOST {
            return Err(wrong(format!("has more than {MOST} instants")));
        }
        let mut instants = Vec::with_capacity(words.len());
        for word in words {
            let instant = DateTime::parse_from_rfc3339(word.trim())
                .map_err(|error| wrong(format!("{error}; write 2026-03-01T00:00:00Z")))?;
            instants.push(instant.with_timezone(&Utc));
        }
        let bounds = Bounds::new(instants)
            .ok_or_else(|| wrong("needs at least two instants, each later than the one before".into()))?;
        if bounds.end() - bounds.start() > LONGEST {
            return Err(wrong(format!("covers more than {} days", LONGEST.num_days())));
        }
        Ok(bounds)
    }
}
