//! Table `canned_replies`: answers written once and used often.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "canned_replies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose alone it is; with neither owner nor team it is everyone's.
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    /// `Orders/Returns`; empty for none.
    pub folder: String,
    pub title: String,
    /// The title folded, so that both databases sort alike.
    pub sort_key: String,
    /// A word that finds it at once.
    pub shortcut: Option<String>,
    /// Of its words, if it matters.
    pub language: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub html: Option<String>,
    /// Folded words of title, shortcut, folder and text, each after a space.
    #[sea_orm(column_type = "Text")]
    pub search_text: String,
    pub used_count: i64,
    pub last_used_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
