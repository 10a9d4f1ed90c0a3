//! A channel as the API shows it.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::store::entity::channels::{ChannelState, Model};
use crate::store::{channels, intake_ledger};

#[derive(Debug, Serialize, ToSchema)]
pub struct Channel {
    pub id: Uuid,
    /// A name of `/channel-kinds`.
    pub kind: String,
    pub name: String,
    /// Where customers write to.
    pub address: Option<String>,
    pub state: ChannelState,
    /// As the kind's schema says, each secret as `{"set": true}` or null. Null without `channels_manage`.
    #[schema(value_type = Option<Object>)]
    pub settings: Option<Value>,
    /// New tickets go to this team.
    pub team_id: Option<Uuid>,
    pub language: String,
    /// New tickets get an acknowledgement.
    pub acknowledge: bool,
    /// `[#4711]` in subjects.
    pub tag_subject: bool,
    /// Template of the From name.
    pub sender_name: String,
    /// Template below replies.
    pub signature: String,
    pub last_ok_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
    pub last_error_at: Option<DateTime<Utc>>,
    /// What is known to wait at the provider; null when nobody looked yet.
    pub backlog: Option<i64>,
    /// Messages that wait to be sent.
    pub outbox_waiting: u64,
    /// Since when the oldest of them waits.
    pub oldest_waiting_at: Option<DateTime<Utc>>,
    /// Things received on it that could not be filed; more than 999 are not counted.
    pub intake_failed: u64,
    pub version: i64,
}

impl Channel {
    pub async fn of(app: &App, db: &impl ConnectionTrait, caller: &Caller, row: Model) -> ApiResult<Self> {
        let manages = caller.may(Permission::ChannelsManage);
        let settings = match manages {
            true => Some(app.channels.masked(&row).map_err(ApiError::internal)?),
            false => None,
        };
        Ok(Self {
            backlog: channels::backlog(db, row.id).await?,
            outbox_waiting: channels::outbox_waiting(db, row.id).await?,
            oldest_waiting_at: channels::oldest_waiting(db, row.id).await?,
            intake_failed: intake_ledger::count_failed_on(db, row.id, 999).await?,
            settings,
            // The provider's words may quote an account name or a host.
            last_error: row.last_error.filter(|_| manages),
            last_error_at: row.last_error_at,
            id: row.id,
            kind: row.kind,
            name: row.name,
            address: row.address,
            state: row.state,
            team_id: row.team_id,
            language: row.language,
            acknowledge: row.acknowledge,
            tag_subject: row.tag_subject,
            sender_name: row.sender_name,
            signature: row.signature,
            last_ok_at: row.last_ok_at,
            version: row.version,
        })
    }
}

/// The channel for a change: managed by the caller and within their reach, or 403 or 404.
pub async fn managed(db: &impl ConnectionTrait, caller: &Caller, id: Uuid) -> ApiResult<Model> {
    caller.require(Permission::ChannelsManage)?;
    channels::find_visible(db, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)
}
