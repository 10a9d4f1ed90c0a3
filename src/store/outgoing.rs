//! Reads what is to be sent: a message with its channel.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::entity::{channels, messages};

/// A message and the channel it goes out by; `None` when either is not there.
pub async fn message_with_channel(
    conn: &impl ConnectionTrait,
    message_id: Uuid,
) -> Result<Option<(messages::Model, channels::Model)>, DbErr> {
    let Some(message) = messages::Entity::find_by_id(message_id).one(conn).await? else {
        return Ok(None);
    };
    let Some(channel_id) = message.channel_id else {
        return Ok(None);
    };
    let channel = channels::Entity::find_by_id(channel_id).one(conn).await?;
    Ok(channel.map(|channel| (message, channel)))
}
