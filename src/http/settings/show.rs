//! `GET /settings`: what is set for the whole house.

use axum::Json;
use axum::extract::State;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Permission;
use crate::app::App;
use crate::desk::{hub_name, response_target};
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};

#[derive(Debug, Serialize, ToSchema)]
pub struct HouseSettings {
    /// What customers know the house as, `{{hub.name}}` of canned replies: what was set here, else `configured_name`.
    pub name: String,
    /// What the configuration says (`desk.name`); empty for nothing.
    pub configured_name: String,
    /// Minutes in which a waiting customer is to be answered; null without a target.
    pub response_target_minutes: Option<u32>,
}

impl HouseSettings {
    pub async fn read(app: &App, conn: &impl ConnectionTrait) -> Result<Self, DbErr> {
        Ok(Self {
            name: hub_name::name(app, conn).await?,
            configured_name: hub_name::configured(app).to_owned(),
            response_target_minutes: response_target::minutes(conn).await?,
        })
    }
}

/// Needs `settings_manage`; what agents need of it stands in `GET /session`.
#[utoipa::path(get, path = "/settings", tag = "settings", responses(
    (status = OK, body = HouseSettings),
    (status = FORBIDDEN, body = Problem),
))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<HouseSettings>> {
    caller.require(Permission::SettingsManage)?;
    Ok(Json(HouseSettings::read(&app, app.store.read()).await?))
}
