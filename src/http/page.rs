//! Lists in pages: `{items, next}`, where `next` is an opaque token that says where the page ended.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::error::{ApiError, ApiResult};

/// Items of a page that asks for no number.
pub const DEFAULT_LIMIT: u64 = 50;
pub const MAX_LIMIT: u64 = 200;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Send it as `cursor` to get the next page; null on the last.
    pub next: Option<String>,
}

/// A short list that comes whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct Items<T> {
    pub items: Vec<T>,
}

/// The number of items asked for.
pub fn limit(asked: Option<u64>) -> ApiResult<u64> {
    match asked {
        None => Ok(DEFAULT_LIMIT),
        Some(limit @ 1..=MAX_LIMIT) => Ok(limit),
        Some(_) => Err(ApiError::validation(
            "limit",
            format!("must be from 1 to {MAX_LIMIT}"),
        )),
    }
}

/// Cuts `rows`, of which one more than `limit` was asked for, to the page; the cursor if there is more.
pub fn cut<R, P: Serialize>(
    list: &str,
    rows: &mut Vec<R>,
    limit: u64,
    position: impl Fn(&R) -> P,
) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(|row| encode(list, &position(row)))
}

/// Where the caller's last page ended. A token of another list or version is 422.
pub fn position<P: DeserializeOwned>(list: &str, cursor: Option<&str>) -> ApiResult<Option<P>> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    let decoded = URL_SAFE_NO_PAD.decode(cursor).ok();
    let position = decoded
        .as_deref()
        .and_then(|bytes| bytes.strip_prefix(prefix(list).as_bytes()))
        .and_then(|json| serde_json::from_slice(json).ok());
    match position {
        Some(position) => Ok(Some(position)),
        None => Err(ApiError::validation(
            "cursor",
            "is not a cursor of this list; start again without one",
        )),
    }
}

pub fn encode<P: Serialize>(list: &str, position: &P) -> String {
    let json = serde_json::to_string(position).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(prefix(list) + &json)
}

/// Version and list; another version is refused rather than misread.
fn prefix(list: &str) -> String {
    format!("1{list}:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_list_only() {
        let mut rows = vec![1, 2, 3];
        let next = cut("numbers", &mut rows, 2, |row| *row);
        assert_eq!(rows, [1, 2]);
        assert_eq!(position::<i32>("numbers", next.as_deref()).unwrap(), Some(2));
        assert!(position::<i32>("letters", next.as_deref()).is_err());
        assert!(position::<i32>("numbers", Some("~")).is_err());
        assert_eq!(cut("numbers", &mut rows, 2, |row| *row), None);
        assert_eq!(position::<i32>("numbers", None).unwrap(), None);
    }
}
