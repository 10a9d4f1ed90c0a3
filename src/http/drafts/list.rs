//! `GET /drafts`: what the caller has begun to write, newest first.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::http::page::Items;
use crate::http::tickets::view::TicketName;
use crate::store::entity::drafts::DraftKind;
use crate::store::entity::tickets;
use crate::store::{drafts, lookup};

/// Most drafts shown.
const MOST: u64 = 200;
/// Characters of a preview.
const PREVIEW: usize = 140;

#[derive(Debug, Serialize, ToSchema)]
pub struct DraftRow {
    pub ticket: TicketName,
    pub kind: DraftKind,
    pub preview: String,
    pub updated_at: DateTime<Utc>,
}

/// The caller's own drafts on tickets they see.
#[utoipa::path(get, path = "/drafts", tag = "drafts", responses((status = OK, body = Items<DraftRow>)))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<DraftRow>>> {
    let conn = app.store.read();
    let own = drafts::own(conn, &caller.scope, MOST).await?;
    let named =
        lookup::by_id::<tickets::Entity>(conn, own.iter().map(|draft| draft.ticket_id), |t| t.id).await?;
    let items = own
        .into_iter()
        .filter_map(|draft| {
            Some(DraftRow {
                ticket: TicketName::from(named.get(&draft.ticket_id)?),
                kind: draft.kind,
                preview: draft
                    .text
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
                    .chars()
                    .take(PREVIEW)
                    .collect(),
                updated_at: draft.updated_at,
            })
        })
        .collect();
    Ok(Json(Items { items }))
}
