//! Rows of `contact_merges`, and the moving of everything a contact has to another.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Set,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Tx;
use super::entity::contact_merges::{ActiveModel, Column, Entity, Model};

/// A table whose `contact_id` follows a merge.
struct Follows {
    table: &'static str,
    /// What names a row once the contact is known.
    id: &'static str,
    /// Columns in which target and source must not hold the same: there the target keeps its own, and the source's row
    /// stays where it is until the merge is undone.
    once: &'static [&'static str],
}

/// In an order that two merges share.
const TABLES: [Follows; 8] = [
    plain("identities"),
    plain("tickets"),
    plain("messages"),
    plain("participants"),
    plain("consents"),
    plain("events"),
    Follows {
        table: "field_values",
        id: "id",
        once: &["field_id", "slot"],
    },
    Follows {
        table: "contact_taggings",
        id: "tag_id",
        once: &["tag_id"],
    },
];
/// Ids in one statement; both databases bind more.
const CHUNK: usize = 5_000;

const fn plain(table: &'static str) -> Follows {
    Follows {
        table,
        id: "id",
        once: &[],
    }
}

/// What a merge moved: ids by table, of taggings the tag's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moved {
    pub identities: Vec<Uuid>,
    pub tickets: Vec<Uuid>,
    pub messages: Vec<Uuid>,
    pub participants: Vec<Uuid>,
    pub consents: Vec<Uuid>,
    pub events: Vec<Uuid>,
    pub field_values: Vec<Uuid>,
    pub contact_taggings: Vec<Uuid>,
    /// Identities of the source that came first before, and do so no more.
    pub primaries: Vec<Uuid>,
    /// Fields of the target, [before, after] by name; null when none changed.
    pub changed: Value,
}

impl Moved {
    fn of(&self, table: &str) -> &[Uuid] {
        match table {
            "identities" => &self.identities,
            "tickets" => &self.tickets,
            "messages" => &self.messages,
            "participants" => &self.participants,
            "consents" => &self.consents,
            "field_values" => &self.field_values,
            "contact_taggings" => &self.contact_taggings,
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
            "field_values" => &mut self.field_values,
            "contact_taggings" => &mut self.contact_taggings,
            _ => &mut self.events,
        }
    }
}

/// How many rows of each table name the contact, in the order of [`TABLES`]: what a merge would move.
pub async fn count_all(conn: &impl ConnectionTrait, contact_id: Uuid) -> Result<[u64; 8], DbErr> {
    let mut counts = [0; 8];
    for (count, follows) in counts.iter_mut().zip(TABLES) {
        let query = Query::select()
            .expr_as(Expr::col(follows.id).count(), "n")
            .from(Alias::new(follows.table))
            .and_where(Expr::col("contact_id").eq(contact_id))
            .to_owned();
        if let Some(row) = conn.query_one(&query).await? {
            *count = row.try_get::<i64>("", "n")?.unsigned_abs();
        }
    }
    Ok(counts)
}

/// Gives everything of one contact to another and says what that was.
pub async fn move_all(tx: &Tx, from: Uuid, to: Uuid) -> Result<Moved, DbErr> {
    let mut moved = Moved::default();
    for Follows { table, id, once } in &TABLES {
        let mut update = Query::update();
        update
            .table(Alias::new(*table))
            .value("contact_id", to)
            .and_where(Expr::col("contact_id").eq(from))
            .returning_col(*id);
        if !once.is_empty() {
            let held = Alias::new("held");
            let mut same = Query::select();
            same.expr(Expr::val(1))
                .from_as(Alias::new(*table), held.clone())
                .and_where(Expr::col((held.clone(), Alias::new("contact_id"))).eq(to));
            for column in *once {
                let column = Alias::new(*column);
                same.and_where(
                    Expr::col((held.clone(), column.clone())).equals((Alias::new(*table), column)),
                );
            }
            update.and_where(Expr::exists(same).not());
        }
        let ids = moved.of_mut(table);
        for row in tx.query_all(&update).await? {
            ids.push(row.try_get("", id)?);
        }
        ids.sort();
    }
    Ok(moved)
}

/// Gives back what was moved, as far as it still belongs to `from`.
pub async fn move_back(tx: &Tx, moved: &Moved, from: Uuid, to: Uuid) -> Result<(), DbErr> {
    for Follows { table, id, .. } in &TABLES {
        for ids in moved.of(table).chunks(CHUNK) {
            let update = Query::update()
                .table(Alias::new(*table))
                .value("contact_id", to)
                .and_where(Expr::col("contact_id").eq(from))
                .and_where(Expr::col(*id).is_in(ids.iter().copied()))
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
