//! Table `push_rules`: which notices an agent wants as push messages, and when not; no row means the defaults.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "push_rules")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// Array of the words of `notifications.kind`.
    pub notices: Json,
    /// Minutes after midnight in the agent's zone; both or neither. Past midnight when `from` is later than `until`.
    pub quiet_from: Option<i32>,
    pub quiet_until: Option<i32>,
    /// Weekdays that are quiet all day: 1 is Monday, 7 Sunday (ISO 8601).
    pub quiet_days: Json,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
