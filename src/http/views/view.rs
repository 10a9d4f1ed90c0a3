//! How a saved view looks to clients, and who may change it.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::http::error::{ApiError, ApiResult};
use crate::store::entity::views::Model;
use crate::store::ticket_list::Sort;

#[derive(Debug, Serialize, ToSchema)]
pub struct View {
    pub id: Uuid,
    pub name: String,
    #[schema(value_type = Object)]
    pub filter: Value,
    pub sort: Sort,
    /// Everybody has it; otherwise only the caller.
    pub shared: bool,
    /// The caller may change it.
    pub own: bool,
    pub position: i32,
    pub version: i64,
}

impl View {
    pub fn new(view: Model, caller: &Caller) -> Self {
        Self {
            own: may_change(&view, caller),
            id: view.id,
            name: view.name,
            filter: view.filter,
            sort: Sort::parse(&view.sort).unwrap_or(Sort::Newest),
            shared: view.owner_id.is_none(),
            position: view.position,
            version: view.version,
        }
    }
}

fn may_change(view: &Model, caller: &Caller) -> bool {
    match view.owner_id {
        Some(owner) => owner == caller.user_id,
        None => caller.may(Permission::ViewsManage),
    }
}

/// 403 unless the caller may change this view, which they see.
pub fn require_change(view: &Model, caller: &Caller) -> ApiResult<()> {
    if may_change(view, caller) {
        return Ok(());
    }
    Ok(caller.require(Permission::ViewsManage)?)
}

/// A name of 1 to 100 characters on one line.
pub fn name(text: &str) -> ApiResult<String> {
    let name = text.trim();
    let fits = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(ApiError::validation(
            "/name",
            "must be 1 to 100 characters on one line",
        ))
    }
}
