//! `GET /contact-imports/{id}/preview`: the beginning of the file as it is read now.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::people::import::{control, guess, house, records};
use crate::store::contact_imports;

/// Records shown, and bytes looked at for them.
const SHOWN: usize = 10;
const LOOK: u64 = 256 * 1024;

#[derive(Debug, Serialize, ToSchema)]
pub struct ImportPreview {
    pub columns: Vec<ImportColumn>,
    /// The first ten records, a cell a column.
    pub rows: Vec<Vec<String>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ImportColumn {
    /// Its name in the file; empty when the file does not say.
    pub header: String,
    /// What it probably means.
    pub guess: String,
}

/// The columns with what they probably mean, and the first ten records.
#[utoipa::path(get, path = "/contact-imports/{id}/preview", tag = "contacts", params(("id" = Uuid, Path)),
    responses((status = OK, body = ImportPreview), (status = NOT_FOUND, body = Problem)))]
pub async fn preview(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<ImportPreview>> {
    caller.require(Permission::ContactsChange)?;
    let import = contact_imports::find(app.store.read(), &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let end = LOOK.min(import.size.unsigned_abs());
    let bytes = app
        .blobs
        .range(&import.blob_hash, 0, end)
        .await
        .map_err(ApiError::internal)?;
    let mut found = records::read(&bytes, control::reading(&import), SHOWN);
    let guesses = guess::mapping(&found, &house::fields(app.store.read()).await?);
    let width = found.header.len();
    for row in &mut found.rows {
        row.resize(width, String::new());
    }
    Ok(Json(ImportPreview {
        columns: found
            .header
            .into_iter()
            .zip(guesses)
            .map(|(header, guess)| ImportColumn {
                header,
                guess: guess.word(),
            })
            .collect(),
        rows: found.rows,
    }))
}
