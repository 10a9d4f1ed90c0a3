//! When an agent does not want to be told, in the time of where they are.

use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;

use crate::store::push_rules::Rules;

/// Whether `now` is quiet for an agent in this zone (an IANA name; one we do not know is taken for UTC).
pub fn is_quiet(rules: &Rules, zone: &str, now: DateTime<Utc>) -> bool {
    let local = now.with_timezone(&zone.parse::<Tz>().unwrap_or(Tz::UTC));
    let weekday = u8::try_from(local.weekday().number_from_monday()).unwrap_or_default();
    if rules.quiet_days.contains(&weekday) {
        return true;
    }
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default();
    match rules.quiet {
        Some((from, until)) if from <= until => (from..until).contains(&minute),
        Some((from, until)) => minute >= from || minute < until,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_night_is_the_agents_own() {
        let rules = Rules {
            quiet: Some((22 * 60, 7 * 60)),
            ..Rules::default()
        };
        // Summer in Rome is two hours ahead, winter one.
        for (instant, quiet) in [
            ("2026-07-01T19:59:00Z", false),
            ("2026-07-01T20:00:00Z", true),
            ("2026-07-02T04:59:00Z", true),
            ("2026-07-02T05:00:00Z", false),
            ("2026-01-01T20:30:00Z", false),
            ("2026-01-01T21:00:00Z", true),
        ] {
            assert_eq!(is_quiet(&rules, "Europe/Rome", at(instant)), quiet, "{instant}");
        }
        assert!(is_quiet(&rules, "Nowhere/Land", at("2026-07-01T22:00:00Z")));
        assert!(!is_quiet(&Rules::default(), "UTC", at("2026-07-01T22:00:00Z")));
    }

    #[test]
    fn a_pause_within_the_day_ends_the_same_day() {
        let rules = Rules {
            quiet: Some((12 * 60, 13 * 60 + 30)),
            ..Rules::default()
        };
        assert!(!is_quiet(&rules, "UTC", at("2026-07-01T11:59:00Z")));
        assert!(is_quiet(&rules, "UTC", at("2026-07-01T13:29:00Z")));
        assert!(!is_quiet(&rules, "UTC", at("2026-07-01T13:30:00Z")));
    }

    #[test]
    fn a_free_day_begins_where_the_agent_is() {
        let rules = Rules {
            quiet_days: [6, 7].into(),
            ..Rules::default()
        };
        // 3 July 2026 is a Friday; in Tokyo Saturday begins nine hours earlier.
        assert!(!is_quiet(&rules, "Europe/Rome", at("2026-07-03T16:00:00Z")));
        assert!(is_quiet(&rules, "Asia/Tokyo", at("2026-07-03T16:00:00Z")));
        assert!(is_quiet(&rules, "Europe/Rome", at("2026-07-04T16:00:00Z")));
    }
}
