//! `PUT /macros/order`: in which order macros are shown.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::desk::macros::save;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MacroOrder {
    /// Macros the caller may change; others keep their places around them.
    pub ids: Vec<Uuid>,
}

/// Puts these macros into this order.
#[utoipa::path(put, path = "/macros/order", tag = "macros", request_body = MacroOrder, responses(
    (status = NO_CONTENT),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn order(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<MacroOrder>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    save::reorder(&tx, &caller, &body.ids).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
