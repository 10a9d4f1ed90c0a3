//! `POST /session/password`: a new password; everything else signed in as this user ends.

use axum::extract::State;
use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::access::sign_in;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    #[schema(value_type = String, format = Password)]
    pub current: SecretString,
    /// At least 10 characters, and none of the common ones.
    #[schema(value_type = String, format = Password)]
    pub new: SecretString,
}

/// Changes the own password. Other sessions, all API tokens and live sockets of the user end.
#[utoipa::path(post, path = "/session/password", tag = "session", request_body = PasswordChange, responses(
    (status = NO_CONTENT),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<PasswordChange>,
) -> ApiResult<StatusCode> {
    sign_in::change_password(&app, &caller, body.current, body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}
