//! Table `views`: saved filters over tickets.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "views")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose alone it is; with a team it is the team's, and with neither everybody's.
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub name: String,
    pub filter: Json,
    pub sort: String,
    /// The facts a row shows, by their words; none: the usual ones.
    pub columns: Option<Json>,
    pub position: i32,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
