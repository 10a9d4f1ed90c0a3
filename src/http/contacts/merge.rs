//! `POST /contacts/{id}/merge`: two contacts are one person.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Contact, one};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::people::merge as rule;
use crate::people::merge_choice::Choices;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactMerge {
    /// The contact that ends in this one.
    pub source_id: Uuid,
    /// Whose value stays, by field. Left out: the target's, or the source's where the target has none; notes of both.
    #[serde(default)]
    pub keep: Choices,
}

/// Moves everything of the source here; can be undone.
#[utoipa::path(post, path = "/contacts/{id}/merge", tag = "contacts", params(("id" = Uuid, Path)),
    request_body = ContactMerge, responses(
        (status = OK, body = Contact),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`merged`: one of them was merged already", body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn merge(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<ContactMerge>,
) -> ApiResult<Json<Contact>> {
    let tx = app.store.write().await?;
    let contact = rule::merge(&tx, &caller, id, body.source_id, &body.keep).await?;
    let answer = one(&tx, &caller, contact).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
