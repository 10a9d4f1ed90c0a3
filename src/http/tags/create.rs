//! `POST /tags`: makes a tag.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::typed::{GREY, color, name};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::tickets::view::TicketTag;
use crate::http::{ApiJson, Authenticated};
use crate::live::Notice;
use crate::store::tags;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTag {
    pub name: String,
    /// `#rrggbb`; left out: grey.
    pub color: Option<String>,
}

/// Makes a tag.
#[utoipa::path(post, path = "/tags", tag = "tags", request_body = NewTag, responses(
    (status = CREATED, body = TicketTag),
    (status = CONFLICT, description = "`already_exists`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewTag>,
) -> ApiResult<(StatusCode, Json<TicketTag>)> {
    caller.require(Permission::ViewsManage)?;
    let name = name(&body.name)?;
    let color = color(body.color.as_deref().unwrap_or(GREY))?;
    let tx = app.store.write().await?;
    if tags::is_taken(&tx, &name, None).await? {
        return Err(ApiError::conflict(
            "already_exists",
            "there is a tag of this name",
        ));
    }
    let tag = tags::insert(&tx, name, color).await?;
    tx.notify(Notice::View);
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(tag.into())))
}
