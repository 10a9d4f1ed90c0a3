//! Rows of `canned_replies`: found by their words within what the viewer sees, kept, counted.

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Tx;
use super::circle::{Circle, Viewer};
use super::entity::canned_replies::{Column, Entity, Model};
use crate::text_fold::{fold, index_words};

/// More than a house keeps up to date.
pub const MOST: u64 = 10_000;
/// Words of a search that count.
const MOST_WORDS: usize = 10;

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CannedOrder {
    #[default]
    Title,
    /// Most used first.
    Used,
}

/// Which replies a list wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Each word begins a word of title, shortcut, folder or text, whatever case and accents.
    pub q: String,
    /// This folder and those below it.
    pub folder: Option<String>,
    pub circle: Option<Circle>,
    pub team_id: Option<Uuid>,
    /// Of this language or of none.
    pub language: Option<String>,
    pub order: CannedOrder,
}

/// The place of a reply in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub key: String,
    pub used: i64,
    pub id: Uuid,
}

impl Position {
    pub fn of(reply: &Model) -> Self {
        Self {
            key: reply.sort_key.clone(),
            used: reply.used_count,
            id: reply.id,
        }
    }
}

/// At most `limit` that come after `after`.
pub async fn list(
    conn: &impl ConnectionTrait,
    viewer: Viewer<'_>,
    wanted: &Wanted,
    after: Option<&Position>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut query = Entity::find()
        .filter(viewer.sees(Column::OwnerId, Column::TeamId))
        .filter(wanted.condition());
    if let Some(after) = after {
        let place =
            |column: Column| Expr::tuple([Expr::col((Entity, column)), Expr::col((Entity, Column::Id))]);
        query = query.filter(match wanted.order {
            CannedOrder::Title => {
                place(Column::SortKey).gt(Expr::tuple([Expr::val(after.key.clone()), Expr::val(after.id)]))
            }
            CannedOrder::Used => {
                place(Column::UsedCount).lt(Expr::tuple([Expr::val(after.used), Expr::val(after.id)]))
            }
        });
    }
    query = match wanted.order {
        CannedOrder::Title => query.order_by_asc(Column::SortKey).order_by_asc(Column::Id),
        CannedOrder::Used => query.order_by_desc(Column::UsedCount).order_by_desc(Column::Id),
    };
    query.limit(limit).all(conn).await
}

impl Wanted {
    fn condition(&self) -> Condition {
        let mut all = Condition::all();
        for word in index_words(&self.q).split_whitespace().take(MOST_WORDS) {
            all = all.add(like(Column::SearchText, &format!("% {}%", escaped(word))));
        }
        if let Some(folder) = &self.folder {
            all = all.add(
                Condition::any()
                    .add(Column::Folder.eq(folder.as_str()))
                    .add(like(Column::Folder, &format!("{}/%", escaped(folder)))),
            );
        }
        match self.circle {
            None => {}
            Some(Circle::Personal) => all = all.add(Column::OwnerId.is_not_null()),
            Some(Circle::Team) => all = all.add(Column::TeamId.is_not_null()),
            Some(Circle::Everyone) => {
                all = all.add(Column::OwnerId.is_null().and(Column::TeamId.is_null()));
            }
        }
        if let Some(team_id) = self.team_id {
            all = all.add(Column::TeamId.eq(team_id));
        }
        if let Some(language) = &self.language {
            all = all.add(
                Column::Language
                    .is_null()
                    .or(Column::Language.eq(language.as_str())),
            );
        }
        all
    }
}

fn like(column: Column, pattern: &str) -> Expr {
    Expr::col((Entity, column)).like(LikeExpr::new(pattern).escape('\\'))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// The folders of what the viewer sees with the number of replies right in each, by name.
pub async fn folders(conn: &impl ConnectionTrait, viewer: Viewer<'_>) -> Result<Vec<(String, i64)>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::Folder)
        .column_as(Column::Id.count(), "replies")
        .filter(viewer.sees(Column::OwnerId, Column::TeamId))
        .group_by(Column::Folder)
        .order_by_asc(Column::Folder)
        .into_tuple()
        .all(conn)
        .await
}

/// Those of a folder and of the folders below it, held until the transaction ends.
pub async fn lock_folder(tx: &Tx, viewer: Viewer<'_>, folder: &str) -> Result<Vec<Model>, DbErr> {
    let wanted = Wanted {
        folder: Some(folder.to_owned()),
        ..Wanted::default()
    };
    Entity::find()
        .filter(viewer.sees(Column::OwnerId, Column::TeamId))
        .filter(wanted.condition())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

/// A reply the viewer sees.
pub async fn find(conn: &impl ConnectionTrait, viewer: Viewer<'_>, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(viewer.sees(Column::OwnerId, Column::TeamId))
        .one(conn)
        .await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, viewer: Viewer<'_>, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(viewer.sees(Column::OwnerId, Column::TeamId))
        .lock_exclusive()
        .one(tx)
        .await
}

/// Whether another reply of the same owner, team or of everyone has this shortcut.
pub async fn shortcut_taken(tx: &Tx, reply: &Model, shortcut: &str) -> Result<bool, DbErr> {
    let same = |column: Column, id: Option<Uuid>| match id {
        Some(id) => column.eq(id),
        None => column.is_null(),
    };
    let other = Entity::find()
        .filter(Column::Shortcut.eq(shortcut))
        .filter(same(Column::OwnerId, reply.owner_id))
        .filter(same(Column::TeamId, reply.team_id))
        .filter(Column::Id.ne(reply.id))
        .one(tx)
        .await?;
    Ok(other.is_some())
}

pub async fn count(tx: &Tx) -> Result<u64, DbErr> {
    Entity::find().count(tx).await
}

pub async fn insert(tx: &Tx, reply: Model) -> Result<Model, DbErr> {
    indexed(reply).into_active_model().reset_all().insert(tx).await
}

/// Stores `after` over `before` and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    let mut row = indexed(after).into_active_model().reset_all();
    row.id = sea_orm::Unchanged(before.id);
    row.created_at = sea_orm::Unchanged(before.created_at);
    row.used_count = sea_orm::Unchanged(before.used_count);
    row.last_used_at = sea_orm::Unchanged(before.last_used_at);
    row.updated_at = sea_orm::Set(tx.now());
    row.version = sea_orm::Set(before.version + 1);
    row.update(tx).await
}

fn indexed(reply: Model) -> Model {
    let words = [
        reply.title.as_str(),
        reply.shortcut.as_deref().unwrap_or_default(),
        &reply.folder,
        &reply.text,
    ]
    .join(" ");
    Model {
        sort_key: fold(&reply.title),
        // The space before the first word lets every word be found by its beginning.
        search_text: format!(" {}", index_words(&words)),
        ..reply
    }
}

/// One use more.
pub async fn used(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::UsedCount, Expr::col(Column::UsedCount).add(1))
        .col_expr(Column::LastUsedAt, Expr::value(tx.now()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn delete(tx: &Tx, reply: Model) -> Result<(), DbErr> {
    reply.delete(tx).await.map(|_| ())
}
