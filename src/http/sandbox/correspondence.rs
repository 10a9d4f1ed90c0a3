//! `GET /sandbox/mails`: what one address wrote to the hub and what the hub sent back.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::enabled;
use crate::app::App;
use crate::http::error::ApiResult;
use crate::http::{ApiQuery, Authenticated};
use crate::store::entity::messages::{self, MessageKind};
use crate::store::sandbox;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Whose {
    /// The customer's email address.
    pub address: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SandboxMails {
    pub items: Vec<SandboxMail>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SandboxMail {
    pub id: Uuid,
    pub direction: SandboxDirection,
    pub from: String,
    pub subject: Option<String>,
    pub text: String,
    pub at: DateTime<Utc>,
    /// Why it is taken for a machine's; acknowledgements say so.
    pub automatic: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SandboxDirection {
    ToHub,
    FromHub,
}

impl SandboxMail {
    pub(super) fn new(row: messages::Model) -> Self {
        let inbound = row.kind == MessageKind::Inbound;
        Self {
            id: row.id,
            direction: if inbound {
                SandboxDirection::ToHub
            } else {
                SandboxDirection::FromHub
            },
            from: row.author_name,
            subject: row.subject,
            text: row.text,
            at: row.at,
            automatic: row.automatic,
        }
    }
}

/// Oldest first; at most the last 200.
#[utoipa::path(get, path = "/sandbox/mails", tag = "sandbox", params(Whose), responses(
    (status = OK, body = SandboxMails),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(_caller): Authenticated,
    ApiQuery(whose): ApiQuery<Whose>,
) -> ApiResult<Json<SandboxMails>> {
    enabled(&app)?;
    let address = whose.address.trim().to_lowercase();
    let mails = sandbox::correspondence(&app.store, &address).await?;
    Ok(Json(SandboxMails {
        items: mails.into_iter().map(SandboxMail::new).collect(),
    }))
}
