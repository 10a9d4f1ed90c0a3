//! `GET /push-devices`: where the caller is told while no page is open.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::device::PushDevice;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::push::vapid;
use crate::store::push_subscriptions;

#[derive(Debug, Serialize, ToSchema)]
pub struct PushDevices {
    /// Newest first.
    pub items: Vec<PushDevice>,
    /// The key browsers subscribe with (`applicationServerKey`, RFC 8292): base64url.
    pub public_key: String,
}

/// The caller's devices, and the key to subscribe another with.
#[utoipa::path(get, path = "/push-devices", tag = "push", responses((status = OK, body = PushDevices)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<PushDevices>> {
    let rows = push_subscriptions::list(app.store.read(), caller.user_id).await?;
    Ok(Json(PushDevices {
        items: rows.into_iter().map(PushDevice::from).collect(),
        public_key: vapid::public_key(&app.keys),
    }))
}
