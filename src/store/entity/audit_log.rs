//! Table `audit_log`: who changed what, append-only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    /// The user; none for the system and the command line.
    pub actor_id: Option<Uuid>,
    /// Shown name at the time.
    pub actor: String,
    /// `user.create`, `channel.update`, …
    pub action: String,
    pub object_kind: String,
    pub object_id: Option<Uuid>,
    pub data: Json,
    pub ip: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
