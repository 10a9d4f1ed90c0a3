//! Writing the whole index anew, batch by batch, while the hub runs.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::document;
use super::index::replace;
use crate::store::entity::search_documents::{ActiveModel, Entity};
use crate::store::entity::{attachments, companies, contacts, identities, messages, tickets};
use crate::store::{Store, field_values, lookup};

/// Rows of one transaction; writers wait no longer than it takes.
const BATCH: u64 = 500;

/// How many documents were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    pub tickets: u64,
    pub messages: u64,
    pub contacts: u64,
}

/// Indexes every ticket, message and contact again. Rows written meanwhile index themselves.
pub async fn rebuild(store: &Store) -> Result<Rebuilt, DbErr> {
    Ok(Rebuilt {
        tickets: rebuild_tickets(store).await?,
        messages: rebuild_messages(store).await?,
        contacts: rebuild_contacts(store).await?,
    })
}

async fn rebuild_tickets(store: &Store) -> Result<u64, DbErr> {
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let tx = store.write().await?;
        let rows = tickets::Entity::find()
            .filter(tickets::Column::Id.gt(after))
            .order_by_asc(tickets::Column::Id)
            .limit(BATCH)
            .all(&tx)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(count);
        };
        after = last.id;
        count += put_all(&tx, rows.iter().map(document::of_ticket)).await?;
        tx.commit().await?;
    }
}

async fn rebuild_messages(store: &Store) -> Result<u64, DbErr> {
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let tx = store.write().await?;
        let rows = messages::Entity::find()
            .filter(messages::Column::Id.gt(after))
            .order_by_asc(messages::Column::Id)
            .limit(BATCH)
            .all(&tx)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(count);
        };
        after = last.id;
        let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
        let files = attachments::Entity::find()
            .filter(attachments::Column::MessageId.is_in(rows.iter().map(|row| row.id)))
            .order_by_asc(attachments::Column::Position)
            .all(&tx)
            .await?;
        for file in files {
            if let Some(message_id) = file.message_id {
                names.entry(message_id).or_default().push(file.filename);
            }
        }
        let documents = rows
            .iter()
            .map(|row| document::of_message(row, names.remove(&row.id).unwrap_or_default()));
        count += put_all(&tx, documents).await?;
        tx.commit().await?;
    }
}

async fn rebuild_contacts(store: &Store) -> Result<u64, DbErr> {
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let tx = store.write().await?;
        let rows = contacts::Entity::find()
            .filter(contacts::Column::Id.gt(after))
            .order_by_asc(contacts::Column::Id)
            .limit(BATCH)
            .all(&tx)
            .await?;
        let Some(last) = rows.last() else {
            return Ok(count);
        };
        after = last.id;
        let mut addresses: HashMap<Uuid, Vec<identities::Model>> = HashMap::new();
        let found = identities::Entity::find()
            .filter(identities::Column::ContactId.is_in(rows.iter().map(|row| row.id)))
            .order_by_asc(identities::Column::Id)
            .all(&tx)
            .await?;
        for identity in found {
            addresses.entry(identity.contact_id).or_default().push(identity);
        }
        let employers = rows.iter().filter_map(|row| row.company_id);
        let companies = lookup::by_id::<companies::Entity>(&tx, employers, |company| company.id).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let typed = field_values::of_contacts(&tx, &ids).await?;
        let documents = rows.iter().filter(|row| row.merged_into.is_none()).map(|row| {
            let company = row.company_id.and_then(|id| companies.get(&id));
            document::of_contact(
                row,
                &addresses.remove(&row.id).unwrap_or_default(),
                company.map(|company| company.name.as_str()),
                &typed
                    .get(&row.id)
                    .map(|rows| field_values::words(rows))
                    .unwrap_or_default(),
            )
        });
        count += put_all(&tx, documents).await?;
        tx.commit().await?;
    }
}

async fn put_all(
    conn: &impl ConnectionTrait,
    documents: impl Iterator<Item = ActiveModel>,
) -> Result<u64, DbErr> {
    let documents: Vec<ActiveModel> = documents.collect();
    let count = u64::try_from(documents.len()).unwrap_or(u64::MAX);
    if count > 0 {
        Entity::insert_many(documents)
            .on_conflict(replace())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(count)
}
