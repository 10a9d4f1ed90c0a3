//! `GET /session`: who I am and what I may do.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::app::App;
use crate::desk::response_target;
use crate::http::Authenticated;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::store::entity::notifications::Reason;
use crate::store::entity::users::Availability;
use crate::store::{roles, teams, users};

/// The signed-in user.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub role: MyRole,
    /// What the role allows; with an API token, what is left of it.
    pub permissions: Vec<Permission>,
    pub teams: Vec<MyTeam>,
    pub language: String,
    pub time_zone: String,
    pub availability: Availability,
    /// Names the bytes `/agents/{id}/photo` gives; null for who has none.
    pub photo: Option<String>,
    pub signature: String,
    /// The same as HTML, where it is rich.
    pub signature_html: Option<String>,
    /// What they hear of by mail.
    pub mail_notices: Vec<Reason>,
    /// How they like the screen, by name; see `PATCH /session/preferences`.
    pub preferences: BTreeMap<String, Value>,
    /// Minutes in which a waiting customer is to be answered; null without a target.
    pub response_target_minutes: Option<u32>,
    /// Whether the mail sandbox is served.
    pub sandbox: bool,
    /// Seconds a reply can be undone.
    pub undo_seconds: u64,
    pub server_version: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MyRole {
    pub id: Uuid,
    pub name: String,
    /// `administrator`, `agent`, `viewer`; null for a role of the house.
    pub builtin: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MyTeam {
    pub id: Uuid,
    pub name: String,
}

/// Who is signed in.
#[utoipa::path(get, path = "/session", tag = "session", responses(
    (status = OK, body = Me),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn me(State(app): State<App>, Authenticated(caller): Authenticated) -> ApiResult<Json<Me>> {
    of(&app, caller.user_id, Some(&caller)).await.map(Json)
}

/// `caller`: whose narrowed permissions to show instead of the role's.
pub async fn of(app: &App, user_id: Uuid, caller: Option<&Caller>) -> ApiResult<Me> {
    let db = app.store.read();
    let user = users::by_id(db, user_id).await?.ok_or_else(ApiError::not_found)?;
    let role = roles::by_id(db, user.role_id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let teams = teams::of_user(db, user_id).await?;
    Ok(Me {
        id: user.id,
        email: user.email,
        name: user.name,
        permissions: match caller {
            Some(caller) => caller.permissions.clone(),
            None => Permission::from_stored(&role.permissions),
        },
        role: MyRole {
            id: role.id,
            name: role.name,
            builtin: role.builtin,
        },
        teams: teams
            .into_iter()
            .map(|team| MyTeam {
                id: team.id,
                name: team.name,
            })
            .collect(),
        language: user.language,
        time_zone: user.time_zone,
        availability: user.availability,
        photo: user.photo_hash,
        signature: user.signature,
        signature_html: user.signature_html,
        mail_notices: serde_json::from_value(user.mail_notices).map_err(ApiError::internal)?,
        preferences: serde_json::from_value(user.preferences).map_err(ApiError::internal)?,
        response_target_minutes: response_target::minutes(db).await?,
        sandbox: app.config.sandbox.enabled,
        undo_seconds: app.config.desk.undo_seconds,
        server_version: env!("CARGO_PKG_VERSION"),
    })
}
