//! `PATCH /contacts/{id}`: changes what is known of a contact.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Contact, one};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::json::nullable;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::people::contacts::{self, Wish};
use crate::people::field_values::Typed;
use crate::people::labels::TagWish;
use crate::store::entity::contacts::ContactKind;

/// What is left out stays; null clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactChange {
    pub name: Option<String>,
    pub kind: Option<ContactKind>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    pub company_id: Option<Option<Uuid>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    pub language: Option<Option<String>>,
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    pub time_zone: Option<Option<String>>,
    pub notes: Option<String>,
    /// Values of custom fields by key. Those not named stay; null takes one away.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Typed,
    /// These tags and no others, by name.
    pub tags: Option<Vec<String>>,
    #[serde(default)]
    pub add_tags: Vec<String>,
    #[serde(default)]
    pub remove_tags: Vec<String>,
}

/// Changes what is given.
#[utoipa::path(patch, path = "/contacts/{id}", tag = "contacts", params(("id" = Uuid, Path)),
    request_body = ContactChange, responses(
        (status = OK, body = Contact),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`merged`", body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<ContactChange>,
) -> ApiResult<Json<Contact>> {
    let wish = Wish {
        name: body.name,
        kind: body.kind,
        company_id: body.company_id,
        language: body.language,
        time_zone: body.time_zone,
        notes: body.notes,
        fields: body.fields,
        tags: TagWish {
            only: body.tags,
            add: body.add_tags,
            remove: body.remove_tags,
        },
    };
    let tx = app.store.write().await?;
    let contact = contacts::change(&tx, &caller, id, if_match.0, wish).await?;
    let answer = one(&tx, &caller, contact).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
