//! Rows of `contact_imports` and `contact_import_rows`.

use chrono::Duration;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::entity::contact_import_rows::{self as row, RowOutcome};
use super::entity::contact_imports::{ActiveModel, Column, Entity, ImportState, Model};
use super::scope::Scope;
use super::{Tx, attachments};
use crate::blobs::Stored;

/// A worker that does not come back for so long is dead.
const LEASE: Duration = Duration::seconds(60);

/// One's own, and for whom sees everything all of them: the files name people.
fn visible(scope: &Scope) -> Condition {
    match scope.is_unlimited() {
        true => Condition::all(),
        false => Condition::all().add(Column::CreatedBy.eq(scope.user_id)),
    }
}

/// Newest first, those before `after`.
pub async fn list(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find().filter(visible(scope));
    if let Some(after) = after {
        query = query.filter(Column::Id.lt(after));
    }
    query.order_by_desc(Column::Id).limit(limit).all(conn).await
}

pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(visible(scope)).one(conn).await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(visible(scope))
        .lock_exclusive()
        .one(tx)
        .await
}

/// Any import, held until the transaction ends; for the worker.
pub async fn lock_any(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Keeps the blob it names alive.
pub async fn insert(tx: &Tx, import: Model) -> Result<Model, DbErr> {
    let blob = Stored {
        hash: import.blob_hash.clone(),
        size: import.size,
    };
    attachments::remember_blob(tx, &blob).await?;
    import.into_active_model().reset_all().insert(tx).await
}

/// Stores `after` over `before` and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    let mut changed = after.into_active_model().reset_all();
    changed.id = sea_orm::Unchanged(before.id);
    changed.created_at = sea_orm::Unchanged(before.created_at);
    changed.version = Set(before.version + 1);
    changed.update(tx).await
}

/// With its rows; the file stays in the blob store as any blob that nothing names.
pub async fn delete(tx: &Tx, import: Model) -> Result<(), DbErr> {
    import.delete(tx).await.map(|_| ())
}

/// Whether any import has work.
pub async fn any_moving(conn: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let found = Entity::find()
        .filter(Column::State.is_in([ImportState::Checking, ImportState::Running]))
        .one(conn)
        .await?;
    Ok(found.is_some())
}

/// Takes the oldest import that has work for whoever has time: nobody works on it, or `alone` and whoever did is dead.
pub async fn claim(tx: &Tx, alone: bool) -> Result<Option<Model>, DbErr> {
    let mut free = Condition::any()
        .add(Column::LeaseUntil.is_null())
        .add(Column::LeaseUntil.lt(tx.now()));
    if alone {
        free = Condition::all();
    }
    let found = Entity::find()
        .filter(Column::State.is_in([ImportState::Checking, ImportState::Running]))
        .filter(free)
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .one(tx)
        .await?;
    match found {
        Some(import) => Ok(Some(hold(tx, import.id).await?)),
        None => Ok(None),
    }
}

/// The worker is alive and goes on.
pub async fn hold(tx: &Tx, id: Uuid) -> Result<Model, DbErr> {
    ActiveModel {
        id: sea_orm::Unchanged(id),
        lease_until: Set(Some(tx.now() + LEASE)),
        ..Default::default()
    }
    .update(tx)
    .await
}

/// The worker is done for now: anybody may go on.
pub async fn release(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(
            Column::LeaseUntil,
            Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None),
        )
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notes what became of records. One that was noted already fails: no record is done twice.
pub async fn insert_rows(tx: &Tx, rows: Vec<row::Model>) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|one| one.into_active_model().reset_all());
    row::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets what became of the records, before a new run.
pub async fn clear_rows(tx: &Tx, import_id: Uuid) -> Result<(), DbErr> {
    row::Entity::delete_many()
        .filter(row::Column::ImportId.eq(import_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Records of one outcome in the order of the file, those after `after`.
pub async fn rows(
    conn: &impl ConnectionTrait,
    import_id: Uuid,
    outcome: RowOutcome,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<row::Model>, DbErr> {
    row::Entity::find()
        .filter(row::Column::ImportId.eq(import_id))
        .filter(row::Column::Outcome.eq(outcome))
        .filter(row::Column::Line.gt(after.unwrap_or(0)))
        .order_by_asc(row::Column::Line)
        .limit(limit)
        .all(conn)
        .await
}
