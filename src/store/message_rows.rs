//! Everything a page of messages shows, loaded with the same few statements however many there are.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entity::{attachments, channels, deliveries, intake, messages, outbox, tickets};
use super::lookup;

/// What hangs on the messages of one page.
#[derive(Debug, Default)]
pub struct Surroundings {
    pub tickets: HashMap<Uuid, tickets::Model>,
    pub channels: HashMap<Uuid, channels::Model>,
    pub attachments_by_message: HashMap<Uuid, Vec<attachments::Model>>,
    pub deliveries_by_message: HashMap<Uuid, Vec<deliveries::Model>>,
    pub outbox_by_message: HashMap<Uuid, outbox::Model>,
    /// Messages whose raw bytes are kept.
    pub with_raw: HashSet<Uuid>,
}

/// Loads what is shown beside these messages; they are authorised already.
pub async fn surroundings(
    conn: &impl ConnectionTrait,
    rows: &[messages::Model],
) -> Result<Surroundings, DbErr> {
    if rows.is_empty() {
        return Ok(Surroundings::default());
    }
    let ids: Vec<Uuid> = rows.iter().map(|m| m.id).collect();
    let mut around = Surroundings {
        tickets: lookup::by_id::<tickets::Entity>(conn, rows.iter().map(|m| m.ticket_id), |t| t.id).await?,
        channels: lookup::by_id::<channels::Entity>(conn, rows.iter().filter_map(|m| m.channel_id), |c| c.id)
            .await?,
        ..Default::default()
    };
    for file in super::attachments::of_messages(conn, &ids).await? {
        if let Some(id) = file.message_id {
            around.attachments_by_message.entry(id).or_default().push(file);
        }
    }
    let copies = deliveries::Entity::find()
        .filter(deliveries::Column::MessageId.is_in(ids.iter().copied()))
        .order_by_asc(deliveries::Column::Id)
        .all(conn)
        .await?;
    for copy in copies {
        around
            .deliveries_by_message
            .entry(copy.message_id)
            .or_default()
            .push(copy);
    }
    around.outbox_by_message = outbox::Entity::find()
        .filter(outbox::Column::MessageId.is_in(ids.iter().copied()))
        .all(conn)
        .await?
        .into_iter()
        .filter_map(|row| Some((row.message_id?, row)))
        .collect();
    let with_raw: Vec<Option<Uuid>> = intake::Entity::find()
        .select_only()
        .column(intake::Column::MessageId)
        .filter(intake::Column::MessageId.is_in(ids))
        .into_tuple()
        .all(conn)
        .await?;
    around.with_raw = with_raw.into_iter().flatten().collect();
    Ok(around)
}

/// The ledger row a message came in by, the first if it came more than once.
pub async fn raw_of(conn: &impl ConnectionTrait, message_id: Uuid) -> Result<Option<intake::Model>, DbErr> {
    intake::Entity::find()
        .filter(intake::Column::MessageId.eq(message_id))
        .order_by_asc(intake::Column::Id)
        .one(conn)
        .await
}
