//! Rows of `drafts`: one per ticket, user and kind.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::Tx;
use super::entity::drafts::{Column, DraftKind, Entity, Model};
use super::entity::tickets;
use super::scope::Scope;

pub async fn find(
    conn: &impl ConnectionTrait,
    ticket_id: Uuid,
    user_id: Uuid,
    kind: DraftKind,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Kind.eq(kind))
        .one(conn)
        .await
}

/// Everybody's drafts on one ticket.
pub async fn of_ticket(conn: &impl ConnectionTrait, ticket_id: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// The newest drafts of the scope's user on tickets the scope shows, at most `limit`.
pub async fn own(conn: &impl ConnectionTrait, scope: &Scope, limit: u64) -> Result<Vec<Model>, DbErr> {
    let visible = tickets::Entity::find()
        .select_only()
        .column(tickets::Column::Id)
        .filter(scope.tickets())
        .into_query();
    Entity::find()
        .filter(Column::UserId.eq(scope.user_id))
        .filter(Column::TicketId.in_subquery(visible))
        .order_by_desc(Column::UpdatedAt)
        .limit(limit)
        .all(conn)
        .await
}

/// An empty draft, to be filled in and given to [`insert`].
pub fn blank(tx: &Tx, ticket_id: Uuid, user_id: Uuid, kind: DraftKind) -> Model {
    Model {
        id: tx.id(),
        ticket_id,
        user_id,
        kind,
        channel_id: None,
        to: json!([]),
        cc: json!([]),
        bcc: json!([]),
        subject: None,
        text: String::new(),
        html: None,
        attachments: json!([]),
        seen_message_id: None,
        answer_to: None,
        forward_of: None,
        forward_attachments: None,
        quote: true,
        created_at: tx.now(),
        updated_at: tx.now(),
        version: 1,
    }
}

pub async fn insert(tx: &Tx, draft: Model) -> Result<Model, DbErr> {
    draft.into_active_model().reset_all().insert(tx).await
}

/// Stores `after` over `before` and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    let mut row = after.into_active_model().reset_all();
    row.id = sea_orm::Unchanged(before.id);
    row.created_at = sea_orm::Unchanged(before.created_at);
    row.updated_at = sea_orm::Set(tx.now());
    row.version = sea_orm::Set(before.version + 1);
    row.update(tx).await
}

/// Gives a draft to another ticket, on which its user has none of that kind.
pub async fn move_to(tx: &Tx, id: Uuid, ticket_id: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::TicketId, Expr::value(ticket_id))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether there was one.
pub async fn delete(tx: &Tx, ticket_id: Uuid, user_id: Uuid, kind: DraftKind) -> Result<bool, DbErr> {
    let done = Entity::delete_many()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Kind.eq(kind))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Attachment ids of a draft's JSON column.
pub fn attachment_ids(draft: &Model) -> Vec<Uuid> {
    serde_json::from_value(draft.attachments.clone()).unwrap_or_default()
}
