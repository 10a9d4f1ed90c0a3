//! Slowing down who guesses passwords, without shutting out whom they guess at: the delay belongs to the pair of
//! address and account, so the owner at home still gets in.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};

/// Wrong passwords that cost nothing.
const FREE: u32 = 5;
const LONGEST_DELAY_SECONDS: i64 = 300;
/// After this long without a failure a pair is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::hours(1);
const MOST_PAIRS: usize = 50_000;

/// Failures by address and account; kept in memory, as a restart frees nobody from Argon2.
#[derive(Default)]
pub struct Throttle {
    failures: Mutex<HashMap<(Option<IpAddr>, String), Failures>>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: DateTime<Utc>,
}

impl Throttle {
    /// Seconds this pair must still wait; none when it may try.
    pub fn wait(&self, ip: Option<IpAddr>, account: &str, now: DateTime<Utc>) -> Option<u64> {
        let failures = *self.lock().get(&key(ip, account))?;
        let left = (failures.last + delay(failures.count) - now).num_seconds();
        u64::try_from(left).ok().filter(|left| *left > 0)
    }

    pub fn failed(&self, ip: Option<IpAddr>, account: &str, now: DateTime<Utc>) {
        let mut all = self.lock();
        if all.len() >= MOST_PAIRS {
            all.retain(|_, failures| now - failures.last < FORGOTTEN_AFTER);
        }
        let failures = all
            .entry(key(ip, account))
            .or_insert(Failures { count: 0, last: now });
        if now - failures.last >= FORGOTTEN_AFTER {
            failures.count = 0;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
    }

    pub fn succeeded(&self, ip: Option<IpAddr>, account: &str) {
        self.lock().remove(&key(ip, account));
    }

    /// Drops pairs nobody tried for an hour; called on a timer.
    pub fn forget_old(&self, now: DateTime<Utc>) {
        self.lock()
            .retain(|_, failures| now - failures.last < FORGOTTEN_AFTER);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(Option<IpAddr>, String), Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(ip: Option<IpAddr>, account: &str) -> (Option<IpAddr>, String) {
    (ip.map(household), account.trim().to_lowercase())
}

/// The address one household counts as: of IPv6 the first 64 bits, all of which one customer is given (RFC 6177); they
/// would otherwise try from a new address each time.
pub fn household(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(whole) => {
            let [a, b, c, d, ..] = whole.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// 2 s, 4 s, 8 s, … after the free attempts.
fn delay(failures: u32) -> Duration {
    let beyond = failures.saturating_sub(FREE - 1);
    if beyond == 0 {
        return Duration::zero();
    }
    let seconds = 2_i64.checked_pow(beyond).unwrap_or(LONGEST_DELAY_SECONDS);
    Duration::seconds(seconds.min(LONGEST_DELAY_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn the_guesser_waits_and_the_owner_does_not() {
        let throttle = Throttle::default();
        let now = Clock::system().now();
        let guesser = Some("203.0.113.9".parse().unwrap());
        let owner = Some("198.51.100.1".parse().unwrap());
        for _ in 0..FREE - 1 {
            throttle.failed(guesser, "ada@example.com", now);
            assert_eq!(throttle.wait(guesser, "ada@example.com", now), None);
        }
        throttle.failed(guesser, "Ada@Example.com", now);
        assert_eq!(throttle.wait(guesser, "ada@example.com", now), Some(2));
        assert_eq!(throttle.wait(owner, "ada@example.com", now), None);
        assert_eq!(
            throttle.wait(guesser, "ada@example.com", now + Duration::seconds(3)),
            None
        );
        for _ in 0..60 {
            throttle.failed(guesser, "ada@example.com", now);
        }
        assert_eq!(throttle.wait(guesser, "ada@example.com", now), Some(300));
    }
}
