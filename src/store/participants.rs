//! Rows of `participants`: who takes part in a ticket, and in what role.

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::identities;
use super::entity::participants::{ActiveModel, Column, Entity, Model, ParticipantRole};
use super::lookup;

/// Everyone on the ticket, with the address they write from, in the order they joined.
pub async fn of_ticket(
    conn: &impl ConnectionTrait,
    ticket_id: Uuid,
) -> Result<Vec<(Model, Option<identities::Model>)>, DbErr> {
    let rows = Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    let mut by_id: HashMap<Uuid, identities::Model> =
        lookup::by_id::<identities::Entity>(conn, rows.iter().map(|p| p.identity_id), |i| i.id).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let identity = by_id.remove(&row.identity_id);
            (row, identity)
        })
        .collect())
}

/// One participant of the ticket.
pub async fn find(conn: &impl ConnectionTrait, ticket_id: Uuid, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(Column::TicketId.eq(ticket_id))
        .one(conn)
        .await
}

/// Adds an identity to a ticket. Who takes part already stays as they are, except that a third party who is added in
/// another role becomes a participant.
pub async fn join(
    tx: &Tx,
    ticket_id: Uuid,
    identity: &identities::Model,
    role: ParticipantRole,
) -> Result<Model, DbErr> {
    let present = Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::IdentityId.eq(identity.id))
        .one(tx)
        .await?;
    match present {
        Some(row) if row.role == ParticipantRole::ThirdParty && role != ParticipantRole::ThirdParty => {
            set_role(tx, &row, role).await
        }
        Some(row) => Ok(row),
        None => {
            ActiveModel {
                id: Set(tx.id()),
                ticket_id: Set(ticket_id),
                contact_id: Set(identity.contact_id),
                identity_id: Set(identity.id),
                role: Set(role),
                added_at: Set(tx.now()),
            }
            .insert(tx)
            .await
        }
    }
}

pub async fn set_role(tx: &Tx, row: &Model, role: ParticipantRole) -> Result<Model, DbErr> {
    ActiveModel {
        id: sea_orm::Unchanged(row.id),
        role: Set(role),
        ..Default::default()
    }
    .update(tx)
    .await
}

/// Moves one participant to another ticket, where the identity takes no part yet.
pub async fn move_to(tx: &Tx, id: Uuid, ticket_id: Uuid, role: ParticipantRole) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::TicketId, Expr::value(ticket_id))
        .col_expr(Column::Role, Expr::value(role.as_str()))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn remove(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
