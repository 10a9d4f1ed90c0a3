//! `GET /contact-imports/{id}/rows`: what became of the records, or would.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::page::{self, Page};
use crate::http::{ApiPath, ApiQuery, Authenticated};
use crate::people::import::draft::RowNote;
use crate::store::contact_imports;
use crate::store::entity::contact_import_rows::{Model, RowOutcome};

const LIST: &str = "contact-import-rows";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListRows {
    /// Left out: the refused ones.
    pub outcome: Option<RowOutcome>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// One record of the file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRow {
    /// Its number, from 1, the header not counted.
    pub line: i64,
    pub outcome: RowOutcome,
    pub contact_id: Option<Uuid>,
    pub name: String,
    /// What changes, or why it was refused.
    pub notes: Vec<RowNote>,
}

impl From<Model> for ImportRow {
    fn from(row: Model) -> Self {
        Self {
            line: row.line,
            outcome: row.outcome,
            contact_id: row.contact_id,
            name: row.name,
            notes: serde_json::from_value(row.notes).unwrap_or_default(),
        }
    }
}

/// Records of one outcome in the order of the file: every refused one, the first 200 of the others.
#[utoipa::path(get, path = "/contact-imports/{id}/rows", tag = "contacts",
    params(("id" = Uuid, Path), ListRows), responses(
        (status = OK, body = Page<ImportRow>),
        (status = NOT_FOUND, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn rows(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<ListRows>,
) -> ApiResult<Json<Page<ImportRow>>> {
    caller.require(Permission::ContactsChange)?;
    let limit = page::limit(query.limit)?;
    let after: Option<i64> = page::position(LIST, query.cursor.as_deref())?;
    let conn = app.store.read();
    let import = contact_imports::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let outcome = query.outcome.unwrap_or(RowOutcome::Refused);
    let mut found = contact_imports::rows(conn, import.id, outcome, after, limit + 1).await?;
    let next = page::cut(LIST, &mut found, limit, |row| row.line);
    Ok(Json(Page {
        items: found.into_iter().map(ImportRow::from).collect(),
        next,
    }))
}
