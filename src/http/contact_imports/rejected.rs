//! `GET /contact-imports/{id}/rejected`: the refused records as CSV, to be mended and sent again.

use axum::extract::State;
use axum::response::Response;
use futures::stream;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::spreadsheet;
use crate::http::{ApiPath, Authenticated};
use crate::people::import::draft::RowNote;
use crate::people::import::refusal::Refusal;
use crate::people::import::{control, records};
use crate::store::contact_imports;
use crate::store::entity::contact_import_rows::{Model, RowOutcome};

/// Records read at once, and bytes looked at for the names of the columns.
const PAGE: u64 = 500;
const LOOK: u64 = 256 * 1024;

/// The columns of the file, as they were, and a last one with the reasons in the caller's language.
#[utoipa::path(get, path = "/contact-imports/{id}/rejected", tag = "contacts", params(("id" = Uuid, Path)),
    responses(
        (status = OK, body = String, content_type = "text/csv"),
        (status = NOT_FOUND, body = Problem),
    ))]
pub async fn rejected(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Response> {
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
    let mut head = records::read(&bytes, control::reading(&import), 1).header;
    let width = head.len();
    head.push(match caller.language.starts_with("it") {
        true => "motivo".to_owned(),
        false => "reason".to_owned(),
    });
    let pages = stream::try_unfold(Some(0), move |after| {
        let (app, language) = (app.clone(), caller.language.clone());
        async move {
            let Some(after) = after else {
                return Ok(None);
            };
            let conn = app.store.read();
            let found = contact_imports::rows(conn, id, RowOutcome::Refused, Some(after), PAGE).await?;
            let full = found.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
            let next = found.last().filter(|_| full).map(|row| row.line);
            let rows = found
                .into_iter()
                .map(|row| cells(row, width, &language))
                .collect();
            Ok(Some((rows, next)))
        }
    });
    spreadsheet::download("rejected", head, pages)
}

fn cells(row: Model, width: usize, language: &str) -> Vec<String> {
    let mut cells: Vec<String> = serde_json::from_value(row.cells).unwrap_or_default();
    cells.resize(width, String::new());
    let notes: Vec<RowNote> = serde_json::from_value(row.notes).unwrap_or_default();
    let reasons: Vec<String> = notes.iter().map(|note| reason(note, language)).collect();
    cells.push(reasons.join("; "));
    cells
}

fn reason(note: &RowNote, language: &str) -> String {
    let refusal: Option<Refusal> = serde_json::from_value(note.code.clone().into()).ok();
    let words = refusal.map_or(note.code.as_str(), |refusal| refusal.words(language));
    match note.column.is_empty() {
        true => words.to_owned(),
        false => format!("{}: {words}", note.column),
    }
}
