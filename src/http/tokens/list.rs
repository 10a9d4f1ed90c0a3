//! `GET /tokens`: the caller's tokens, newest first; never the secrets themselves.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::Authenticated;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::Items;
use crate::store::api_tokens;
use crate::store::entity::api_tokens::Model;

#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    pub id: Uuid,
    pub name: String,
    /// Empty: all the user may.
    pub scopes: Vec<Permission>,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    /// At most a minute old.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl From<Model> for Token {
    fn from(row: Model) -> Self {
        Self {
            scopes: Permission::from_stored(&row.scopes),
            id: row.id,
            name: row.name,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// The caller's own tokens.
#[utoipa::path(get, path = "/tokens", tag = "tokens", responses(
    (status = OK, body = Items<Token>),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> ApiResult<Json<Items<Token>>> {
    let rows = api_tokens::of_user(app.store.read(), caller.user_id).await?;
    let items = rows.into_iter().map(Token::from).collect();
    Ok(Json(Items { items }))
}
