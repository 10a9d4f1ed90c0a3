//! Rows of `channels`: found, made, changed, and how they fare.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::channels::{ActiveModel, ChannelState, Column, Entity, Model};
use super::entity::{channel_cursors, intake, messages, outbox, tickets};
use super::scope::Scope;
use crate::live::Notice;

/// Starts the error of a channel that cannot send: reading mail does not clear it.
const SENDING: &str = "sending: ";

/// Which half of a channel speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    Receiving,
    Sending,
}

pub async fn find(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(conn).await
}

/// Within a scope; a foreign channel is not there.
pub async fn find_visible(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(scope.channels()).one(conn).await
}

pub async fn by_name(conn: &impl ConnectionTrait, name: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Name.eq(name)).one(conn).await
}

/// All channels, by name.
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_asc(Column::Name).all(conn).await
}

/// Those of the scope, by name.
pub async fn visible(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(scope.channels())
        .order_by_asc(Column::Name)
        .all(conn)
        .await
}

/// A channel row with everything at its plainest, to be filled in and given to [`insert`].
pub fn blank(tx: &Tx, kind: &str, name: &str) -> Model {
    Model {
        id: tx.id(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        address: None,
        settings: serde_json::json!({}),
        secrets: None,
        state: ChannelState::Active,
        team_id: None,
        language: "en".to_owned(),
        acknowledge: false,
        tag_subject: true,
        sender_name: String::new(),
        signature: String::new(),
        last_ok_at: None,
        last_error: None,
        last_error_at: None,
        created_at: tx.now(),
        updated_at: tx.now(),
        version: 1,
    }
}

/// Fails with a unique violation when the name is taken.
pub async fn insert(tx: &Tx, channel: Model) -> Result<Model, DbErr> {
    let channel = channel.into_active_model().reset_all().insert(tx).await?;
    tx.notify(Notice::Channel { id: channel.id });
    Ok(channel)
}

/// Stores every field of a changed row under the next version. A channel in error is given another chance.
pub async fn update(tx: &Tx, mut channel: Model) -> Result<Model, DbErr> {
    channel.version += 1;
    channel.updated_at = tx.now();
    if channel.state == ChannelState::Error {
        channel.state = ChannelState::Active;
        channel.last_error = None;
        channel.last_error_at = None;
    }
    let channel = channel.into_active_model().reset_all().update(tx).await?;
    tx.notify(Notice::Channel { id: channel.id });
    Ok(channel)
}

/// Replaces the sealed secrets without a new version: the open connection knows them already.
pub async fn set_secrets(tx: &Tx, id: Uuid, sealed: Vec<u8>) -> Result<(), DbErr> {
    ActiveModel {
        id: sea_orm::Unchanged(id),
        secrets: Set(Some(sealed)),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
    .update(tx)
    .await?;
    Ok(())
}

/// Pauses or resumes; resuming forgets the last error.
pub async fn set_state(tx: &Tx, channel: &Model, state: ChannelState) -> Result<Model, DbErr> {
    let mut row = channel.clone().into_active_model();
    row.state = Set(state);
    row.version = Set(channel.version + 1);
    row.updated_at = Set(tx.now());
    if state == ChannelState::Active {
        row.last_error = Set(None);
        row.last_error_at = Set(None);
    }
    let channel = row.update(tx).await?;
    tx.notify(Notice::Channel { id: channel.id });
    Ok(channel)
}

/// The channel works: its last error is over, unless the other half had it.
pub async fn record_ok(tx: &Tx, id: Uuid, half: Half) -> Result<(), DbErr> {
    let Some(channel) = find(tx, id).await? else {
        return Ok(());
    };
    let mut row = ActiveModel {
        id: sea_orm::Unchanged(id),
        last_ok_at: Set(Some(tx.now())),
        ..Default::default()
    };
    let own_error = channel
        .last_error
        .as_deref()
        .is_some_and(|error| error.starts_with(SENDING) == (half == Half::Sending));
    if own_error {
        row.last_error = Set(None);
        row.last_error_at = Set(None);
        if channel.state == ChannelState::Error {
            row.state = Set(ChannelState::Active);
        }
        tx.notify(Notice::Channel { id });
    }
    row.update(tx).await?;
    Ok(())
}

/// How bad an error of a channel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It will be tried again.
    Passing,
    /// Somebody must act; the channel stops sending.
    NeedsAdmin,
}

/// Shows an error on the channel.
pub async fn record_error(
    tx: &Tx,
    id: Uuid,
    half: Half,
    trouble: Trouble,
    reason: &str,
) -> Result<(), DbErr> {
    let Some(channel) = find(tx, id).await? else {
        return Ok(());
    };
    let blocked_sending = channel.state == ChannelState::Error
        && channel
            .last_error
            .as_deref()
            .is_some_and(|e| e.starts_with(SENDING));
    // What stops the sending is not covered up by a broken connection of the reading half.
    if blocked_sending && half == Half::Receiving && trouble == Trouble::Passing {
        return Ok(());
    }
    let text = match half {
        Half::Receiving => reason.to_owned(),
        Half::Sending => format!("{SENDING}{reason}"),
    };
    let mut row = ActiveModel {
        id: sea_orm::Unchanged(id),
        last_error: Set(Some(text)),
        last_error_at: Set(Some(tx.now())),
        ..Default::default()
    };
    if trouble == Trouble::NeedsAdmin && channel.state == ChannelState::Active {
        row.state = Set(ChannelState::Error);
    }
    row.update(tx).await?;
    tx.notify(Notice::Channel { id });
    Ok(())
}

/// Whether anything was ever received or sent on it.
pub async fn was_used(conn: &impl ConnectionTrait, id: Uuid) -> Result<bool, DbErr> {
    let received = intake::Entity::find()
        .filter(intake::Column::ChannelId.eq(id))
        .one(conn);
    if received.await?.is_some() {
        return Ok(true);
    }
    let written = messages::Entity::find()
        .filter(messages::Column::ChannelId.eq(id))
        .one(conn)
        .await?;
    if written.is_some() {
        return Ok(true);
    }
    let ticket = tickets::Entity::find()
        .filter(tickets::Column::ChannelId.eq(id))
        .one(conn)
        .await?;
    Ok(ticket.is_some())
}

/// Takes an unused channel away.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(tx).await?;
    tx.notify(Notice::Channel { id });
    Ok(())
}

