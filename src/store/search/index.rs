//! Keeping the index in step with the rows it stands for.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::document;
use crate::store::entity::search_documents::{ActiveModel, Column, Entity, SearchKind};
use crate::store::entity::{companies, contacts, identities, messages, tickets};
use crate::store::{Tx, field_values};

/// After a ticket is made or its subject changed.
pub async fn index_ticket(tx: &Tx, ticket: &tickets::Model) -> Result<(), DbErr> {
    put(tx, document::of_ticket(ticket)).await
}

/// After a message is written; `attachment_names` are the file names of its attachments.
pub async fn index_message<S: AsRef<str>>(
    tx: &Tx,
    message: &messages::Model,
    attachment_names: impl IntoIterator<Item = S>,
) -> Result<(), DbErr> {
    put(tx, document::of_message(message, attachment_names)).await
}

/// After a contact, one of its identities or custom fields, or its company's name changed. A merged contact leaves the index.
pub async fn index_contact(tx: &Tx, contact_id: Uuid) -> Result<(), DbErr> {
    let Some(contact) = contacts::Entity::find_by_id(contact_id).one(tx).await? else {
        return remove(tx, SearchKind::Contact, contact_id).await;
    };
    if contact.merged_into.is_some() {
        return remove(tx, SearchKind::Contact, contact_id).await;
    }
    let addresses = identities::Entity::find()
        .filter(identities::Column::ContactId.eq(contact_id))
        .order_by_asc(identities::Column::Id)
        .all(tx)
        .await?;
    let company = match contact.company_id {
        Some(id) => companies::Entity::find_by_id(id).one(tx).await?,
        None => None,
    };
    let company = company.as_ref().map(|company| company.name.as_str());
    let fields = field_values::words_of_contact(tx, contact_id).await?;
    put(tx, document::of_contact(&contact, &addresses, company, &fields)).await
}

/// Takes an object out of the index (an undone message, a merged or erased contact).
pub async fn remove(tx: &Tx, kind: SearchKind, object_id: Uuid) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::Kind.eq(kind))
        .filter(Column::ObjectId.eq(object_id))
        .exec(tx)
        .await?;
    Ok(())
}

async fn put(tx: &Tx, document: ActiveModel) -> Result<(), DbErr> {
    Entity::insert(document)
        .on_conflict(replace())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(super) fn replace() -> OnConflict {
    OnConflict::columns([Column::Kind, Column::ObjectId])
        .update_columns([
            Column::TicketId,
            Column::ContactId,
            Column::ChannelId,
            Column::At,
            Column::Body,
        ])
        .to_owned()
}
