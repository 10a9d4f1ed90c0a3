//! `PATCH /segments/{id}`: renames, refilters or shares a segment.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{ContactSegment, name, require_change};
use crate::access::Permission;
use crate::app::App;
use crate::http::contacts::wanted::checked;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::live::Notice;
use crate::store::segments;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactSegmentChange {
    pub name: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub filter: Option<Value>,
    pub shared: Option<bool>,
}

/// Changes what is given and leaves the rest.
#[utoipa::path(patch, path = "/segments/{id}", tag = "segments", params(("id" = Uuid, Path)),
    request_body = ContactSegmentChange, responses(
        (status = OK, body = ContactSegment),
        (status = NOT_FOUND, body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<ContactSegmentChange>,
) -> ApiResult<Json<ContactSegment>> {
    caller.require(Permission::ContactsRead)?;
    let tx = app.store.write().await?;
    let before = segments::lock(&tx, caller.user_id, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    require_change(&before, &caller)?;
    if_match.check(before.version)?;
    let mut after = before.clone();
    if let Some(text) = &body.name {
        after.name = name(text)?;
    }
    if let Some(filter) = body.filter {
        checked(&tx, &filter, "/filter").await?;
        after.filter = filter;
    }
    if let Some(shared) = body.shared.filter(|shared| *shared != before.owner_id.is_none()) {
        caller.require(Permission::ViewsManage)?;
        after.owner_id = (!shared).then_some(caller.user_id);
    }
    let segment = segments::save(&tx, &before, after).await?;
    tx.notify(Notice::Segments);
    tx.commit().await?;
    Ok(Json(ContactSegment::new(segment, &caller)))
}
