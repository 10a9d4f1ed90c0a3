//! Queries on teams and who works in them.

use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::users::UserState;
use super::entity::{team_members, teams, users};

/// Every team, by name.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<teams::Model>, DbErr> {
    teams::Entity::find()
        .order_by_asc(teams::Column::Name)
        .limit(1_000)
        .all(db)
        .await
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<teams::Model>, DbErr> {
    teams::Entity::find_by_id(id).one(db).await
}

/// How many of these ids are teams.
pub async fn count_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<u64, DbErr> {
    teams::Entity::find()
        .filter(teams::Column::Id.is_in(ids.iter().copied()))
        .count(db)
        .await
}

/// All memberships: (team, user).
pub async fn memberships(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    team_members::Entity::find()
        .select_only()
        .column(team_members::Column::TeamId)
        .column(team_members::Column::UserId)
        .into_tuple()
        .all(db)
        .await
}

/// Active users of one team, by name.
pub async fn members(db: &impl ConnectionTrait, team_id: Uuid) -> Result<Vec<users::Model>, DbErr> {
    let ids = team_members::Entity::find()
        .select_only()
        .column(team_members::Column::UserId)
        .filter(team_members::Column::TeamId.eq(team_id))
        .into_query();
    users::Entity::find()
        .filter(users::Column::Id.in_subquery(ids))
        .filter(users::Column::State.eq(UserState::Active))
        .order_by_asc(users::Column::Name)
        .limit(1_000)
        .all(db)
        .await
}

/// `SELECT team_id` of the teams of one user.
pub fn ids_of(user_id: Uuid) -> SelectStatement {
    team_members::Entity::find()
        .select_only()
        .column(team_members::Column::TeamId)
        .filter(team_members::Column::UserId.eq(user_id))
        .into_query()
}

/// The teams of one user, by name.
pub async fn of_user(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<teams::Model>, DbErr> {
    let ids: Vec<Uuid> = team_members::Entity::find()
        .select_only()
        .column(team_members::Column::TeamId)
        .filter(team_members::Column::UserId.eq(user_id))
        .into_tuple()
        .all(db)
        .await?;
    teams::Entity::find()
        .filter(teams::Column::Id.is_in(ids))
        .order_by_asc(teams::Column::Name)
        .all(db)
        .await
}

pub async fn insert(tx: &Tx, name: String) -> Result<teams::Model, DbErr> {
    teams::ActiveModel {
        id: Set(tx.id()),
        name: Set(name),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
    }
    .insert(tx)
    .await
}

pub async fn rename(tx: &Tx, id: Uuid, name: String) -> Result<teams::Model, DbErr> {
    teams::ActiveModel {
        id: Set(id),
        name: Set(name),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
    .update(tx)
    .await
}

/// Tickets and channels of the team keep their place, without a team; its views go with it.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    teams::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Replaces the members of a team.
pub async fn set_members(tx: &Tx, team_id: Uuid, user_ids: &[Uuid]) -> Result<(), DbErr> {
    team_members::Entity::delete_many()
        .filter(team_members::Column::TeamId.eq(team_id))
        .exec(tx)
        .await?;
    if user_ids.is_empty() {
        return Ok(());
    }
    let members = user_ids.iter().map(|user_id| team_members::ActiveModel {
        team_id: Set(team_id),
        user_id: Set(*user_id),
    });
    team_members::Entity::insert_many(members)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
