//! How this process fares: when it began, and when each of its jobs last ran, for how long, and with what outcome.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Clock;

/// How one job fares on one node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobPulse {
    /// `deliver`, `notify`, …
    pub name: String,
    /// Since when the current round runs; null between two rounds.
    pub running_since: Option<DateTime<Utc>>,
    pub last_ended_at: Option<DateTime<Utc>>,
    /// Milliseconds of the last round.
    pub last_took_ms: Option<i64>,
    /// Since the process began.
    pub rounds: u64,
    pub failures: u64,
    pub last_error: Option<String>,
    pub last_error_at: Option<DateTime<Utc>>,
}

/// Cheap to clone; clones share what they know.
#[derive(Clone)]
pub struct Pulse {
    /// Of this run of this process.
    pub node_id: Uuid,
    pub host: String,
    pub started_at: DateTime<Utc>,
    jobs: Arc<Mutex<BTreeMap<&'static str, JobPulse>>>,
}

impl Pulse {
    pub fn begin(clock: &Clock) -> Self {
        Self {
            node_id: clock.id(),
            host: host(),
            started_at: clock.now(),
            jobs: Arc::default(),
        }
    }

    /// A round of a job begins.
    pub fn began(&self, job: &'static str, now: DateTime<Utc>) {
        self.of(job, |pulse| pulse.running_since = Some(now));
    }

    /// A round of a job ended, badly when there is an `error`.
    pub fn ended(&self, job: &'static str, now: DateTime<Utc>, error: Option<String>) {
        self.of(job, |pulse| {
            let since = pulse.running_since.take();
            pulse.last_took_ms = since.map(|since| (now - since).num_milliseconds());
            pulse.last_ended_at = Some(now);
            pulse.rounds += 1;
            if error.is_some() {
                pulse.failures += 1;
                pulse.last_error = error;
                pulse.last_error_at = Some(now);
            }
        });
    }

    /// All jobs by name.
    pub fn jobs(&self) -> Vec<JobPulse> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.values().cloned().collect()
    }

    fn of(&self, job: &'static str, change: impl FnOnce(&mut JobPulse)) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        change(jobs.entry(job).or_insert_with(|| JobPulse {
            name: job.to_owned(),
            ..JobPulse::default()
        }));
    }
}

/// What the machine is called, as far as it tells.
fn host() -> String {
    std::fs::read_to_string("/etc/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "localhost".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_remembered_past_the_next_success() {
        let clock = Clock::system();
        let pulse = Pulse::begin(&clock);
        let now = clock.now();
        let later = now + chrono::Duration::milliseconds(40);
        pulse.began("sweep", now);
        assert_eq!(pulse.jobs()[0].running_since, Some(now));
        pulse.ended("sweep", later, Some("the disk is full".into()));
        pulse.began("sweep", later);
        pulse.ended("sweep", later, None);
        let job = pulse.jobs().remove(0);
        assert_eq!((job.rounds, job.failures, job.last_took_ms), (2, 1, Some(0)));
        assert_eq!(job.last_error.as_deref(), Some("the disk is full"));
        assert_eq!((job.last_error_at, job.running_since), (Some(later), None));
    }
}
