//! Rows of `agent_mails`: notices on their way to agents, and what became of them.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::agent_mails::{ActiveModel, Column, Entity, Model};
use super::entity::channels;
use super::entity::messages::DeliveryState;
use super::entity::outbox::Cargo;
use super::outbox;

/// Inserts the mail with its place in the outbox, due now.
pub async fn enqueue(tx: &Tx, mail: Model) -> Result<Model, DbErr> {
    let mail = mail.into_active_model().reset_all().insert(tx).await?;
    outbox::put(tx, Cargo::AgentMail(mail.id), mail.channel_id, tx.now()).await?;
    Ok(mail)
}

/// A mail and the channel it goes out by; `None` when either is not there.
pub async fn with_channel(
    conn: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<(Model, channels::Model)>, DbErr> {
    let Some(mail) = Entity::find_by_id(id).one(conn).await? else {
        return Ok(None);
    };
    let channel = channels::Entity::find_by_id(mail.channel_id).one(conn).await?;
    Ok(channel.map(|channel| (mail, channel)))
}

/// The mails that carry these links.
pub async fn of_invitations(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::InvitationId.is_in(ids))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// Writes down how far the mail came.
pub async fn set(
    tx: &Tx,
    id: Uuid,
    state: DeliveryState,
    code: Option<&str>,
    reason: Option<&str>,
) -> Result<(), DbErr> {
    if Entity::find_by_id(id).one(tx).await?.is_none() {
        return Ok(());
    }
    ActiveModel {
        id: sea_orm::Unchanged(id),
        state: Set(state),
        code: Set(code.map(str::to_owned)),
        state_reason: Set(reason.map(str::to_owned)),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
    .update(tx)
    .await?;
    Ok(())
}

/// Sweeps away up to `limit` mails from before `before`, wherever they got to; how many there were.
pub async fn delete_old(tx: &Tx, before: DateTime<Utc>, limit: u64) -> Result<u64, DbErr> {
    let old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::At.lte(before))
        .limit(limit)
        .into_query();
    let deleted = Entity::delete_many()
        .filter(Column::Id.in_subquery(old))
        .exec(tx)
        .await?;
    Ok(deleted.rows_affected)
}
