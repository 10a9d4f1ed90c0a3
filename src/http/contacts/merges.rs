//! `GET /contacts/{id}/merges`: who was merged into a contact.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::page::Items;
use crate::http::tickets::view::Named;
use crate::http::{ApiPath, Authenticated};
use crate::store::{contact_merges, contacts, entity, lookup};

#[derive(Debug, Serialize, ToSchema)]
pub struct PastMerge {
    pub id: Uuid,
    pub source: Named,
    pub merged_at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

/// Merges into the contact, newest first, undone ones too.
#[utoipa::path(get, path = "/contacts/{id}/merges", tag = "contacts", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Items<PastMerge>),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn merges(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Items<PastMerge>>> {
    caller.require(Permission::ContactsRead)?;
    let conn = app.store.read();
    let contact = contacts::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let merges = contact_merges::of_target(conn, contact.id).await?;
    let sources = merges.iter().map(|merge| merge.source_id);
    let sources = lookup::by_id::<entity::contacts::Entity>(conn, sources, |contact| contact.id).await?;
    let items = merges.into_iter().map(|merge| PastMerge {
        id: merge.id,
        source: Named {
            id: merge.source_id,
            name: sources
                .get(&merge.source_id)
                .map(|contact| contact.name.clone())
                .unwrap_or_default(),
        },
        merged_at: merge.merged_at,
        undone_at: merge.undone_at,
    });
    Ok(Json(Items {
        items: items.collect(),
    }))
}
