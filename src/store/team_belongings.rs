//! What belongs to a team: its views, canned replies, macros and channels, counted and given to others.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::Tx;
use super::entity::{canned_replies, channels, macros, views};

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Whose new tickets go to the team.
    pub channels: u64,
    pub views: u64,
    pub canned_replies: u64,
    pub macros: u64,
}

pub async fn count(conn: &impl ConnectionTrait, team_id: Uuid) -> Result<Belongings, DbErr> {
    Ok(Belongings {
        channels: channels::Entity::find()
            .filter(channels::Column::TeamId.eq(team_id))
            .count(conn)
            .await?,
        views: views::Entity::find()
            .filter(views::Column::TeamId.eq(team_id))
            .count(conn)
            .await?,
        canned_replies: canned_replies::Entity::find()
            .filter(canned_replies::Column::TeamId.eq(team_id))
            .count(conn)
            .await?,
        macros: macros::Entity::find()
            .filter(macros::Column::TeamId.eq(team_id))
            .count(conn)
            .await?,
    })
}

/// Gives it all to another team, or with none to everyone; new tickets of its channels then go to no team. A canned
/// reply whose shortcut is taken there loses its own. Gives the channels that changed.
pub async fn give(tx: &Tx, from: Uuid, to: Option<Uuid>) -> Result<Vec<Uuid>, DbErr> {
    free_shortcuts(tx, from, to).await?;
    canned_replies::Entity::update_many()
        .col_expr(canned_replies::Column::TeamId, Expr::value(to))
        .col_expr(canned_replies::Column::UpdatedAt, Expr::value(tx.now()))
        .col_expr(
            canned_replies::Column::Version,
            Expr::col(canned_replies::Column::Version).add(1),
        )
        .filter(canned_replies::Column::TeamId.eq(from))
        .exec(tx)
        .await?;
    macros::Entity::update_many()
        .col_expr(macros::Column::TeamId, Expr::value(to))
        .col_expr(macros::Column::UpdatedAt, Expr::value(tx.now()))
        .col_expr(macros::Column::Version, Expr::col(macros::Column::Version).add(1))
        .filter(macros::Column::TeamId.eq(from))
        .exec(tx)
        .await?;
    views::Entity::update_many()
        .col_expr(views::Column::TeamId, Expr::value(to))
        .col_expr(views::Column::UpdatedAt, Expr::value(tx.now()))
        .col_expr(views::Column::Version, Expr::col(views::Column::Version).add(1))
        .filter(views::Column::TeamId.eq(from))
        .exec(tx)
        .await?;
    give_channels(tx, from, to).await
}

async fn give_channels(tx: &Tx, from: Uuid, to: Option<Uuid>) -> Result<Vec<Uuid>, DbErr> {
    let ids: Vec<Uuid> = channels::Entity::find()
        .select_only()
        .column(channels::Column::Id)
        .filter(channels::Column::TeamId.eq(from))
        .into_tuple()
        .all(tx)
        .await?;
    channels::Entity::update_many()
        .col_expr(channels::Column::TeamId, Expr::value(to))
        .col_expr(channels::Column::UpdatedAt, Expr::value(tx.now()))
        .col_expr(
            channels::Column::Version,
            Expr::col(channels::Column::Version).add(1),
        )
        .filter(channels::Column::TeamId.eq(from))
        .exec(tx)
        .await?;
    Ok(ids)
}

async fn free_shortcuts(tx: &Tx, from: Uuid, to: Option<Uuid>) -> Result<(), DbErr> {
    let there = match to {
        Some(id) => Condition::all().add(canned_replies::Column::TeamId.eq(id)),
        None => Condition::all()
            .add(canned_replies::Column::TeamId.is_null())
            .add(canned_replies::Column::OwnerId.is_null()),
    };
    let taken = canned_replies::Entity::find()
        .select_only()
        .column(canned_replies::Column::Shortcut)
        .filter(there)
        .filter(canned_replies::Column::Shortcut.is_not_null())
        .into_query();
    canned_replies::Entity::update_many()
        .col_expr(canned_replies::Column::Shortcut, Expr::value(None::<String>))
        .filter(canned_replies::Column::TeamId.eq(from))
        .filter(canned_replies::Column::Shortcut.in_subquery(taken))
        .exec(tx)
        .await?;
    Ok(())
}
