//! `POST /users/{id}/invitation`: a new link to choose a password by.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Permission, users as rules};
use crate::app::App;
use crate::desk::invitation_mail;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::users;

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Send them the link by one of the hub's own mailboxes, where one can send.
    #[serde(default)]
    pub mail: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    /// Works once. Earlier links of the user stop working.
    pub invitation_url: String,
    /// Whether it goes to them by mail.
    pub mailed: bool,
}

/// Makes a new link. Needs `users_manage`.
#[utoipa::path(post, path = "/users/{id}/invitation", tag = "users", params(("id" = Uuid, Path)),
    request_body = NewInvitation, responses(
        (status = OK, body = Invitation),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "code `user_disabled`", body = Problem),
    ))]
pub async fn invite(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<NewInvitation>,
) -> ApiResult<Json<Invitation>> {
    caller.require(Permission::UsersManage)?;
    let tx = app.store.write().await?;
    let user = users::lock(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let made = rules::invite(&app, &tx, &caller, &user).await?;
    let mailed = body.mail && invitation_mail::queue(&app, &tx, &caller, &user, made.id).await?;
    tx.commit().await?;
    Ok(Json(Invitation {
        invitation_url: made.url,
        mailed,
    }))
}
