//! Table `channel_cursors`: how far each stream of a channel was read.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "channel_cursors")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: Uuid,
    /// `INBOX`, `Sent`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub stream: String,
    pub cursor: Json,
    /// Known backlog, for progress.
    pub remaining: Option<i64>,
    pub updated_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
