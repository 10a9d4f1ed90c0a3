//! `GET /contacts/{id}/consents`: what a contact allowed and withdrew.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::page::Items;
use crate::http::tickets::view::Named;
use crate::http::{ApiPath, Authenticated};
use crate::store::entity::consents::{ConsentSource, ConsentState, Model, Purpose};
use crate::store::entity::users;
use crate::store::{consents, contacts, lookup};

/// One piece of news about what the contact allows; the newest of a channel and purpose holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct Consent {
    pub id: Uuid,
    pub channel_id: Option<Uuid>,
    /// The message of ours that led to it.
    pub message_id: Option<Uuid>,
    /// The contact's address it is about; empty when the source did not say.
    pub address: String,
    pub purpose: Purpose,
    pub state: ConsentState,
    pub source: ConsentSource,
    /// What the source said.
    pub words: Option<String>,
    /// Version of the text that was agreed to.
    pub text_version: Option<String>,
    pub at: DateTime<Utc>,
    /// The agent who took it down.
    pub recorded_by: Option<Named>,
}

/// Rows with the names of those who took them down.
pub async fn shown(conn: &impl ConnectionTrait, rows: Vec<Model>) -> Result<Vec<Consent>, DbErr> {
    let recorders = rows.iter().filter_map(|row| row.recorded_by);
    let users = lookup::by_id::<users::Entity>(conn, recorders, |user| user.id).await?;
    Ok(rows
        .into_iter()
        .map(|row| Consent {
            recorded_by: row.recorded_by.map(|id| Named {
                id,
                name: users.get(&id).map(|user| user.name.clone()).unwrap_or_default(),
            }),
            id: row.id,
            channel_id: row.channel_id,
            message_id: row.message_id,
            address: row.address,
            purpose: row.purpose,
            state: row.state,
            source: row.source,
            words: row.words,
            text_version: row.text_version,
            at: row.at,
        })
        .collect())
}

/// Everything known, newest first. Rows are never changed.
#[utoipa::path(get, path = "/contacts/{id}/consents", tag = "contacts", params(("id" = Uuid, Path)), responses(
    (status = OK, body = Items<Consent>),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Items<Consent>>> {
    caller.require(Permission::ContactsRead)?;
    let conn = app.store.read();
    let contact = contacts::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let rows = consents::of_contact(conn, contact.id).await?;
    Ok(Json(Items {
        items: shown(conn, rows).await?,
    }))
}
