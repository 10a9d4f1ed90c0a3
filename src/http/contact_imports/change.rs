//! `PATCH /contact-imports/{id}`: how the file is read and what its columns mean.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{ContactImport, one};
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::json::nullable;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::people::import::control::{self, Wish};
use crate::people::import::guess;
use crate::people::import::house;
use crate::people::import::records::{self, Reading};
use crate::people::import::target::Target;
use crate::people::import::text::{Delimiter, TextEncoding};
use crate::store::contact_imports;
use crate::store::entity::contact_imports::KnownRule;

/// Bytes and records looked at to guess what columns mean.
const LOOK: u64 = 256 * 1024;
const RECORDS: usize = 50;

/// What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactImportChange {
    pub encoding: Option<TextEncoding>,
    pub delimiter: Option<Delimiter>,
    pub has_header: Option<bool>,
    /// One word a column, see [`ContactImport`].
    pub mapping: Option<Vec<String>>,
    pub known: Option<KnownRule>,
    /// Such as `+39`; null puts nothing before national numbers, which are refused then.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    pub phone_prefix: Option<Option<String>>,
}

/// Changes how the import reads its file, as long as it was not started. A trial run is void then.
#[utoipa::path(patch, path = "/contact-imports/{id}", tag = "contacts", params(("id" = Uuid, Path)),
    request_body = ContactImportChange, responses(
        (status = OK, body = ContactImport),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`begun`", body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<ContactImportChange>,
) -> ApiResult<Json<ContactImport>> {
    let mapping = match &body.mapping {
        Some(words) => Some(targets(words)?),
        None => guessed_anew(&app, &caller, id, &body).await?,
    };
    let tx = app.store.write().await?;
    let wish = Wish {
        encoding: body.encoding,
        delimiter: body.delimiter,
        has_header: body.has_header,
        mapping,
        known: body.known,
        phone_prefix: body.phone_prefix,
    };
    let import = control::change(&tx, &caller, id, if_match.0, wish).await?;
    let answer = one(&tx, import).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

/// Columns read otherwise mean something else: what they probably mean, when the reading changes.
async fn guessed_anew(
    app: &App,
    caller: &Caller,
    id: Uuid,
    body: &ContactImportChange,
) -> ApiResult<Option<Vec<Target>>> {
    if body.encoding.is_none() && body.delimiter.is_none() && body.has_header.is_none() {
        return Ok(None);
    }
    caller.require(Permission::ContactsChange)?;
    let import = contact_imports::find(app.store.read(), &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let known = control::reading(&import);
    let reading = Reading {
        encoding: body.encoding.unwrap_or(known.encoding),
        delimiter: body.delimiter.unwrap_or(known.delimiter),
        has_header: body.has_header.unwrap_or(known.has_header),
    };
    let end = LOOK.min(import.size.unsigned_abs());
    let bytes = app
        .blobs
        .range(&import.blob_hash, 0, end)
        .await
        .map_err(ApiError::internal)?;
    let fields = house::fields(app.store.read()).await?;
    Ok(Some(guess::mapping(
        &records::read(&bytes, reading, RECORDS),
        &fields,
    )))
}

fn targets(words: &[String]) -> ApiResult<Vec<Target>> {
    words
        .iter()
        .enumerate()
        .map(|(index, word)| {
            Target::parse(word).ok_or_else(|| {
                ApiError::validation(format!("/mapping/{index}"), "is nothing a column can mean")
            })
        })
        .collect()
}
