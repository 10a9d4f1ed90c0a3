//! `PATCH /tags/{id}`: renames or recolours a tag, wherever it is.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::typed::{color, name};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::tickets::view::TicketTag;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::tags;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagChange {
    pub name: Option<String>,
    /// `#rrggbb`.
    pub color: Option<String>,
}

/// Changes what is given.
#[utoipa::path(patch, path = "/tags/{id}", tag = "tags", params(("id" = Uuid, Path)), request_body = TagChange,
    responses(
        (status = OK, body = TicketTag),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`already_exists`", body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<TagChange>,
) -> ApiResult<Json<TicketTag>> {
    caller.require(Permission::ViewsManage)?;
    let tx = app.store.write().await?;
    let tag = tags::lock(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let name = body.name.as_deref().map_or(Ok(tag.name.clone()), name)?;
    let color = body.color.as_deref().map_or(Ok(tag.color.clone()), color)?;
    if tags::is_taken(&tx, &name, Some(id)).await? {
        return Err(ApiError::conflict(
            "already_exists",
            "there is a tag of this name",
        ));
    }
    let tag = tags::save(&tx, tag, name, color).await?;
    tx.notify(Notice::View);
    tx.commit().await?;
    Ok(Json(tag.into()))
}
