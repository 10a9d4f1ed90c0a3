//! Table `roles`: a set of permissions, scoped to teams and channels.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// `administrator`, `agent` or `viewer`: shipped, not editable.
    pub builtin: Option<String>,
    /// Array of permission words, see `access/permissions.rs`.
    pub permissions: Json,
    pub all_teams: bool,
    /// False: only the channels in `role_channels`.
    pub all_channels: bool,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
