//! `PATCH /views/{id}`: renames, refilters, reorders or shares a view.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Eyes, RowFact, View, ViewScope, audience, columns, name, require_change, scope_of};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::json::nullable;
use crate::http::tickets::which::checked;
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
    /// `team` and `everyone` need `views_manage`; `personal` makes it the caller's own.
    pub scope: Option<ViewScope>,
    /// For scope `team`.
    pub team_id: Option<Uuid>,
    /// What its rows show; null: the usual.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Vec<RowFact>>)]
    pub columns: Option<Option<Vec<RowFact>>>,
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
    let before = views::lock(&tx, audience(&caller), id)
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
    if let Some(facts) = body.columns {
        after.columns = facts.as_deref().map(columns).transpose()?;
    }
    let eyes = Eyes::of(&tx, &caller).await?;
    let scope = body.scope.unwrap_or_else(|| scope_of(&before));
    let team_id = body.team_id.or(match scope {
        ViewScope::Team => before.team_id,
        ViewScope::Personal | ViewScope::Everyone => None,
    });
    if scope != scope_of(&before) || team_id != before.team_id {
        (after.owner_id, after.team_id) = eyes.place(scope, team_id)?;
    }
    let view = views::save(&tx, &before, after).await?;
    let view = eyes.view(view);
    tx.notify(Notice::View);
    tx.commit().await?;
    Ok(Json(view))
}
