//! A device as the API shows it, and what its name may be.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::error::{ApiError, ApiResult};
use crate::store::entity::push_subscriptions::Model;

/// Longest name, in characters.
const NAME: usize = 80;

/// A browser of the caller that is told while no page is open.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushDevice {
    pub id: Uuid,
    pub name: String,
    /// SHA-256 of the endpoint in hex: by this a browser knows itself. The endpoint itself is not shown, whoever knows it
    /// knows where to write to.
    pub endpoint_hash: String,
    pub enabled: bool,
    /// Whether messages carry the customer's name and words.
    pub previews: bool,
    pub created_at: DateTime<Utc>,
    /// When its browser last said that it is there.
    pub seen_at: DateTime<Utc>,
    /// When its push service last took a message.
    pub last_ok_at: Option<DateTime<Utc>>,
    /// Messages that were not taken since then.
    pub failures: i32,
    /// What the push service said to the last of them.
    pub last_error: Option<String>,
    pub version: i64,
}

impl From<Model> for PushDevice {
    fn from(row: Model) -> Self {
        use sha2::{Digest, Sha256};
        Self {
            id: row.id,
            name: row.name,
            endpoint_hash: crate::keys::hex(&Sha256::digest(row.endpoint)),
            enabled: row.enabled,
            previews: row.previews,
            created_at: row.created_at,
            seen_at: row.seen_at,
            last_ok_at: row.last_ok_at,
            failures: row.failures,
            last_error: row.last_error,
            version: row.version,
        }
    }
}

/// One line of 1 to 80 characters.
pub fn name(text: &str) -> ApiResult<String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
        let rule = format!("must be one line of 1 to {NAME} characters");
        return Err(ApiError::validation("/name", rule));
    }
    Ok(name.to_owned())
}
