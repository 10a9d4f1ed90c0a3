//! Table `push_messages`: push messages on their way to one browser each.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "push_messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subscription_id: Uuid,
    /// What it tells of; none for a trial.
    pub notification_id: Option<Uuid>,
    pub due_at: DateTimeUtc,
    pub attempts: i32,
    /// Grows with every claim: a late result of an old attempt is refused by it.
    pub attempt_no: i32,
    pub lease_until: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
