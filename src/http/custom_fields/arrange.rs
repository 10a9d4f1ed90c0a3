//! `PUT /custom-fields/order`: the order fields are shown in.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::people::custom_fields;
use crate::store::entity::custom_fields::FieldAbout;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomFieldOrder {
    pub about: FieldAbout,
    /// Fields not named follow as they stood.
    pub ids: Vec<Uuid>,
}

/// Puts fields in order. Needs `settings_manage`.
#[utoipa::path(put, path = "/custom-fields/order", tag = "custom-fields", request_body = CustomFieldOrder, responses(
    (status = NO_CONTENT),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn arrange(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<CustomFieldOrder>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    custom_fields::arrange(&tx, &caller, body.about, &body.ids).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
