//! `GET /canned-variables`: what a canned reply may leave open.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::desk::canned::require_writer;
use crate::desk::canned::variables::Variables;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;

#[derive(Debug, Serialize, ToSchema)]
pub struct CannedVariable {
    /// Written as `{{name}}`.
    pub name: String,
    /// What people call the custom field behind it; null for the others.
    pub label: Option<String>,
}

/// The variables there are.
#[utoipa::path(get, path = "/canned-variables", tag = "canned replies",
    responses((status = OK, body = Items<CannedVariable>), (status = FORBIDDEN, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<CannedVariable>>> {
    require_writer(&caller)?;
    let variables = Variables::load(app.store.read()).await?;
    let items = variables
        .names()
        .map(|name| CannedVariable {
            name: name.to_owned(),
            label: variables.label(name).map(str::to_owned),
        })
        .collect();
    Ok(Json(Items { items }))
}
