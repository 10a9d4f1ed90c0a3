//! `POST /views`: saves a filter under a name.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Eyes, RowFact, View, ViewScope, audience, columns, name};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::tickets::which::checked;
use crate::http::{ApiJson, Authenticated};
use crate::live::Notice;
use crate::store::ticket_list::Sort;
use crate::store::views;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewView {
    pub name: String,
    #[schema(value_type = Object)]
    pub filter: Value,
    /// Left out: `newest`.
    pub sort: Option<Sort>,
    /// Left out: `personal`; the others need `views_manage`.
    pub scope: Option<ViewScope>,
    /// For scope `team`.
    pub team_id: Option<Uuid>,
    /// What its rows show; left out: the usual.
    pub columns: Option<Vec<RowFact>>,
    /// Left out: last.
    pub position: Option<i32>,
}

/// Makes a view, for the caller alone, for a team or for everybody.
#[utoipa::path(post, path = "/views", tag = "views", request_body = NewView, responses(
    (status = CREATED, body = View),
    (status = UNPROCESSABLE_ENTITY, description = "the pointer leads into the filter", body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewView>,
) -> ApiResult<(StatusCode, Json<View>)> {
    let name = name(&body.name)?;
    checked(&body.filter, "/filter")?;
    let columns = body.columns.as_deref().map(columns).transpose()?;
    let tx = app.store.write().await?;
    let eyes = Eyes::of(&tx, &caller).await?;
    let (owner_id, team_id) = eyes.place(body.scope.unwrap_or(ViewScope::Personal), body.team_id)?;
    let present = views::list(&tx, audience(&caller)).await?;
    if u64::try_from(present.len()).unwrap_or(u64::MAX) >= views::MOST {
        return Err(ApiError::conflict("too_many", "there are too many views already"));
    }
    let last = present.iter().map(|view| view.position).max().unwrap_or(0);
    let view = views::insert(
        &tx,
        views::NewView {
            owner_id,
            team_id,
            name,
            filter: body.filter,
            sort: body.sort.unwrap_or(Sort::Newest).as_str().to_owned(),
            columns,
            position: body.position.unwrap_or(last.saturating_add(1)),
        },
    )
    .await?;
    let view = eyes.view(view);
    tx.notify(Notice::View);
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view)))
}
