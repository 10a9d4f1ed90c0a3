//! `POST /session`: signs in and sets the cookie.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{From, Me, welcome};
use crate::access::sign_in as rules;
use crate::access::throttle::Throttle;
use crate::app::App;
use crate::http::ApiJson;
use crate::http::error::{ApiResult, Problem};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub email: String,
    #[schema(value_type = String, format = Password)]
    pub password: SecretString,
}

/// Signs in. Wrong passwords from one address slow down that address for that account, nobody else.
#[utoipa::path(post, path = "/session", tag = "session", request_body = SignIn, responses(
    (status = OK, body = Me),
    (status = UNAUTHORIZED, description = "code `wrong_credentials`", body = Problem),
    (status = TOO_MANY_REQUESTS, body = Problem),
))]
pub async fn sign_in(
    State(app): State<App>,
    Extension(throttle): Extension<Arc<Throttle>>,
    From(origin): From,
    ApiJson(body): ApiJson<SignIn>,
) -> ApiResult<Response> {
    let ip = origin.ip.as_deref().and_then(|ip| ip.parse().ok());
    let (user_id, started) = rules::sign_in(&app, &throttle, &body.email, body.password, ip, origin).await?;
    welcome(&app, StatusCode::OK, user_id, started).await
}
