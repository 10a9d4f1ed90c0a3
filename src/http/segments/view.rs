//! How a segment looks to clients, and who may change it.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::http::error::{ApiError, ApiResult};
use crate::store::entity::segments::Model;

/// A saved filter over contacts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactSegment {
    pub id: Uuid,
    pub name: String,
    #[schema(value_type = Object)]
    pub filter: Value,
    /// Everybody has it; otherwise only the caller.
    pub shared: bool,
    /// The caller may change it.
    pub own: bool,
    pub version: i64,
}

impl ContactSegment {
    pub fn new(segment: Model, caller: &Caller) -> Self {
        Self {
            own: may_change(&segment, caller),
            id: segment.id,
            name: segment.name,
            filter: segment.filter,
            shared: segment.owner_id.is_none(),
            version: segment.version,
        }
    }
}

fn may_change(segment: &Model, caller: &Caller) -> bool {
    match segment.owner_id {
        Some(owner) => owner == caller.user_id,
        None => caller.may(Permission::ViewsManage),
    }
}

/// 403 unless the caller may change this segment, which they see.
pub fn require_change(segment: &Model, caller: &Caller) -> ApiResult<()> {
    match may_change(segment, caller) {
        true => Ok(()),
        false => Ok(caller.require(Permission::ViewsManage)?),
    }
}

/// A name of 1 to 100 characters on one line.
pub fn name(text: &str) -> ApiResult<String> {
    let name = text.trim();
    let fits = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    match fits {
        true => Ok(name.to_owned()),
        false => Err(ApiError::validation(
            "/name",
            "must be 1 to 100 characters on one line",
        )),
    }
}
