//! `PATCH /companies/{id}`: changes a company.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Company, one};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::people::companies::{self, Wish};
use crate::people::field_values::Typed;

/// What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyChange {
    pub name: Option<String>,
    pub notes: Option<String>,
    /// All of them: those not named are given up.
    pub domains: Option<Vec<String>>,
    /// Values of custom fields by key. Those not named stay; null takes one away.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub fields: Typed,
}

/// Changes what is given.
#[utoipa::path(patch, path = "/companies/{id}", tag = "companies", params(("id" = Uuid, Path)),
    request_body = CompanyChange, responses(
        (status = OK, body = Company),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`domain_taken`", body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<CompanyChange>,
) -> ApiResult<Json<Company>> {
    let wish = Wish {
        name: body.name,
        notes: body.notes,
        domains: body.domains,
        fields: body.fields,
    };
    let tx = app.store.write().await?;
    let company = companies::change(&tx, &caller, id, if_match.0, wish).await?;
    let answer = one(&tx, company).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
