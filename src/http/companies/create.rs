//! `POST /companies`: makes a company.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::{Company, one};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::people::companies::{self, Wish};
use crate::people::field_values::Typed;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCompany {
    pub name: String,
    pub notes: Option<String>,
    #[serde(default)]
    #[schema(example = json!(["example.com"]))]
    pub domains: Vec<String>,
    /// Values of custom fields by key; required ones must be there.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Typed,
}

/// Makes a company.
#[utoipa::path(post, path = "/companies", tag = "companies", request_body = NewCompany, responses(
    (status = CREATED, body = Company),
    (status = CONFLICT, description = "`domain_taken`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewCompany>,
) -> ApiResult<(StatusCode, Json<Company>)> {
    let wish = Wish {
        name: Some(body.name),
        notes: body.notes,
        domains: Some(body.domains),
        fields: body.fields,
    };
    let tx = app.store.write().await?;
    let company = companies::create(&tx, &caller, wish).await?;
    let answer = one(&tx, company).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(answer)))
}
