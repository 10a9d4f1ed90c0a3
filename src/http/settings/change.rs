//! `PATCH /settings`: changes what is set for the whole house.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::show::HouseSettings;
use crate::access::{Permission, audit};
use crate::app::App;
use crate::desk::{hub_name, response_target};
use crate::http::error::{ApiResult, Problem};
use crate::http::json::nullable;
use crate::http::{ApiJson, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HouseSettingsChange {
    /// Up to 100 characters on one line; null for what the configuration says.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    pub name: Option<Option<String>>,
    /// 1 to 43,200 minutes; null for no target.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<u32>)]
    pub response_target_minutes: Option<Option<u32>>,
}

/// Changes what is given. Needs `settings_manage`.
#[utoipa::path(patch, path = "/settings", tag = "settings", request_body = HouseSettingsChange, responses(
    (status = OK, body = HouseSettings),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<HouseSettingsChange>,
) -> ApiResult<Json<HouseSettings>> {
    caller.require(Permission::SettingsManage)?;
    let tx = app.store.write().await?;
    if let Some(minutes) = body.response_target_minutes {
        response_target::set(&tx, minutes).await?;
        let data = json!({ "response_target_minutes": minutes });
        audit::record(&tx, &caller, "settings.update", "settings", None, data).await?;
    }
    if let Some(name) = body.name {
        let kept = hub_name::set(&tx, name.as_deref()).await?;
        let data = json!({ "hub_name": kept });
        audit::record(&tx, &caller, "settings.update", "settings", None, data).await?;
    }
    let settings = HouseSettings::read(&app, &tx).await?;
    tx.commit().await?;
    Ok(Json(settings))
}
