//! Rows of `field_values`: what was typed into the custom fields of contacts and companies.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::Tx;
use super::entity::field_values::{ActiveModel, Column, Entity, Model};
use crate::text_fold::fold;

/// Longest text that is indexed whole, in characters; PostgreSQL's index rows end at 2,700 bytes.
pub const LONGEST_WORD: usize = 500;

/// Whose value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Contact(Uuid),
    Company(Uuid),
}

/// A value as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    Text(String),
    Number(f64),
    Day(NaiveDate),
    YesNo(bool),
    Choice(Uuid),
    /// One of several.
    OneChoice(Uuid),
}

impl Kept {
    /// What a row says; none when it says nothing.
    pub fn of(row: &Model) -> Option<Self> {
        let choice = |id: Uuid| match row.slot.is_empty() {
            true => Self::Choice(id),
            false => Self::OneChoice(id),
        };
        let text = || row.text.clone().map(Self::Text);
        row.choice_id
            .map(choice)
            .or_else(|| row.number.map(Self::Number))
            .or_else(|| row.day.map(Self::Day))
            .or_else(|| row.yes_no.map(Self::YesNo))
            .or_else(text)
    }

    fn row(self, tx: &Tx, owner: Owner, field_id: Uuid) -> ActiveModel {
        let (contact_id, company_id) = match owner {
            Owner::Contact(id) => (Some(id), None),
            Owner::Company(id) => (None, Some(id)),
        };
        let mut row = ActiveModel {
            id: Set(tx.id()),
            field_id: Set(field_id),
            contact_id: Set(contact_id),
            company_id: Set(company_id),
            slot: Set(String::new()),
            text: Set(None),
            folded: Set(None),
            word: Set(None),
            number: Set(None),
            day: Set(None),
            yes_no: Set(None),
            choice_id: Set(None),
        };
        match self {
            Self::Text(text) => {
                let folded = fold(&text);
                // Folding may lengthen: what is too long for the index is only searched.
                let short = folded.chars().count() <= LONGEST_WORD;
                row.word = Set(short.then(|| folded.clone()));
                row.folded = Set(Some(folded));
                row.text = Set(Some(text));
            }
            Self::Number(number) => row.number = Set(Some(number)),
            Self::Day(day) => row.day = Set(Some(day)),
            Self::YesNo(flag) => row.yes_no = Set(Some(flag)),
            Self::Choice(id) => row.choice_id = Set(Some(id)),
            Self::OneChoice(id) => {
                row.slot = Set(id.to_string());
                row.choice_id = Set(Some(id));
            }
        }
        row
    }
}

fn column(owner: Owner) -> (Column, Uuid) {
    match owner {
        Owner::Contact(id) => (Column::ContactId, id),
        Owner::Company(id) => (Column::CompanyId, id),
    }
}

/// Everything typed about one contact or company.
pub async fn of(conn: &impl ConnectionTrait, owner: Owner) -> Result<Vec<Model>, DbErr> {
    let (column, id) = column(owner);
    Entity::find()
        .filter(column.eq(id))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// Values under the contact they belong to.
pub async fn of_contacts(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Model>>, DbErr> {
    grouped(conn, Column::ContactId, ids, |row| row.contact_id).await
}

/// Values under the company they belong to.
pub async fn of_companies(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Model>>, DbErr> {
    grouped(conn, Column::CompanyId, ids, |row| row.company_id).await
}

async fn grouped(
    conn: &impl ConnectionTrait,
    column: Column,
    ids: &[Uuid],
    owner: fn(&Model) -> Option<Uuid>,
) -> Result<HashMap<Uuid, Vec<Model>>, DbErr> {
    let mut result: HashMap<Uuid, Vec<Model>> = HashMap::new();
    if ids.is_empty() {
        return Ok(result);
    }
    let rows = Entity::find()
        .filter(column.is_in(ids.iter().copied()))
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    for row in rows {
        if let Some(id) = owner(&row) {
            result.entry(id).or_default().push(row);
        }
    }
    Ok(result)
}

/// Makes these the values of the field, and no others. They are new rows even where they replace old ones: what was
/// typed after a merge must not go back with it.
pub async fn replace(tx: &Tx, owner: Owner, field_id: Uuid, values: Vec<Kept>) -> Result<(), DbErr> {
    let (column, id) = column(owner);
    Entity::delete_many()
        .filter(column.eq(id))
        .filter(Column::FieldId.eq(field_id))
        .exec(tx)
        .await?;
    if values.is_empty() {
        return Ok(());
    }
    let rows: Vec<ActiveModel> = values
        .into_iter()
        .map(|value| value.row(tx, owner, field_id))
        .collect();
    Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// What a contact is found by besides its name and addresses: texts and numbers of its fields.
pub async fn words_of_contact(tx: &Tx, contact_id: Uuid) -> Result<Vec<String>, DbErr> {
    Ok(words(&of(tx, Owner::Contact(contact_id)).await?))
}

/// The texts and numbers among these values.
pub fn words(rows: &[Model]) -> Vec<String> {
    rows.iter()
        .filter_map(|row| match Kept::of(row) {
            Some(Kept::Text(text)) => Some(text),
            Some(Kept::Number(number)) => Some(number.to_string()),
            _ => None,
        })
        .collect()
}
