//! Table `events`: what is not a message: assigned, status changed, tagged, merged, …

use super::messages::AuthorKind;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
    pub kind: String,
    pub actor_kind: AuthorKind,
    pub actor_id: Option<Uuid>,
    pub data: Json,
    pub at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
