//! `GET /setup`, `POST /setup`: the first administrator, by the link the server printed.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{From, Me, welcome};
use crate::access::invitations;
use crate::app::App;
use crate::http::ApiJson;
use crate::http::error::{ApiResult, Problem};

#[derive(Debug, Serialize, ToSchema)]
pub struct Setup {
    /// Nobody exists yet.
    pub needed: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstAdministrator {
    /// From the link.
    pub token: String,
    pub name: String,
    pub email: String,
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
}

/// Whether the first administrator is still missing.
#[utoipa::path(get, path = "/setup", tag = "session", responses((status = OK, body = Setup)))]
pub async fn needed(State(app): State<App>) -> ApiResult<Json<Setup>> {
    let needed = invitations::needs_setup(&app).await?;
    Ok(Json(Setup { needed }))
}

/// Makes the first administrator and signs them in.
#[utoipa::path(post, path = "/setup", tag = "session", request_body = FirstAdministrator, responses(
    (status = CREATED, body = Me),
    (status = CONFLICT, description = "code `link_expired`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn set_up(
    State(app): State<App>,
    From(origin): From,
    ApiJson(body): ApiJson<FirstAdministrator>,
) -> ApiResult<Response> {
    let (user_id, started) =
        invitations::set_up(&app, &body.token, &body.name, &body.email, body.password, origin).await?;
    welcome(&app, StatusCode::CREATED, user_id, started).await
}
