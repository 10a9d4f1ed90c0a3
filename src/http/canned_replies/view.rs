//! How canned replies look to clients.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Caller;
use crate::app::App;
use crate::desk::canned::fill::Filled;
use crate::desk::canned::save::may_change;
use crate::http::error::{ApiError, ApiResult};
use crate::store::canned_files;
use crate::store::circle::Circle;
use crate::store::entity::canned_files::Model as File;
use crate::store::entity::canned_replies::Model;

#[derive(Debug, Serialize, ToSchema)]
pub struct CannedReply {
    pub id: Uuid,
    /// Whom it is for.
    pub scope: Circle,
    /// With the scope `team`.
    pub team_id: Option<Uuid>,
    /// The caller may change it.
    pub own: bool,
    /// `Orders/Returns`; empty for none.
    pub folder: String,
    pub title: String,
    /// Finds it at once after the slash.
    pub shortcut: Option<String>,
    pub language: Option<String>,
    /// With variables such as `{{contact.first_name}}`.
    pub text: String,
    pub html: Option<String>,
    pub files: Vec<CannedFile>,
    pub used_count: i64,
    pub last_used_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

/// A file that goes along.
#[derive(Debug, Serialize, ToSchema)]
pub struct CannedFile {
    pub id: Uuid,
    pub filename: String,
    pub content_type: String,
    /// Bytes.
    pub size: i64,
}

impl From<File> for CannedFile {
    fn from(file: File) -> Self {
        Self {
            id: file.id,
            filename: file.filename,
            content_type: file.content_type,
            size: file.size,
        }
    }
}

/// Words with their variables filled in.
#[derive(Debug, Serialize, ToSchema)]
pub struct FilledReply {
    /// A variable without a value stands as `⟦contact.company⟧`; such words are refused when sent.
    pub text: String,
    pub html: Option<String>,
    /// The variables without a value.
    pub gaps: Vec<String>,
}

impl From<Filled> for FilledReply {
    fn from(filled: Filled) -> Self {
        Self {
            text: filled.text,
            html: filled.html,
            gaps: filled.gaps,
        }
    }
}

/// The replies with their files, in their order.
pub async fn replies(app: &App, caller: &Caller, rows: Vec<Model>) -> ApiResult<Vec<CannedReply>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut files = canned_files::of_replies(app.store.read(), &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| CannedReply {
            files: files
                .remove(&row.id)
                .unwrap_or_default()
                .into_iter()
                .map(CannedFile::from)
                .collect(),
            own: may_change(caller, row.owner_id, row.team_id),
            id: row.id,
            scope: Circle::of(row.owner_id, row.team_id),
            team_id: row.team_id,
            folder: row.folder,
            title: row.title,
            shortcut: row.shortcut,
            language: row.language,
            text: row.text,
            html: row.html,
            used_count: row.used_count,
            last_used_at: row.last_used_at,
            updated_at: row.updated_at,
            version: row.version,
        })
        .collect())
}

pub async fn reply(app: &App, caller: &Caller, row: Model) -> ApiResult<CannedReply> {
    let shown = replies(app, caller, vec![row]).await?.pop();
    shown.ok_or_else(ApiError::not_found)
}
