//! Table `invitations`: one-time links: first run, invitation, password reset.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a one-time link is for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum InvitationPurpose {
    #[sea_orm(string_value = "first_run")]
    FirstRun,
    #[sea_orm(string_value = "invite")]
    Invite,
    #[sea_orm(string_value = "password_reset")]
    PasswordReset,
}

impl InvitationPurpose {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstRun => "first_run",
            Self::Invite => "invite",
            Self::PasswordReset => "password_reset",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Keyed hash; the token itself is shown once.
    pub token_hash: String,
    pub purpose: InvitationPurpose,
    /// None: makes the first administrator.
    pub user_id: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