/// Mails known to wait at the provider; none when nobody has looked yet.
pub async fn backlog(conn: &impl ConnectionTrait, id: Uuid) -> Result<Option<i64>, DbErr> {
    let streams = channel_cursors::Entity::find()
        .filter(channel_cursors::Column::ChannelId.eq(id))
        .all(conn)
        .await?;
    Ok(streams
        .iter()
        .filter_map(|stream| stream.remaining)
        .reduce(|a, b| a + b))
}

/// Messages of the channel that wait to be sent.
pub async fn outbox_waiting(conn: &impl ConnectionTrait, id: Uuid) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::ChannelId.eq(id))
        .count(conn)
        .await
}

/// Since when the oldest of them waits.
pub async fn oldest_waiting(
    conn: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<chrono::DateTime<chrono::Utc>>, DbErr> {
    outbox::Entity::find()
        .select_only()
        .column(outbox::Column::CreatedAt)
        .filter(outbox::Column::ChannelId.eq(id))
        .order_by_asc(outbox::Column::CreatedAt)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await
}

/// Channels that may send and have a message due.
pub async fn with_due_mail(
    conn: &impl ConnectionTrait,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<Model>, DbErr> {
    let due = sea_orm::sea_query::Query::select()
        .column(outbox::Column::ChannelId)
        .from(outbox::Entity)
        .cond_where(
            Condition::all()
                .add(outbox::Column::Stage.eq(outbox::OutboxStage::Waiting))
                .add(outbox::Column::DueAt.lte(now)),
        )
        .to_owned();
    Entity::find()
        .filter(Column::State.eq(ChannelState::Active))
        .filter(Expr::col(Column::Id).in_subquery(due))
        .order_by_asc(Column::Id)
        .limit(1000)
        .all(conn)
        .await
}
