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
use crate::desk::invitation_mail;
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
    /// Send them the link by one of the hub's own mailboxes, where one can send.
    #[serde(default)]
    pub mail: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Invited {
    pub user: User,
    /// Works once, within a week.
    pub invitation_url: String,
    /// Whether it goes to them by mail.
    pub mailed: bool,
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
    let invitation = users::invite(&app, &tx, &caller, &row).await?;
    let mailed = body.mail && invitation_mail::queue(&app, &tx, &caller, &row, invitation.id).await?;
    let user = dress_one(&tx, row, tx.now()).await?;
    tx.commit().await?;
    let invited = Invited {
        user,
        invitation_url: invitation.url,
        mailed,
    };
    Ok((StatusCode::CREATED, Json(invited)))
}
