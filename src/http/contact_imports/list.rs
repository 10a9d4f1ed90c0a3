//! `GET /contact-imports`: the imports of contacts, newest first.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{ContactImport, imports};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::contact_imports;

const LIST: &str = "contact-imports";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListImports {
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// One's own imports, and everybody's for whom sees everything.
#[utoipa::path(get, path = "/contact-imports", tag = "contacts", params(ListImports), responses(
    (status = OK, body = Page<ContactImport>),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListImports>,
) -> ApiResult<Json<Page<ContactImport>>> {
    caller.require(Permission::ContactsChange)?;
    let limit = page::limit(query.limit)?;
    let after: Option<Uuid> = page::position(LIST, query.cursor.as_deref())?;
    let conn = app.store.read();
    let mut rows = contact_imports::list(conn, &caller.scope, after, limit + 1).await?;
    let next = page::cut(LIST, &mut rows, limit, |import| import.id);
    Ok(Json(Page {
        items: imports(conn, rows).await?,
        next,
    }))
}
