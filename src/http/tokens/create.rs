//! `POST /tokens`: makes a token and shows it, once.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::Token;
use crate::access::{Permission, tokens};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    pub name: String,
    /// Narrow what the token may; empty: all the user may.
    #[serde(default)]
    pub scopes: Vec<Permission>,
    pub expires_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct MintedToken {
    /// `ctl_…`; not shown again.
    pub token: String,
    #[serde(flatten)]
    pub about: Token,
}

/// Makes a token of the caller.
#[utoipa::path(post, path = "/tokens", tag = "tokens", request_body = NewToken, responses(
    (status = CREATED, body = MintedToken),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewToken>,
) -> ApiResult<(StatusCode, Json<MintedToken>)> {
    let tx = app.store.write().await?;
    let (row, token) = tokens::create(&app, &tx, &caller, &body.name, &body.scopes, body.expires_at).await?;
    tx.commit().await?;
    let minted = MintedToken {
        token: token.expose_secret().to_owned(),
        about: row.into(),
    };
    Ok((StatusCode::CREATED, Json(minted)))
}
