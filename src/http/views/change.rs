//! `PATCH /views/{id}`: renames, refilters, reorders or shares a view.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{View, name, require_change};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::tickets::list::checked;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::ticket_list::Sort;
use crate::store::views;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewChange {
    pub name: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub filter: Option<Value>,
    pub sort: Option<Sort>,
    pub shared: Option<bool>,
    pub position: Option<i32>,
}

/// Changes what is given and leaves the rest.
#[utoipa::path(patch, path = "/views/{id}", tag = "views", params(("id" = Uuid, Path)), request_body = ViewChange,
    responses(
        (status = OK, body = View),
        (status = NOT_FOUND, body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<ViewChange>,
) -> ApiResult<Json<View>> {
    let tx = app.store.write().await?;
    let before = views::lock(&tx, caller.user_id, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    require_change(&before, &caller)?;
    if_match.check(before.version)?;
    let mut after = before.clone();
    if let Some(text) = &body.name {
        after.name = name(text)?;
    }
    if let Some(filter) = body.filter {
        checked(&filter, "/filter")?;
        after.filter = filter;
    }
    if let Some(sort) = body.sort {
        after.sort = sort.as_str().to_owned();
    }
    if let Some(position) = body.position {
        after.position = position;
    }
    if let Some(shared) = body.shared.filter(|shared| *shared != before.owner_id.is_none()) {
        caller.require(Permission::ViewsManage)?;
        after.owner_id = (!shared).then_some(caller.user_id);
    }
    let view = views::save(&tx, &before, after).await?;
    tx.notify(Notice::View);
    tx.commit().await?;
    Ok(Json(View::new(view, &caller)))
}
