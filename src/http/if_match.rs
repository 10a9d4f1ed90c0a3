//! `If-Match: "<version>"`: change the object only if it is still as the caller read it (RFC 9110 §13.1.1).

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;

use super::error::{ApiError, ApiResult};

/// The version the caller read, if it says so; without it the last write wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub Option<i64>);

impl IfMatch {
    /// 412 unless the object is at the version the caller read.
    pub fn check(self, version: i64) -> ApiResult<()> {
        match self.0 {
            Some(read) if read != version => Err(ApiError::version_mismatch()),
            _ => Ok(()),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> ApiResult<Self> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Ok(Self(None));
        };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        // A tag that no version ever had matches nothing.
        text.trim_matches('"')
            .parse()
            .map(|version| Self(Some(version)))
            .map_err(|_| ApiError::version_mismatch())
    }
}
