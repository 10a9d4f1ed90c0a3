//! `GET /custom-fields`: the fields this house gave its contacts and companies.

use axum::Json;
use axum::extract::State;

use super::view::CustomField;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::http::page::Items;
use crate::store::custom_fields;

/// Every field in the order shown, archived ones too.
#[utoipa::path(get, path = "/custom-fields", tag = "custom-fields", responses((status = OK, body = Items<CustomField>)))]
pub async fn list(State(app): State<App>, _caller: Authenticated) -> ApiResult<Json<Items<CustomField>>> {
    let definitions = custom_fields::all(app.store.read()).await?;
    Ok(Json(Items {
        items: definitions.into_iter().map(CustomField::from).collect(),
    }))
}
