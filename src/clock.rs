//! Where time and ids come from, so that tests can move the one and nobody invents the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, DurationRound, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// The clock of one process. Cheap to clone; clones share the offset and the id counter.
#[derive(Clone)]
pub struct Clock {
    offset_micros: Arc<AtomicI64>,
    ids: Arc<std::sync::Mutex<ContextV7>>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self {
            offset_micros: Arc::default(),
            ids: Arc::new(std::sync::Mutex::new(ContextV7::new())),
        }
    }

    /// Now, in UTC, cut to microseconds (what both databases keep).
    #[allow(clippy::disallowed_methods)]
    pub fn now(&self) -> DateTime<Utc> {
        let now = Utc::now() + Duration::microseconds(self.offset_micros.load(Ordering::Relaxed));
        now.duration_trunc(Duration::microseconds(1)).unwrap_or(now)
    }

    /// A new UUID v7: sorts by time of creation, also within one millisecond.
    #[allow(clippy::disallowed_methods)]
    pub fn id(&self) -> Uuid {
        let now = self.now();
        let seconds = now.timestamp().max(0).unsigned_abs();
        let context = self.ids.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(Timestamp::from_unix(
            &*context,
            seconds,
            now.timestamp_subsec_nanos(),
        ))
    }

    /// Moves this clock and all its clones on; for tests.
    pub fn advance(&self, by: Duration) {
        self.offset_micros
            .fetch_add(by.num_microseconds().unwrap_or(0), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend() {
        let clock = Clock::system();
        let ids: Vec<Uuid> = (0..10_000).map(|_| clock.id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn clones_move_together() {
        let clock = Clock::system();
        let other = clock.clone();
        clock.advance(Duration::days(8));
        assert!(other.now() - Clock::system().now() > Duration::days(7));
    }
}
