//! `POST /invitations/accept`: chooses a password by a one-time link.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{From, Me, welcome};
use crate::access::invitations;
use crate::app::App;
use crate::http::ApiJson;
use crate::http::error::{ApiResult, Problem};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// From the link.
    pub token: String,
    /// Left out: the one in the invitation.
    pub name: Option<String>,
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
}

/// Uses an invitation or a password reset and signs in. Older sessions and tokens of the user end.
#[utoipa::path(post, path = "/invitations/accept", tag = "session", request_body = Acceptance, responses(
    (status = OK, body = Me),
    (status = CONFLICT, description = "code `link_expired`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn accept(
    State(app): State<App>,
    From(origin): From,
    ApiJson(body): ApiJson<Acceptance>,
) -> ApiResult<Response> {
    let (user_id, started) =
        invitations::accept(&app, &body.token, body.name.as_deref(), body.password, origin).await?;
    welcome(&app, StatusCode::OK, user_id, started).await
}
