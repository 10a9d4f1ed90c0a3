//! Who is behind a credential: one query for the user, role and credential, one more each for a limited reach.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::Tx;
use super::entity::{api_tokens, role_channels, role_teams, roles, sessions, team_members, teams, users};
use super::scope::{Reach, Scope};

/// An active user with their role, as a credential leads to them.
pub struct Known {
    /// Of the session or token.
    pub credential_id: Uuid,
    /// Of the session or token.
    pub last_seen_at: Option<DateTime<Utc>>,
    pub user_id: Uuid,
    pub name: String,
    pub email: String,
    pub language: String,
    /// Array of permission words of the role.
    pub permissions: Value,
    /// Array of permission words of the token; none for a session.
    pub scopes: Option<Value>,
    pub scope: Scope,
}

#[derive(FromQueryResult)]
struct Row {
    credential_id: Uuid,
    last_seen_at: Option<DateTime<Utc>>,
    scopes: Option<Value>,
    user_id: Uuid,
    name: String,
    email: String,
    language: String,
    role_id: Uuid,
    permissions: Value,
    all_teams: bool,
    all_channels: bool,
}

/// By the hash of a session token: not expired, seen since `idle_since`, user active.
pub async fn by_session(
    db: &impl ConnectionTrait,
    hash: &str,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Option<Known>, DbErr> {
    let mut select = users_with_roles();
    select
        .expr_as(
            Expr::col((sessions::Entity, sessions::Column::Id)),
            "credential_id",
        )
        .expr_as(
            Expr::col((sessions::Entity, sessions::Column::LastSeenAt)),
            "last_seen_at",
        )
        .inner_join(
            sessions::Entity,
            Expr::col((sessions::Entity, sessions::Column::UserId))
                .equals((users::Entity, users::Column::Id)),
        )
        .cond_where(
            Condition::all()
                .add(sessions::Column::TokenHash.eq(hash))
                .add(sessions::Column::ExpiresAt.gt(now))
                .add(sessions::Column::LastSeenAt.gt(idle_since)),
        );
    known(db, select).await
}

/// By the hash of an API token: not expired, not revoked, user active.
pub async fn by_token(
    db: &impl ConnectionTrait,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Known>, DbErr> {
    let mut select = users_with_roles();
    select
        .expr_as(
            Expr::col((api_tokens::Entity, api_tokens::Column::Id)),
            "credential_id",
        )
        .expr_as(
            Expr::col((api_tokens::Entity, api_tokens::Column::LastUsedAt)),
            "last_seen_at",
        )
        .expr_as(
            Expr::col((api_tokens::Entity, api_tokens::Column::Scopes)),
            "scopes",
        )
        .inner_join(
            api_tokens::Entity,
            Expr::col((api_tokens::Entity, api_tokens::Column::UserId))
                .equals((users::Entity, users::Column::Id)),
        )
        .cond_where(
            Condition::all()
                .add(api_tokens::Column::TokenHash.eq(hash))
                .add(api_tokens::Column::RevokedAt.is_null())
                .add(
                    Condition::any()
                        .add(api_tokens::Column::ExpiresAt.is_null())
                        .add(api_tokens::Column::ExpiresAt.gt(now)),
                ),
        );
    known(db, select).await
}

/// The active user themselves, without a credential: for what they send by mail.
pub async fn by_user(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Option<Known>, DbErr> {
    let mut select = users_with_roles();
    select
        .expr_as(Expr::col((users::Entity, users::Column::Id)), "credential_id")
        .expr_as(
            Expr::col((users::Entity, users::Column::LastSeenAt)),
            "last_seen_at",
        )
        .cond_where(users::Column::Id.eq(user_id));
    known(db, select).await
}

fn users_with_roles() -> SelectStatement {
    let mut select = Query::select();
    select
        .expr_as(Expr::col((users::Entity, users::Column::Id)), "user_id")
        .column((users::Entity, users::Column::Name))
        .column((users::Entity, users::Column::Email))
        .column((users::Entity, users::Column::Language))
        .column((users::Entity, users::Column::RoleId))
        .column((roles::Entity, roles::Column::Permissions))
        .column((roles::Entity, roles::Column::AllTeams))
        .column((roles::Entity, roles::Column::AllChannels))
        .from(users::Entity)
        .inner_join(
            roles::Entity,
            Expr::col((roles::Entity, roles::Column::Id)).equals((users::Entity, users::Column::RoleId)),
        )
        .and_where(users::Column::State.eq(users::UserState::Active));
    select
}

async fn known(db: &impl ConnectionTrait, select: SelectStatement) -> Result<Option<Known>, DbErr> {
    let Some(row) = db.query_one(&select).await? else {
        return Ok(None);
    };
    let row = Row::from_query_result(&row, "")?;
    let teams = if row.all_teams {
        Reach::All
    } else {
        Reach::Only(teams_of(db, row.role_id, row.user_id).await?)
    };
    let channels = if row.all_channels {
        Reach::All
    } else {
        Reach::Only(channels_of(db, row.role_id).await?)
    };
    Ok(Some(Known {
        credential_id: row.credential_id,
        last_seen_at: row.last_seen_at,
        user_id: row.user_id,
        name: row.name,
        email: row.email,
        language: row.language,
        permissions: row.permissions,
        scopes: row.scopes,
        scope: Scope {
            user_id: row.user_id,
            teams,
            channels,
        },
    }))
}

/// A limited role reaches its own teams and those its user works in.
async fn teams_of(db: &impl ConnectionTrait, role_id: Uuid, user_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let of_role = Query::select()
        .column(role_teams::Column::TeamId)
        .from(role_teams::Entity)
        .and_where(role_teams::Column::RoleId.eq(role_id))
        .to_owned();
    let of_user = Query::select()
        .column(team_members::Column::TeamId)
        .from(team_members::Entity)
        .and_where(team_members::Column::UserId.eq(user_id))
        .to_owned();
    teams::Entity::find()
        .select_only()
        .column(teams::Column::Id)
        .filter(
            Condition::any()
                .add(teams::Column::Id.in_subquery(of_role))
                .add(teams::Column::Id.in_subquery(of_user)),
        )
        .into_tuple()
        .all(db)
        .await
}

async fn channels_of(db: &impl ConnectionTrait, role_id: Uuid) -> Result<Vec<Uuid>, DbErr> {
    role_channels::Entity::find()
        .select_only()
        .column(role_channels::Column::ChannelId)
        .filter(role_channels::Column::RoleId.eq(role_id))
        .into_tuple()
        .all(db)
        .await
}

/// Notes that a session and its user were there just now.
pub async fn session_seen(tx: &Tx, user_id: Uuid, session_id: Uuid) -> Result<(), DbErr> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::LastSeenAt, Expr::value(tx.now()))
        .filter(sessions::Column::Id.eq(session_id))
        .exec(tx)
        .await?;
    user_seen(tx, user_id).await
}

/// Notes that a token and its user were there just now.
pub async fn token_seen(tx: &Tx, user_id: Uuid, token_id: Uuid) -> Result<(), DbErr> {
    api_tokens::Entity::update_many()
        .col_expr(api_tokens::Column::LastUsedAt, Expr::value(tx.now()))
        .filter(api_tokens::Column::Id.eq(token_id))
        .exec(tx)
        .await?;
    user_seen(tx, user_id).await
}

async fn user_seen(tx: &Tx, user_id: Uuid) -> Result<(), DbErr> {
    users::Entity::update_many()
        .col_expr(users::Column::LastSeenAt, Expr::value(tx.now()))
        .filter(users::Column::Id.eq(user_id))
        .exec(tx)
        .await?;
    Ok(())
}
