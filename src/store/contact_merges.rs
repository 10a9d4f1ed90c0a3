//! Rows of `contact_merges`, and the moving of everything a contact has to another.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Set,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Tx;
use super::entity::contact_merges::{ActiveModel, Column, Entity, Model};

/// The tables whose `contact_id` follows a merge, in an order that two merges share.
const TABLES: [&str; 6] = [
    "identities",
    "tickets",
    "messages",
    "participants",
    "consents",
    "events",
];
/// Ids in one statement; both databases bind more.
const CHUNK: usize = 5_000;

/// What a merge moved: ids by table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moved {
    pub identities: Vec<Uuid>,
    pub tickets: Vec<Uuid>,
    pub messages: Vec<Uuid>,
    pub participants: Vec<Uuid>,
    pub consents: Vec<Uuid>,
    pub events: Vec<Uuid>,
}

impl Moved {
    fn of(&self, table: &str) -> &[Uuid] {
        match table {
            "identities" => &self.identities,
            "tickets" => &self.tickets,
            "messages" => &self.messages,
            "participants" => &self.participants,
            "consents" => &self.consents,
            _ => &self.events,
        }
    }

    fn of_mut(&mut self, table: &str) -> &mut Vec<Uuid> {
        match table {
            "identities" => &mut self.identities,
            "tickets" => &mut self.tickets,
            "messages" => &mut self.messages,
            "participants" => &mut self.participants,
            "consents" => &mut self.consents,
            _ => &mut self.events,
        }
    }
}

/// Gives everything of one contact to another and says what that was.
pub async fn move_all(tx: &Tx, from: Uuid, to: Uuid) -> Result<Moved, DbErr> {
    let mut moved = Moved::default();
    for table in TABLES {
        let update = Query::update()
            .table(Alias::new(table))
            .value("contact_id", to)
            .and_where(Expr::col("contact_id").eq(from))
            .returning_col("id")
            .to_owned();
        let ids = moved.of_mut(table);
        for row in tx.query_all(&update).await? {
            ids.push(row.try_get("", "id")?);
        }
        ids.sort();
    }
    Ok(moved)
}

/// Gives back what was moved, as far as it still belongs to `from`.
pub async fn move_back(tx: &Tx, moved: &Moved, from: Uuid, to: Uuid) -> Result<(), DbErr> {
    for table in TABLES {
        for ids in moved.of(table).chunks(CHUNK) {
            let update = Query::update()
                .table(Alias::new(table))
                .value("contact_id", to)
                .and_where(Expr::col("contact_id").eq(from))
                .and_where(Expr::col("id").is_in(ids.iter().copied()))
                .to_owned();
            tx.execute(&update).await?;
        }
    }
    Ok(())
}

pub async fn insert(
    tx: &Tx,
    target_id: Uuid,
    source_id: Uuid,
    moved: &Moved,
    merged_by: Option<Uuid>,
) -> Result<Model, DbErr> {
    let moved = serde_json::to_value(moved).map_err(|error| DbErr::Json(error.to_string()))?;
    ActiveModel {
        id: Set(tx.id()),
        target_id: Set(target_id),
        source_id: Set(source_id),
        moved: Set(moved),
        merged_by: Set(merged_by),
        merged_at: Set(tx.now()),
        undone_at: Set(None),
    }
    .insert(tx)
    .await
}

/// A merge, held until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    use sea_orm::QuerySelect as _;
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

pub async fn mark_undone(tx: &Tx, merge: Model) -> Result<Model, DbErr> {
    let mut row = merge.into_active_model();
    row.undone_at = Set(Some(tx.now()));
    row.update(tx).await
}

/// Merges into this contact, newest first.
pub async fn of_target(conn: &impl ConnectionTrait, target_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::TargetId.eq(target_id))
        .order_by_desc(Column::Id)
        .all(conn)
        .await
}
