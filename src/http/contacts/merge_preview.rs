//! `GET /contacts/{id}/merge-preview/{source_id}`: both sides of a merge, what stays and what moves.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Contact, contacts};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::people::merge_choice::{FIELDS, MergeField, MergeSide, usual};
use crate::store::{self, contact_merges};

#[derive(Debug, Serialize, ToSchema)]
pub struct MergePreview {
    /// The contact that stays.
    pub target: Contact,
    /// The contact that ends in it.
    pub source: Contact,
    /// Whose value stays unless `keep` says otherwise.
    pub fields: Vec<MergeChoice>,
    pub moves: MergeMoves,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MergeChoice {
    pub field: MergeField,
    pub keep: MergeSide,
}

/// How many rows of the source become the target's.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergeMoves {
    pub identities: u64,
    pub tickets: u64,
    pub messages: u64,
    pub participants: u64,
    pub consents: u64,
    pub events: u64,
    /// Values of fields and tags that the target has too stay where they are.
    pub fields: u64,
    pub tags: u64,
}

/// What `POST /contacts/{id}/merge` would do; changes nothing.
#[utoipa::path(get, path = "/contacts/{id}/merge-preview/{source_id}", tag = "contacts",
    params(("id" = Uuid, Path), ("source_id" = Uuid, Path)), responses(
        (status = OK, body = MergePreview),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`merged`: one of them was merged already", body = Problem),
    ))]
pub async fn preview(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, source_id)): ApiPath<(Uuid, Uuid)>,
) -> ApiResult<Json<MergePreview>> {
    caller.require(Permission::ContactsChange)?;
    let conn = app.store.read();
    let mut sides = Vec::new();
    for id in [id, source_id] {
        let side = store::contacts::find(conn, &caller.scope, id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        if side.merged_into.is_some() {
            return Err(ApiError::conflict(
                "merged",
                "this contact was merged into another",
            ));
        }
        sides.push(side);
    }
    let fields = FIELDS
        .into_iter()
        .map(|field| MergeChoice {
            field,
            keep: usual(field, &sides[0], &sides[1]),
        })
        .collect();
    let [
        identities,
        tickets,
        messages,
        participants,
        consents,
        events,
        field_values,
        tags,
    ] = contact_merges::count_all(conn, source_id).await?;
    let mut shown = contacts(conn, &caller, sides).await?;
    let (Some(source), Some(target)) = (shown.pop(), shown.pop()) else {
        return Err(ApiError::not_found());
    };
    Ok(Json(MergePreview {
        target,
        source,
        fields,
        moves: MergeMoves {
            identities,
            tickets,
            messages,
            participants,
            consents,
            events,
            fields: field_values,
            tags,
        },
    }))
}
