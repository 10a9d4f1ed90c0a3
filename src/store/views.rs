//! Rows of `views`: saved filters of one user, of a team or of everybody.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::Value;
use uuid::Uuid;

use super::entity::views::{ActiveModel, Column, Entity, Model};
use super::{Tx, teams};

/// More than anybody keeps.
pub const MOST: u64 = 200;

/// What a view is made of.
#[derive(Clone, Debug)]
pub struct NewView {
    /// None: a team's or everybody's.
    pub owner_id: Option<Uuid>,
    pub team_id: Option<Uuid>,
    pub name: String,
    pub filter: Value,
    pub sort: String,
    pub columns: Option<Value>,
    pub position: i32,
}

/// Who asks for views.
#[derive(Clone, Copy, Debug)]
pub struct Audience {
    pub user_id: Uuid,
    /// They manage what is shared, so they see the views of teams they are not in.
    pub every_team: bool,
}

impl Audience {
    fn sees(self) -> Condition {
        let everybodys = Condition::all()
            .add(Column::OwnerId.is_null())
            .add(Column::TeamId.is_null());
        let of_teams = if self.every_team {
            Column::TeamId.is_not_null()
        } else {
            Column::TeamId.in_subquery(teams::ids_of(self.user_id))
        };
        Condition::any()
            .add(Column::OwnerId.eq(self.user_id))
            .add(everybodys)
            .add(of_teams)
    }
}

/// Everybody's first, then those of teams, then the user's own, each by position.
pub async fn list(conn: &impl ConnectionTrait, audience: Audience) -> Result<Vec<Model>, DbErr> {
    let mut views = Entity::find()
        .filter(audience.sees())
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(conn)
        .await?;
    views.sort_by_key(|view| (view.owner_id.is_some(), view.team_id.is_some()));
    Ok(views)
}

/// A view the audience sees.
pub async fn find(conn: &impl ConnectionTrait, audience: Audience, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(audience.sees()).one(conn).await
}

/// Like [`find`], held until the transaction ends.
pub async fn lock(tx: &Tx, audience: Audience, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(audience.sees())
        .lock_exclusive()
        .one(tx)
        .await
}

/// Like [`lock`] for many, in the order of their ids.
pub async fn lock_many(tx: &Tx, audience: Audience, ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(audience.sees())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

pub async fn insert(tx: &Tx, new: NewView) -> Result<Model, DbErr> {
    ActiveModel {
        id: Set(tx.id()),
        owner_id: Set(new.owner_id),
        team_id: Set(new.team_id),
        name: Set(new.name),
        filter: Set(new.filter),
        sort: Set(new.sort),
        columns: Set(new.columns),
        position: Set(new.position),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(1),
    }
    .insert(tx)
    .await
}

/// Stores `after` over `before` and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    let mut row = after.into_active_model().reset_all();
    row.id = sea_orm::Unchanged(before.id);
    row.created_at = sea_orm::Unchanged(before.created_at);
    row.updated_at = Set(tx.now());
    row.version = Set(before.version + 1);
    row.update(tx).await
}

pub async fn delete(tx: &Tx, view: Model) -> Result<(), DbErr> {
    view.delete(tx).await.map(|_| ())
}
