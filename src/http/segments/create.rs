//! `POST /segments`: saves a filter over contacts under a name.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::view::{ContactSegment, name};
use crate::access::Permission;
use crate::app::App;
use crate::http::contacts::wanted::checked;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::live::Notice;
use crate::store::segments;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContactSegment {
    pub name: String,
    #[schema(value_type = Object)]
    pub filter: Value,
    /// For everybody; needs `views_manage`.
    #[serde(default)]
    pub shared: bool,
}

/// Makes a segment, for the caller alone or for everybody.
#[utoipa::path(post, path = "/segments", tag = "segments", request_body = NewContactSegment, responses(
    (status = CREATED, body = ContactSegment),
    (status = CONFLICT, description = "`too_many`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, description = "the pointer leads into the filter", body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewContactSegment>,
) -> ApiResult<(StatusCode, Json<ContactSegment>)> {
    caller.require(Permission::ContactsRead)?;
    if body.shared {
        caller.require(Permission::ViewsManage)?;
    }
    let name = name(&body.name)?;
    let tx = app.store.write().await?;
    checked(&tx, &body.filter, "/filter").await?;
    let present = segments::list(&tx, caller.user_id).await?;
    if u64::try_from(present.len()).unwrap_or(u64::MAX) >= segments::MOST {
        return Err(ApiError::conflict(
            "too_many",
            "there are too many segments already",
        ));
    }
    let owner = (!body.shared).then_some(caller.user_id);
    let segment = segments::insert(&tx, owner, name, body.filter).await?;
    tx.notify(Notice::Segments);
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(ContactSegment::new(segment, &caller))))
}
