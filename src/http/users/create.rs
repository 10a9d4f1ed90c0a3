//! `POST /users`: makes a user and the link by which they choose a password.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::user::{User, dress_one};
use crate::access::users;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    pub email: String,
    pub name: String,
    pub role_id: Uuid,
    #[serde(default)]
    pub team_ids: Vec<Uuid>,
    /// `en` (when left out) or `it`.
    pub language: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Invited {
    pub user: User,
    /// Shown once; works for a week.
    pub invitation_url: String,
}

/// Makes a user. Needs `users_manage`, and nobody hands out a role beyond their own.
#[utoipa::path(post, path = "/users", tag = "users", request_body = NewUser, responses(
    (status = CREATED, body = Invited),
    (status = FORBIDDEN, body = Problem),
    (status = CONFLICT, description = "code `already_exists`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewUser>,
) -> ApiResult<(StatusCode, Json<Invited>)> {
    let draft = users::Draft {
        email: body.email,
        name: body.name,
        role_id: body.role_id,
        team_ids: body.team_ids,
        language: body.language.unwrap_or_else(|| "en".to_owned()),
        password_hash: None,
    };
    let tx = app.store.write().await?;
    let row = users::create(&tx, &caller, draft).await?;
    let invitation_url = users::invite(&app, &tx, &caller, &row).await?;
    let user = dress_one(&tx, row, tx.now()).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(Invited { user, invitation_url })))
}
