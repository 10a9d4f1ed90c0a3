//! Numbers about ranges of time. Every query walks the part of an index that the range covers, within the caller's scope.

pub mod durations;
pub mod volume;
pub mod waiting;

use chrono::{DateTime, Utc};

/// A range of time cut into intervals: ascending, at least two, the last one its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds(Vec<DateTime<Utc>>);

impl Bounds {
    /// None unless there are at least two instants, each later than the one before.
    pub fn new(instants: Vec<DateTime<Utc>>) -> Option<Self> {
        let ascending = instants.windows(2).all(|pair| pair[0] < pair[1]);
        (instants.len() >= 2 && ascending).then_some(Self(instants))
    }

    pub fn start(&self) -> DateTime<Utc> {
        self.0[0]
    }

    pub fn end(&self) -> DateTime<Utc> {
        self.0[self.0.len() - 1]
    }

    /// How many intervals.
    pub fn intervals(&self) -> usize {
        self.0.len() - 1
    }

    /// The ends of all intervals but the last.
    pub fn inner(&self) -> &[DateTime<Utc>] {
        &self.0[1..self.0.len() - 1]
    }

    /// The interval `at` falls into.
    pub fn interval_of(&self, at: DateTime<Utc>) -> usize {
        self.inner().partition_point(|end| *end <= at)
    }
}
