//! Values of a filter, each read as its field demands.

use chrono::{DateTime, DurationRound, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::{Op, Problem};
use crate::store::filter::TagKey;
use crate::store::search::limited;

const MAX_VALUES: usize = 100;
const MAX_CHARS: usize = 200;

pub type Read<T> = Result<T, Problem>;

/// One value for `is`, a list for `in`.
pub fn list<T>(op: Op, value: &Value, at: &str, read: impl Fn(&Value, &str) -> Read<T>) -> Read<Vec<T>> {
    if !matches!(op, Op::In | Op::NotIn) {
        return Ok(vec![read(value, at)?]);
    }
    match value {
        Value::Array(items) if (1..=MAX_VALUES).contains(&items.len()) => items
            .iter()
            .enumerate()
            .map(|(index, item)| read(item, &format!("{at}/{index}")))
            .collect(),
        _ => Err(Problem::new(
            at,
            format!("must be a list of 1 to {MAX_VALUES} values"),
        )),
    }
}

pub fn id(value: &Value, at: &str) -> Read<Uuid> {
    value
        .as_str()
        .and_then(|text| Uuid::parse_str(text).ok())
        .ok_or_else(|| Problem::new(at, "must be an id"))
}

pub fn tag(value: &Value, at: &str) -> Read<TagKey> {
    let text = text(value, at)?;
    Ok(match Uuid::parse_str(&text) {
        Ok(id) => TagKey::Id(id),
        Err(_) => TagKey::Name(text),
    })
}

pub fn text(value: &Value, at: &str) -> Read<String> {
    match value.as_str().map(str::trim) {
        // PostgreSQL keeps no NUL in text.
        Some(text) if text.contains('\0') => Err(Problem::new(at, "must not contain a NUL character")),
        Some(text) if !text.is_empty() && text.chars().count() <= MAX_CHARS => Ok(text.to_owned()),
        _ => Err(Problem::new(
            at,
            format!("must be a text of 1 to {MAX_CHARS} characters"),
        )),
    }
}

/// Folded words as the search index has them.
pub fn words(value: &Value, at: &str) -> Read<String> {
    match limited(&text(value, at)?) {
        words if words.is_empty() => Err(Problem::new(at, "has no word to look for")),
        words => Ok(words),
    }
}

pub fn number(value: &Value, at: &str) -> Read<i64> {
    value
        .as_i64()
        .ok_or_else(|| Problem::new(at, "must be a whole number"))
}

pub fn flag(value: &Value, at: &str) -> Read<bool> {
    value
        .as_bool()
        .ok_or_else(|| Problem::new(at, "must be true or false"))
}

/// RFC 3339 with any offset, or a day, which begins at midnight UTC.
pub fn time(value: &Value, at: &str) -> Read<DateTime<Utc>> {
    let text = value.as_str().unwrap_or_default();
    let parsed = DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .ok()
        .or_else(|| {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            Some(day.and_time(NaiveTime::MIN).and_utc())
        });
    parsed
        // What nothing can have and not every database can hold.
        .filter(|time| (1970..=9999).contains(&chrono::Datelike::year(time)))
        .map(|time| time.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(time))
        .ok_or_else(|| Problem::new(at, "must be a time (RFC 3339) or a day such as 2026-11-21"))
}

/// `90m`, `12h`, `3d`, `2w`; ten years at most.
pub fn span(value: &Value, at: &str) -> Read<TimeDelta> {
    const LONGEST: TimeDelta = TimeDelta::days(3653);
    let text = value.as_str().unwrap_or_default();
    let parsed = text.char_indices().last().and_then(|(last, unit)| {
        let digits = &text[..last];
        if digits.len() > 7 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let count: i64 = digits.parse().ok()?;
        match unit {
            'm' => TimeDelta::try_minutes(count),
            'h' => TimeDelta::try_hours(count),
            'd' => TimeDelta::try_days(count),
            'w' => TimeDelta::try_weeks(count),
            _ => None,
        }
    });
    parsed
        .filter(|span| *span <= LONGEST)
        .ok_or_else(|| Problem::new(at, "must be a span such as 90m, 12h, 3d or 2w, ten years at most"))
}

/// One of a few words, read as `T`.
pub fn word<T: DeserializeOwned>(value: &Value, at: &str, words: &[&str]) -> Read<T> {
    serde_json::from_value(value.clone())
        .map_err(|_| Problem::new(at, format!("must be one of: {}", words.join(", "))))
}

/// Any number, whole or not.
pub fn decimal(value: &Value, at: &str) -> Read<f64> {
    value
        .as_f64()
        .filter(|number| number.is_finite())
        .ok_or_else(|| Problem::new(at, "must be a number"))
}

/// A day without a time.
pub fn day(value: &Value, at: &str) -> Read<NaiveDate> {
    NaiveDate::parse_from_str(value.as_str().unwrap_or_default(), "%Y-%m-%d")
        .ok()
        .filter(|day| (1000..=9999).contains(&chrono::Datelike::year(day)))
        .ok_or_else(|| Problem::new(at, "must be a day such as 2026-11-21"))
}
