//! What the mail sandbox shows: one address's correspondence with the hub, from the customer's side.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Store;
use super::entity::identities::IdentityKind;
use super::entity::messages::{DeliveryState, MessageKind};
use super::entity::{deliveries, identities, messages};

const MOST: u64 = 200;

/// Mails between `address` and the hub, oldest first: what it wrote, and what really went out to it.
pub async fn correspondence(store: &Store, address: &str) -> Result<Vec<messages::Model>, DbErr> {
    let mut delivered = Query::select();
    delivered
        .column(deliveries::Column::MessageId)
        .from(deliveries::Entity)
        .and_where(Expr::col(deliveries::Column::Recipient).eq(address));
    let written = Condition::all()
        .add(messages::Column::Kind.eq(MessageKind::Inbound))
        .add(messages::Column::AuthorAddress.eq(address));
    let received = Condition::all()
        .add(messages::Column::Kind.eq(MessageKind::Outbound))
        .add(messages::Column::State.is_in([
            DeliveryState::Sent,
            DeliveryState::Delivered,
            DeliveryState::Read,
        ]))
        .add(messages::Column::Id.in_subquery(delivered));
    let mut found = messages::Entity::find()
        .filter(Condition::any().add(written).add(received))
        .order_by_desc(messages::Column::Id)
        .limit(MOST)
        .all(store.read())
        .await?;
    found.reverse();
    Ok(found)
}

/// Addresses that wrote, newest first, with the name last seen.
pub async fn writers(store: &Store) -> Result<Vec<identities::Model>, DbErr> {
    identities::Entity::find()
        .filter(identities::Column::Kind.eq(IdentityKind::Email))
        .order_by_desc(identities::Column::Id)
        .limit(MOST)
        .all(store.read())
        .await
}

/// One message, to answer it as its receiver.
pub async fn message(store: &Store, id: Uuid) -> Result<Option<messages::Model>, DbErr> {
    messages::Entity::find_by_id(id).one(store.read()).await
}
