//! `GET /canned-folders` and `POST /canned-folders/rename`: the folders of canned replies.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::desk::canned::{folder, require_writer, viewer};
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;
use crate::http::{ApiJson, Authenticated};
use crate::store::canned_replies;

#[derive(Debug, Serialize, ToSchema)]
pub struct CannedFolder {
    /// `Orders/Returns`; empty for replies in none.
    pub path: String,
    /// Replies right in it that the caller may use.
    pub replies: i64,
}

/// The folders that have replies, by name.
#[utoipa::path(get, path = "/canned-folders", tag = "canned replies",
    responses((status = OK, body = Items<CannedFolder>), (status = FORBIDDEN, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<CannedFolder>>> {
    require_writer(&caller)?;
    let found = canned_replies::folders(app.store.read(), viewer(&caller)).await?;
    let items = found
        .into_iter()
        .map(|(path, replies)| CannedFolder { path, replies })
        .collect();
    Ok(Json(Items { items }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameFolder {
    pub from: String,
    /// Empty: what is in it goes to the top.
    pub to: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RenamedFolder {
    pub moved: usize,
}

/// Renames or moves a folder with what is below it. Replies the caller may not change stay where they are.
#[utoipa::path(post, path = "/canned-folders/rename", tag = "canned replies", request_body = RenameFolder, responses(
    (status = OK, body = RenamedFolder),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn rename(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<RenameFolder>,
) -> ApiResult<Json<RenamedFolder>> {
    let tx = app.store.write().await?;
    let moved = folder::rename(&tx, &caller, &body.from, &body.to).await?;
    tx.commit().await?;
    Ok(Json(RenamedFolder { moved }))
}
