//! Table `users`: agents, administrators, viewers.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether a user may sign in.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    #[sea_orm(string_value = "active")]
    Active,
    #[sea_orm(string_value = "disabled")]
    Disabled,
}

impl UserState {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }
}

/// Whether a colleague may be given work just now, by their own word.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    #[sea_orm(string_value = "available")]
    Available,
    #[sea_orm(string_value = "away")]
    Away,
    #[sea_orm(string_value = "offline")]
    Offline,
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Lower case.
    pub email: String,
    pub name: String,
    /// Argon2id in PHC form; none until the invitation is used.
    pub password_hash: Option<String>,
    pub role_id: Uuid,
    pub state: UserState,
    /// `en`, `it`.
    pub language: String,
    /// IANA name.
    pub time_zone: String,
    /// Blob of their square photo.
    pub photo_hash: Option<String>,
    pub availability: Availability,
    #[sea_orm(column_type = "Text")]
    pub signature: String,
    /// The same as HTML, cleaned; none where they write it as plain text.
    #[sea_orm(column_type = "Text", nullable)]
    pub signature_html: Option<String>,
    /// Array of the notices they want by mail, by the words of `notifications.kind`.
    pub mail_notices: Json,
    /// Object: how they like the screen, in the UI's own words.
    pub preferences: Json,
    pub last_seen_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    /// Counts changes, for `If-Match`.
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
