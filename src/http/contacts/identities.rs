//! `POST /contacts/{id}/identities`, `PATCH` and `DELETE …/{identity_id}`: the addresses of a contact.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::Identity;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::people::addresses;
use crate::store::entity::identities::IdentityKind;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIdentity {
    /// `email` or `phone`.
    pub kind: IdentityKind,
    #[schema(example = "ada@example.com")]
    pub value: String,
}

/// Gives a contact one more address; it is verified only once a message comes from there.
#[utoipa::path(post, path = "/contacts/{id}/identities", tag = "contacts", params(("id" = Uuid, Path)),
    request_body = NewIdentity, responses(
        (status = CREATED, body = Identity),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`identity_taken`", body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn add(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<NewIdentity>,
) -> ApiResult<(StatusCode, Json<Identity>)> {
    let tx = app.store.write().await?;
    let identity = addresses::add(&tx, &caller, id, body.kind, &body.value).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(identity.into())))
}

/// What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityChange {
    /// Whether it is known to be the contact's; say so only of what was proven.
    pub verified: Option<bool>,
    /// Before the others of its kind.
    pub primary: Option<bool>,
}

/// Verifies an address by hand, or puts it first.
#[utoipa::path(patch, path = "/contacts/{id}/identities/{identity_id}", tag = "contacts",
    params(("id" = Uuid, Path), ("identity_id" = Uuid, Path)), request_body = IdentityChange, responses(
        (status = OK, body = Identity),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`merged`", body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, identity_id)): ApiPath<(Uuid, Uuid)>,
    ApiJson(body): ApiJson<IdentityChange>,
) -> ApiResult<Json<Identity>> {
    let tx = app.store.write().await?;
    let identity = addresses::change(&tx, &caller, id, identity_id, body.verified, body.primary).await?;
    tx.commit().await?;
    Ok(Json(identity.into()))
}

/// Takes an address away that no message came from or went to.
#[utoipa::path(delete, path = "/contacts/{id}/identities/{identity_id}", tag = "contacts",
    params(("id" = Uuid, Path), ("identity_id" = Uuid, Path)), responses(
        (status = NO_CONTENT),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`still_in_use`", body = Problem),
    ))]
pub async fn remove(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, identity_id)): ApiPath<(Uuid, Uuid)>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    addresses::remove(&tx, &caller, id, identity_id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
