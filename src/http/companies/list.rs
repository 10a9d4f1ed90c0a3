//! `GET /companies`: companies by name.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::view::{Company, companies};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::companies::{self as shelf, Position};

const LIST: &str = "companies";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListCompanies {
    /// Part of the name or of a domain.
    pub q: Option<String>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// Companies in pages, by name.
#[utoipa::path(get, path = "/companies", tag = "companies", params(ListCompanies), responses(
    (status = OK, body = Page<Company>),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListCompanies>,
) -> ApiResult<Json<Page<Company>>> {
    caller.require(Permission::ContactsRead)?;
    let limit = page::limit(query.limit)?;
    let after: Option<Position> = page::position(LIST, query.cursor.as_deref())?;
    let q: String = query.q.unwrap_or_default().chars().take(200).collect();
    let conn = app.store.read();
    let mut rows = shelf::list(conn, &q, after.as_ref(), limit + 1).await?;
    let next = page::cut(LIST, &mut rows, limit, Position::of);
    Ok(Json(Page {
        items: companies(conn, rows).await?,
        next,
    }))
}
