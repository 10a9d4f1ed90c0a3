//! Table `field_values`: what was typed into the custom fields of contacts and companies. Of text, number, day, yes_no
//! and choice the one of the field's type is filled.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "field_values")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub field_id: Uuid,
    /// Either this or `company_id`.
    pub contact_id: Option<Uuid>,
    pub company_id: Option<Uuid>,
    /// Empty; of several choices the choice's id, so that each stands once.
    pub slot: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub text: Option<String>,
    /// `text` folded, see `text_fold.rs`: what `contains` looks in.
    #[sea_orm(column_type = "Text", nullable)]
    pub folded: Option<String>,
    /// The same, where it is short enough for an index: what `is` compares.
    pub word: Option<String>,
    #[sea_orm(column_type = "Double", nullable)]
    pub number: Option<f64>,
    pub day: Option<Date>,
    pub yes_no: Option<bool>,
    pub choice_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
