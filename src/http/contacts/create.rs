//! `POST /contacts`: notes somebody who has not written yet.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::identities::NewIdentity;
use super::view::{Contact, one};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::people::contacts::{self, Wish};
use crate::people::field_values::Typed;
use crate::people::labels::TagWish;
use crate::store::entity::contacts::ContactKind;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    pub name: String,
    /// Left out: `customer`.
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
    /// Such as `it` or `pt-BR`.
    pub language: Option<String>,
    /// Such as `Europe/Rome`.
    pub time_zone: Option<String>,
    pub notes: Option<String>,
    #[serde(default)]
    pub identities: Vec<NewIdentity>,
    /// Values of custom fields by key; required ones must be there.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Typed,
    /// By name.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// Makes a contact.
#[utoipa::path(post, path = "/contacts", tag = "contacts", request_body = NewContact, responses(
    (status = CREATED, body = Contact),
    (status = CONFLICT, description = "`identity_taken`: an address belongs to somebody else", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewContact>,
) -> ApiResult<(StatusCode, Json<Contact>)> {
    if body.identities.len() > 50 {
        return Err(ApiError::validation("/identities", "at most 50 addresses"));
    }
    let wish = Wish {
        name: Some(body.name),
        kind: body.kind,
        company_id: Some(body.company_id),
        language: Some(body.language),
        time_zone: Some(body.time_zone),
        notes: body.notes,
        fields: body.fields,
        tags: TagWish {
            only: Some(body.tags),
            ..TagWish::default()
        },
    };
    let addresses: Vec<_> = body.identities.into_iter().map(|i| (i.kind, i.value)).collect();
    let tx = app.store.write().await?;
    let contact = contacts::create(&tx, &caller, wish, &addresses).await?;
    let answer = one(&tx, &caller, contact).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}
